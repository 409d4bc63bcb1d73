// What the map draws, made of what the server sends. Pure functions; nothing here knows of the page.
//
// The server answers with a GeoJSON FeatureCollection. A Point's properties:
//   n          how many events (or reports) it stands for; 1 when missing
//   label      words, shown as text
//   precision  facility, city, admin1, country, water, region
//   within_km  radius of what is not known, drawn to scale
//   country    ISO 3166 alpha-3
//   day        ISO day, when the feature is of one day
//   href       a path of this server; anything else leads nowhere
//   events     up to a few of { text, day, href }
// With precision "country" the geometry does not count: the pin goes to the country's label point. In an itinerary
// (data-mode="itinerary") Points have stop (1, 2, …) and LineStrings have status done, planned or denied, with
// coordinates or with between: [stop, stop]. Members of the collection itself: countries { ISO3: n } for the fill, and
// by_day: true when every feature has a day, so that days can be chosen without asking again.

import { ownPath } from "./paths.js";
import { boundsOf, greatCircle, ringAround, splitLine, splitRing } from "./sphere.js";

export const STATUSES = ["done", "planned", "denied"];
const MOST_EVENTS = 12;
const DRAWN_FROM_KM = 1; // a smaller circle is under its own pin at every zoom

const number = (value, otherwise) => (typeof value === "number" && Number.isFinite(value) ? value : otherwise);
const words = (value) => (typeof value === "string" ? value : "");

/** The features as places: { places, lines, countries, byDay, unplaced }. */
export function read(collection, labels) {
  const features = Array.isArray(collection?.features) ? collection.features : [];
  const made = features.map((feature, i) => placeOf(feature, i, labels));
  const places = made.filter((place) => place && place !== "line");
  const stops = new Map(places.filter((p) => p.stop !== null).map((p) => [p.stop, [p.lon, p.lat]]));
  const lines = features.filter((f) => f?.geometry?.type === "LineString" || Array.isArray(f?.properties?.between));
  return {
    places,
    lines: lines.map((feature) => lineOf(feature, stops)).filter(Boolean),
    countries: collection?.countries && typeof collection.countries === "object" ? collection.countries : null,
    byDay: collection?.by_day === true,
    unplaced: made.filter((place) => place === null).length,
  };
}

function placeOf(feature, index, labels) {
  const about = feature?.properties ?? {};
  if (feature?.geometry?.type === "LineString" || Array.isArray(about.between)) return "line";
  const precision = words(about.precision) || "city";
  const country = words(about.country);
  const [lon, lat] = precision === "country" ? pointOf(labels?.[country]) : given(feature?.geometry);
  if (lon === null || lat === null) return null;
  return {
    id: String(feature.id ?? about.id ?? index),
    lon,
    lat,
    precision,
    country,
    n: Math.max(0, number(about.n, 1)),
    label: words(about.label) || labels?.[country]?.name || "a place without a name",
    withinKm: precision === "country" ? 0 : Math.min(5000, Math.max(0, number(about.within_km, 0))),
    href: ownPath(about.href),
    day: words(about.day),
    events: Array.isArray(about.events) ? about.events.slice(0, MOST_EVENTS) : [],
    stop: number(about.stop, null),
    status: STATUSES.includes(about.status) ? about.status : "done",
  };
}

const pointOf = (label) => (label ? [label.lon, label.lat] : [null, null]);

function given(geometry) {
  const [lon, lat] = geometry?.type === "Point" && Array.isArray(geometry.coordinates) ? geometry.coordinates : [];
  const fits = Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lat) <= 90 && Math.abs(lon) <= 540;
  return fits ? [lon, lat] : [null, null];
}

function lineOf(feature, stops) {
  const about = feature.properties ?? {};
  const status = STATUSES.includes(about.status) ? about.status : "done";
  const points = Array.isArray(about.between)
    ? about.between.map((stop) => stops.get(stop))
    : feature.geometry.coordinates.map((c) => [c[0], c[1]]);
  if (points.length < 2 || points.some((p) => !p || !p.every(Number.isFinite))) return null;
  return { status, points };
}

