// The one script of every page: finds what there is to enhance, now and after htmx brought something new.
// Without it everything still works by links and forms; only the map needs it, and has a table beside it.

import { startKeys } from "./keys.js";
import { startLive } from "./live.js";
import { ownPath } from "./paths.js";
import { startTheme } from "./theme.js";

const ENHANCED = "data-enhanced";

/** Runs `start` once on each element that matches, also on those that come later. */
function enhance(root, selector, start) {
  for (const element of root.querySelectorAll(`${selector}:not([${ENHANCED}])`)) {
    element.setAttribute(ENHANCED, "");
    start(element);
  }
}

function enhanceAll(root) {
  enhance(root, "[data-live]", startLive);
  enhance(root, "[data-timeline]", (figure) => import("./timeline.js").then((m) => m.startTimeline(figure)));
  enhance(root, "[data-map]", (figure) => whenNear(figure, () => import("./map.js").then((m) => m.startMap(figure))));
}

/** Waits until an element is about to be seen: a map is worth its weight only then. Its place is kept from the
 *  beginning, so that what stands below does not move away from whoever reads it. */
function whenNear(element, start) {
  const days = element.dataset.since < element.dataset.until;
  for (const [part, hidden] of [["note", true], ["box", false], ["controls", !days]]) {
    const found = element.querySelector(`[data-map-${part}]`);
    if (found) found.hidden = hidden;
  }
  const seen = (entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    start();
  };
  const watcher = new IntersectionObserver(seen, { rootMargin: "300px" });
  watcher.observe(element);
}

/** Shapes of charts lead somewhere by a click; by keyboard the table beside the chart does. */
function followShapes(event) {
  const path = ownPath(event.target.closest?.("svg [data-href]")?.getAttribute("data-href"));
  if (path) window.location.assign(path);
}

startTheme(document);
startKeys(document);
enhanceAll(document);
document.addEventListener("click", followShapes);
document.addEventListener("htmx:after:swap", () => enhanceAll(document));
document.documentElement.dataset.scripts = "ready";
