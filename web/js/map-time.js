// Two sliders over the days of the map, and a button that lets the days run. Made here, as they do nothing without it.

const DAY_MS = 86_400_000;
const STEP_MS = 700;
const STEPS = 24; // of a run from the first to the last day

export const dayNumber = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY_MS);
export const isoDay = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** The next window of a run: as wide as now, one step on; null at the end. Pure; days are numbers. */
export function nextWindow([from, to], [first, last]) {
  const step = Math.max(1, Math.round((last - first) / STEPS));
  const whole = from <= first && to >= last;
  const width = whole ? step : to - from;
  if (whole) return [first, Math.min(last, first + width)];
  if (to >= last) return null;
  const end = Math.min(last, to + step);
  return [Math.max(first, end - width), end];
}

/** Builds the controls; calls back with the days chosen. */
export function timeControls({ id, since, until, chosen, onChange }) {
  const range = [dayNumber(since), dayNumber(until)];
  let days = [dayNumber(chosen[0] || since), dayNumber(chosen[1] || until)].map((d) => Math.min(range[1], Math.max(range[0], d)));
  const box = document.createElement("div");
  box.className = "map-time";
  const sliders = ["From", "Until"].map((words, i) => slider(`${id}-${words.toLowerCase()}`, words, range, days[i]));
  const shown = document.createElement("output");
  const play = document.createElement("button");
  Object.assign(play, { type: "button", textContent: "Play" });
  play.setAttribute("aria-pressed", "false");
  box.append(...sliders.map((s) => s.field), play, shown);

  let timer = 0;
  const stop = () => {
    window.clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
    play.setAttribute("aria-pressed", "false");
  };
  const show = (tell) => {
    sliders.forEach((s, i) => s.set(days[i]));
    shown.textContent = `${isoDay(days[0])} to ${isoDay(days[1])}`;
    if (tell) onChange(days[0] <= range[0] ? "" : isoDay(days[0]), days[1] >= range[1] ? "" : isoDay(days[1]));
  };
  sliders.forEach((s, i) =>
    s.input.addEventListener("input", () => {
      stop();
      days[i] = Number(s.input.value);
      if (days[0] > days[1]) days[1 - i] = days[i];
      show(true);
    }),
  );
  play.addEventListener("click", () => {
    if (timer) return stop();
    play.textContent = "Pause";
    play.setAttribute("aria-pressed", "true");
    const step = () => {
      const next = nextWindow(days, range);
      if (!next) return stop();
      days = next;
      show(true);
    };
    if (days[1] >= range[1]) days = [...range];
    step();
    timer = window.setInterval(step, STEP_MS);
  });
  show(false);
  return box;
}

function slider(id, words, [min, max], value) {
  const field = document.createElement("div");
  const label = document.createElement("label");
  const input = document.createElement("input");
  Object.assign(label, { htmlFor: id, textContent: words });
  Object.assign(input, { id, type: "range", min: String(min), max: String(max), step: "1", value: String(value) });
  field.className = "field";
  field.append(label, input);
  const set = (day) => {
    input.value = String(day);
    input.setAttribute("aria-valuetext", isoDay(day));
  };
  return { field, input, set };
}