/** The places whose day lies between two days, both counted in; those without a day always. */
export const between = (places, since, until) =>
  places.filter((p) => !p.day || ((!since || p.day >= since) && (!until || p.day <= until)));

/** Country pins of one country become one; other places stay as they are. */
export function joined(places) {
  const pins = new Map();
  const made = [];
  for (const place of places) {
    const known = place.precision === "country" && place.stop === null ? pins.get(place.country) : undefined;
    if (known) {
      known.n += place.n;
      known.events = [...known.events, ...place.events].slice(0, MOST_EVENTS);
      continue;
    }
    const own = { ...place };
    if (place.precision === "country" && place.stop === null) pins.set(place.country, own);
    made.push(own);
  }
  return made;
}

/** Numbers by country, for the fill: the server's where it gives them, else sums over places. */
export function countsByCountry(told, places) {
  if (told) return new Map(Object.entries(told).filter(([, n]) => number(n, 0) > 0));
  const sums = new Map();
  for (const { country, n } of places) if (country && n) sums.set(country, (sums.get(country) ?? 0) + n);
  return sums;
}

/** Upper ends of up to five classes, each by the same factor above the one before: counts of events are that skewed. */
export function breaksOf(values, most = 5) {
  const top = Math.max(0, ...values);
  if (top <= 0) return [];
  const ends = Array.from({ length: most }, (_, i) => Math.ceil(top ** ((i + 1) / most)));
  return [...new Set([...ends.slice(0, -1), Math.ceil(top)])].sort((a, b) => a - b);
}

/** The class of a number, from 0. */
export const classOf = (value, breaks) => {
  const at = breaks.findIndex((end) => value <= end);
  return at < 0 ? breaks.length - 1 : at;
};

const collection = (features) => ({ type: "FeatureCollection", features });
const feature = (type, coordinates, properties) => ({ type: "Feature", properties, geometry: { type, coordinates } });

/** Sources of the drawing, by name. */
export function drawn(places, lines) {
  const circles = places.filter((p) => p.withinKm >= DRAWN_FROM_KM);
  const rings = circles.map((p) => ({ id: p.id, ring: ringAround([p.lon, p.lat], p.withinKm) }));
  const dot = (p) => feature("Point", [p.lon, p.lat], { id: p.id, n: p.n, label: p.label, precision: p.precision });
  const stops = places.filter((p) => p.stop !== null);
  return {
    places: collection(places.filter((p) => p.precision !== "country" && p.stop === null).map(dot)),
    pins: collection(places.filter((p) => p.precision === "country" && p.stop === null).map(dot)),
    stops: collection(
      stops.map((p) => feature("Point", [p.lon, p.lat], { id: p.id, stop: String(p.stop), status: p.status, label: p.label })),
    ),
    areas: collection(rings.map(({ id, ring }) => feature("MultiPolygon", splitRing(ring), { id }))),
    edges: collection(rings.map(({ id, ring }) => feature("MultiLineString", splitLine(withoutPole(ring)), { id }))),
    ways: collection(lines.map(({ status, points }, id) => feature("MultiLineString", wayOf(points), { id, status }))),
  };
}

/** The edge of a circle that holds a pole has no line along the edge of the map. */
const withoutPole = (ring) => (ring.some(([, lat]) => Math.abs(lat) === 90) ? ring.slice(0, -3) : ring);

/** The shortest way from point to point, cut at the antimeridian. */
const wayOf = (points) => splitLine(points.slice(1).flatMap((to, i) => greatCircle(points[i], to)));

/** What the map should show: all places with their circles. */
export function boundsFor(places, lines) {
  const points = [...places.map((p) => [p.lon, p.lat]), ...lines.flatMap((line) => line.points)];
  return boundsOf(points);
}

/** How finely a place is known, in words. */
export function precisionWords({ precision, withinKm }) {
  const named = { country: "somewhere in the country", admin1: "somewhere in the region", region: "somewhere in the area", water: "at sea" };
  if (named[precision]) return named[precision];
  return withinKm ? `within ${withinKm.toLocaleString("en")} km` : "";
}
