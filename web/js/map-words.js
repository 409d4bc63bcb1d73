// The words beside the drawing: what opens at a place, the list of places in view, the key to the fill. Everything is
// put in as text, never as markup.

import { precisionWords } from "./map-data.js";
import { ownPath } from "./paths.js";

const MOST_LISTED = 40;

function made(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

const many = (n) => `${n.toLocaleString("en")} ${n === 1 ? "event" : "events"}`;

/** What opens at a place. */
export function popupOf(place) {
  const box = made("div", "", { class: "map-words" });
  const head = made("h3", place.stop === null ? place.label : `${place.stop}. ${place.label}`, { dir: "auto" });
  const told = [place.stop === null ? many(place.n) : place.status, precisionWords(place)].filter(Boolean).join(", ");
  box.append(head, made("p", told, { class: "muted" }));
  if (place.events.length) {
    const list = made("ul");
    for (const event of place.events) list.append(itemOf(event));
    box.append(list);
  }
  if (place.href) box.append(made("a", place.stop === null ? "All of them in the ledger" : "What it rests on", { href: place.href }));
  return box;
}

function itemOf(event) {
  const item = made("li", "", { dir: "auto" });
  if (typeof event?.day === "string" && event.day) item.append(made("time", event.day, { datetime: event.day }), " ");
  const text = typeof event?.text === "string" ? event.text : "";
  const path = ownPath(event?.href);
  item.append(path ? made("a", text, { href: path }) : text);
  return item;
}

/** Fills the list of places in view, most events first (stops in their order); each opens its place. */
export function listPlaces(list, status, places, open) {
  const ranked = [...places].sort((a, b) => (a.stop ?? 0) - (b.stop ?? 0) || b.n - a.n || (a.label < b.label ? -1 : 1));
  const shown = ranked.slice(0, MOST_LISTED);
  const buttons = shown.map((place) => {
    const item = made("li");
    const words = place.stop === null ? `${place.label}, ${place.n.toLocaleString("en")}` : `${place.stop}. ${place.label}`;
    const button = made("button", words, { type: "button", class: "plain", "data-place": place.id });
    if (place.precision === "country") button.append(made("span", "somewhere in it", { class: "ref-note" }));
    button.addEventListener("click", () => open(place, button));
    item.append(button);
    return item;
  });
  // The same list is left alone, so that the focus stays where it is.
  const key = shown.map((p) => `${p.id}:${p.n}`).join("|");
  if (list.dataset.key === key && list.childElementCount) return;
  list.dataset.key = key;
  list.replaceChildren(...buttons);
  const rest = ranked.length - shown.length;
  status.textContent =
    `${ranked.length.toLocaleString("en")} ${ranked.length === 1 ? "place" : "places"} in view` + (rest > 0 ? `, ${shown.length} listed` : "");
}

/** The key to the fill: one square a class, with its numbers. */
export function keyOf(box, breaks, shades) {
  box.replaceChildren(
    ...breaks.map((end, i) => {
      const item = made("li");
      item.append(made("span", "", { class: `swatch ${shades[i]}` }), made("span", span(i ? breaks[i - 1] + 1 : 1, end)));
      return item;
    }),
  );
  box.hidden = !breaks.length;
}

const span = (low, high) => (low >= high ? high.toLocaleString("en") : `${low.toLocaleString("en")}–${high.toLocaleString("en")}`);
