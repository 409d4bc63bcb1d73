// Bars over time: says what a bar holds, and lets days be chosen by drawing over the bars. The two date fields below
// do the same by keyboard, and without this script.

const SVG = "http://www.w3.org/2000/svg";
const SHORTEST_PX = 6; // a shorter drag is a click

/** The days from which to which bars were drawn over; null for none. Pure: bars are { since, until, left, right }. */
export function daysBetween(bars, from, to) {
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  const under = bars.filter((bar) => bar.right >= left && bar.left <= right);
  return under.length ? { since: under[0].since, until: under[under.length - 1].until } : null;
}

export function startTimeline(figure) {
  const chart = figure.querySelector("svg.chart");
  const form = figure.querySelector("form[data-range]");
  const bars = [...figure.querySelectorAll("rect.bar")];
  if (!chart || !bars.length) return;
  const reader = readOut(figure, bars);

  const placed = () =>
    bars.map((bar) => {
      const { left, right } = bar.getBoundingClientRect();
      return { since: bar.dataset.since, until: bar.dataset.until, left, right };
    });
  const nearest = (x) => {
    const gaps = placed().map(({ left, right }) => Math.abs((left + right) / 2 - x));
    return gaps.indexOf(Math.min(...gaps));
  };

  let start = null;
  let brush = null;
  const drop = () => {
    brush?.remove();
    [start, brush] = [null, null];
  };

  chart.addEventListener("pointermove", (event) => {
    reader.show(nearest(event.clientX));
    if (start === null) return;
    const box = chart.getBoundingClientRect();
    if (!brush) {
      brush = document.createElementNS(SVG, "rect");
      brush.setAttribute("class", "brush");
      brush.setAttribute("y", "0");
      brush.setAttribute("height", String(box.height - 24));
      chart.append(brush);
    }
    const ends = [start, event.clientX].sort((a, b) => a - b).map((x) => x - box.left);
    brush.setAttribute("x", String(ends[0]));
    brush.setAttribute("width", String(ends[1] - ends[0]));
  });
  chart.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    start = event.clientX;
    chart.setPointerCapture(event.pointerId);
  });
  chart.addEventListener("pointerup", (event) => {
    const from = start;
    drop();
    if (from === null || !form || Math.abs(event.clientX - from) < SHORTEST_PX) return;
    const days = daysBetween(placed(), from, event.clientX);
    if (!days) return;
    form.elements.since.value = days.since;
    form.elements.until.value = days.until;
    form.requestSubmit();
  });
  chart.addEventListener("pointercancel", drop);
  chart.addEventListener("pointerleave", () => start === null && reader.clear());
  document.addEventListener("keydown", (event) => event.key === "Escape" && drop());
  figure.dataset.ready = "true";
}

/** A slider that goes from bar to bar, and the words of the bar it is at. */
function readOut(figure, bars) {
  const place = figure.querySelector("[data-read-out]");
  const id = `${figure.id || "timeline"}-reader`;
  const label = document.createElement("label");
  const slider = document.createElement("input");
  const words = document.createElement("output");
  label.className = "visually-hidden";
  label.htmlFor = id;
  label.textContent = "Read bar by bar";
  Object.assign(slider, { id, type: "range", min: "0", max: String(bars.length - 1), value: String(bars.length - 1) });
  words.setAttribute("aria-live", "polite");
  words.htmlFor = id;
  words.textContent = "Move over the bars, or along the slider, to read them.";
  place?.append(label, slider, words);
  if (place) place.hidden = false;

  let at = -1;
  const show = (number) => {
    if (number === at) return;
    clear();
    at = number;
    bars[number].classList.add("on");
    words.textContent = bars[number].dataset.words;
    slider.value = String(number);
    slider.setAttribute("aria-valuetext", bars[number].dataset.words);
  };
  const clear = () => {
    if (at >= 0) bars[at].classList.remove("on");
    at = -1;
  };
  slider.addEventListener("input", () => show(Number(slider.value)));
  slider.addEventListener("focus", () => show(Number(slider.value)));
  return { show, clear };
}
