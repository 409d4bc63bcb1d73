// How the map looks: layers over the page's own colours, so that light and dark are those of the page. Letters come
// from the system's fonts, as MapLibre takes them where a style names no glyphs.

const NAMES = [
  "sea", "land", "rule", "edge", "ink", "ink-2", "panel", "paper", "accent", "on-accent", "focus", "when", "where",
  "good", "bad", "calm", "fill-1", "fill-2", "fill-3", "fill-4", "fill-5",
];
const FONT = ["sans-serif"];

/** The page's colours as they are now, resolved. */
export function coloursOf(element) {
  const probe = document.createElement("span");
  probe.hidden = true;
  element.append(probe);
  const made = {};
  for (const name of NAMES) {
    probe.style.color = `var(--${name})`;
    made[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return made;
}

const EMPTY = { type: "FeatureCollection", features: [] };
const geojson = (data, more) => ({ type: "geojson", data, ...more });

/** A whole style over the given outlines. */
export function styleOf(colours, outlines) {
  return {
    version: 8,
    sources: {
      countries: geojson(outlines.countries),
      borders: geojson(outlines.borders),
      names: geojson(outlines.names),
      places: geojson(EMPTY, {
        cluster: true,
        clusterRadius: 34,
        clusterMaxZoom: 8,
        clusterProperties: { sum: ["+", ["get", "n"]] },
      }),
      ...Object.fromEntries(["pins", "stops", "areas", "edges", "ways", "chosen"].map((name) => [name, geojson(EMPTY)])),
    },
    layers: layersOf(colours),
  };
}

const sum = ["coalesce", ["get", "sum"], ["get", "n"]];
const radius = ["interpolate", ["linear"], ["sqrt", sum], 0, 4, 1, 5, 3, 10, 10, 15, 40, 24];

/** Every layer, bottom first. A change of theme sets their paint anew. */
export function layersOf(c) {
  const line = (id, source, filter, paint, layout = {}) => ({ id, type: "line", source, filter, layout, paint });
  const kind = (name) => ["==", ["get", "kind"], name];
  const status = (name) => ["==", ["get", "status"], name];
  const round = { "line-cap": "round", "line-join": "round" };
  return [
    { id: "sea", type: "background", paint: { "background-color": c.sea } },
    { id: "fill", type: "fill", source: "countries", paint: { "fill-color": c.land, "fill-antialias": false } },
    { id: "hatch", type: "fill", source: "countries", filter: ["==", ["get", "iso3"], ""], paint: { "fill-pattern": "hatch" } },
    line("border", "borders", kind("border"), { "line-color": c.edge, "line-width": 0.7, "line-opacity": 0.7 }),
    line("disputed", "borders", kind("disputed"), { "line-color": c.edge, "line-width": 0.9, "line-dasharray": [3, 2] }),
    line("coast", "borders", kind("coast"), { "line-color": c.edge, "line-width": 0.8 }),
    { id: "area", type: "fill", source: "areas", paint: { "fill-color": c.when, "fill-opacity": 0.12 } },
    line("edge", "edges", ["all"], { "line-color": c.when, "line-width": 1.25, "line-dasharray": [3, 2] }),
    line("way-denied", "ways", status("denied"), { "line-color": c.bad, "line-width": 2.5, "line-dasharray": [0.1, 2] }, round),
    line("way-planned", "ways", status("planned"), { "line-color": c.calm, "line-width": 2.25, "line-dasharray": [3, 2] }),
    line("way-done", "ways", status("done"), { "line-color": c.accent, "line-width": 2.5 }, round),
    {
      id: "country-name",
      type: "symbol",
      source: "names",
      // Names of small countries come with the zoom, as they stand in one another's way before.
      filter: [">=", ["get", "area"], ["step", ["zoom"], 60, 2, 15, 3, 4, 4.5, 0]],
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 1, 10, 5, 13],
        "text-max-width": 7,
        "text-padding": 6,
        "symbol-sort-key": ["-", ["get", "area"]],
      },
      paint: { "text-color": c["ink-2"], "text-halo-color": c.land, "text-halo-width": 1.2 },
    },
    {
      id: "place",
      type: "circle",
      source: "places",
      paint: {
        "circle-radius": radius,
        "circle-color": c.accent,
        "circle-opacity": 0.88,
        "circle-stroke-color": c.panel,
        "circle-stroke-width": 1.5,
      },
    },
    counted("place-n", "places", sum, c["on-accent"], [">", sum, 1]),
    {
      id: "pin",
      type: "symbol",
      source: "pins",
      layout: { "icon-image": "square", "icon-allow-overlap": true, "icon-ignore-placement": true },
      paint: {},
    },
    counted("pin-n", "pins", ["get", "n"], c.ink, ["all"]),
    {
      id: "stop",
      type: "circle",
      source: "stops",
      paint: {
        "circle-radius": 11,
        "circle-color": ["match", ["get", "status"], "planned", c.panel, "denied", c.panel, c.accent],
        "circle-stroke-color": ["match", ["get", "status"], "planned", c.calm, "denied", c.bad, c.panel],
        "circle-stroke-width": 2,
      },
    },
    counted("stop-n", "stops", ["get", "stop"], ["match", ["get", "status"], "planned", c.calm, "denied", c.bad, c["on-accent"]], ["all"]),
    {
      id: "chosen",
      type: "circle",
      source: "chosen",
      paint: { "circle-radius": 17, "circle-opacity": 0, "circle-color": c.focus, "circle-stroke-color": c.focus, "circle-stroke-width": 3 },
    },
  ];
}

/** Numbers in the middle of marks. */
function counted(id, source, value, colour, filter) {
  return {
    id,
    type: "symbol",
    source,
    filter,
    layout: {
      "text-field": ["to-string", value],
      "text-font": FONT,
      "text-size": 11,
      "text-allow-overlap": true,
      "text-padding": 8, // so that names of countries keep off the mark around the number
    },
    paint: { "text-color": colour },
  };
}

/** Fill of countries by class; countries without a number stay land. */
export function fillOf(counts, breaks, classOf, c) {
  if (!counts.size) return c.land;
  const byClass = new Map();
  for (const [iso3, n] of counts) {
    const at = classOf(n, breaks);
    byClass.set(at, [...(byClass.get(at) ?? []), iso3]);
  }
  const shades = shadesFor(breaks.length);
  return ["match", ["coalesce", ["get", "iso3"], ""], ...[...byClass].flatMap(([at, codes]) => [codes, c[shades[at]]]), c.land];
}

/** Which of the five shades stand for so many classes, lightest first. */
export const shadesFor = (n) => ({ 1: [3], 2: [2, 4], 3: [1, 3, 5], 4: [1, 2, 4, 5] })[n]?.map((i) => `fill-${i}`) ?? [1, 2, 3, 4, 5].map((i) => `fill-${i}`);

/** Pictures made here, pixel by pixel: nothing is loaded. */
export function picturesOf(c) {
  return { hatch: painted(16, (x, y) => ([c.ink, c.ink, c.panel][(x + y) % 16] ?? null)), square: squareOf(c) };
}

function squareOf(c) {
  const [size, edge] = [48, 4];
  return painted(size, (x, y) => (Math.min(x, y, size - 1 - x, size - 1 - y) < edge ? c.ink : c.panel));
}

function painted(size, colourAt) {
  const data = new Uint8ClampedArray(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const colour = colourAt(x, y);
      if (colour) data.set([...rgb(colour), 255], 4 * (y * size + x));
    }
  }
  return { width: size, height: size, data };
}

/** The three numbers of a resolved colour, "rgb(1, 2, 3)". */
const rgb = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number);
