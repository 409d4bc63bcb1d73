import assert from "node:assert/strict";
import { test } from "node:test";
import { between, boundsFor, breaksOf, classOf, countsByCountry, drawn, joined, precisionWords, read } from "../js/map-data.js";
import { ownPath } from "../js/paths.js";
import { fillOf, layersOf, picturesOf, shadesFor, styleOf } from "../js/map-style.js";

const LABELS = { FJI: { name: "Fiji", lon: 178, lat: -17.8 }, NER: { name: "Niger", lon: 9, lat: 17 } };
const point = (lon, lat, properties = {}) => ({ type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties });
const of = (...features) => ({ type: "FeatureCollection", features });
const COLOURS = new Proxy({}, { get: (_, name) => (name === "then" ? undefined : "rgb(1, 2, 3)") });

test("places are read with what is missing filled in", () => {
  const { places, unplaced } = read(of(point(1, 2), point(3, 4, { n: 5, label: "Velm", precision: "facility", within_km: 2, href: "/e", day: "2023-01-02" })), LABELS);
  assert.equal(unplaced, 0);
  assert.deepEqual([places[0].n, places[0].label, places[0].precision, places[0].href, places[0].stop], [1, "a place without a name", "city", "", null]);
  assert.deepEqual([places[1].n, places[1].label, places[1].withinKm, places[1].href], [5, "Velm", 2, "/e"]);
});

test("what is only known as a country goes to its label point, whatever its coordinates say", () => {
  const { places, unplaced } = read(of(point(2.1, 13.5, { precision: "country", country: "NER", within_km: 900 }), point(0, 0, { precision: "country", country: "XXX" })), LABELS);
  assert.deepEqual([places[0].lon, places[0].lat, places[0].label, places[0].withinKm], [9, 17, "Niger", 0]);
  assert.equal(unplaced, 1);
});

test("nonsense is left out and counted, and never thrown at", () => {
  for (const odd of [null, undefined, 3, {}, { features: 3 }, of(null), of(3), of({}), of(point("x", 1)), of(point(1, 91)), of({ geometry: { type: "Point", coordinates: null } })]) {
    assert.deepEqual(read(odd, LABELS).places, []);
  }
  const { places } = read(of(point(1, 1, { n: "7", label: 3, within_km: "x", events: "x", href: 3, day: 4, stop: "1" })), null);
  assert.deepEqual([places[0].n, places[0].withinKm, places[0].events, places[0].href, places[0].day, places[0].stop], [1, 0, [], "", "", null]);
});

test("only paths of this server are followed", () => {
  assert.equal(ownPath("/events/e1"), "/events/e1");
  for (const href of ["//example.org", "/\\example.org", "/\t/example.org", "https://example.org", "javascript:alert(1)", "x", "", null, 3]) assert.equal(ownPath(href), "");
});

test("days are chosen from one to another, both counted in", () => {
  const places = ["2023-01-01", "2023-01-02", "2023-01-03", ""].map((day) => ({ day }));
  assert.deepEqual(between(places, "2023-01-02", "2023-01-02").map((p) => p.day), ["2023-01-02", ""]);
  assert.equal(between(places, "", "").length, 4);
  assert.equal(between(places, "2023-01-02", "").length, 3);
});

test("pins of one country are one pin with all their events; towns stay apart", () => {
  const { places } = read(of(...[4, 5].map((n) => point(0, 0, { precision: "country", country: "NER", n, events: [{ text: `${n}` }] })), point(1, 1), point(1, 1)), LABELS);
  const made = joined(places);
  assert.equal(made.length, 3);
  assert.deepEqual([made[0].n, made[0].events.map((e) => e.text)], [9, ["4", "5"]]);
  assert.equal(places[0].n, 4);
});

test("countries are counted, the server's numbers first", () => {
  assert.deepEqual([...countsByCountry({ NER: 3, FJI: 0, X: "9" }, [])], [["NER", 3]]);
  assert.deepEqual([...countsByCountry(null, [{ country: "NER", n: 2 }, { country: "NER", n: 5 }, { country: "", n: 9 }])], [["NER", 7]]);
});

test("classes hold every number once, the highest in the last", () => {
  for (const values of [[1], [1, 2], [3, 3, 3], [1, 10, 100, 1000, 100000], [7, 8, 9]]) {
    const breaks = breaksOf(values);
    assert.ok(breaks.length >= 1 && breaks.length <= 5);
    assert.deepEqual(breaks, [...new Set(breaks)].sort((a, b) => a - b));
    assert.equal(breaks[breaks.length - 1], Math.max(...values));
    for (const value of values) assert.ok(value <= breaks[classOf(value, breaks)]);
    assert.equal(shadesFor(breaks.length).length, breaks.length);
  }
  assert.deepEqual(breaksOf([]), []);
});

test("circles are drawn to scale and cut at the antimeridian", () => {
  const { places } = read(of(point(179.95, -16.5, { within_km: 300 }), point(10, 10, { within_km: 0.5 })), LABELS);
  const { areas, edges, places: dots } = drawn(places, []);
  assert.equal(dots.features.length, 2);
  assert.equal(areas.features.length, 1);
  assert.equal(areas.features[0].geometry.coordinates.length, 2);
  for (const part of areas.features[0].geometry.coordinates) for (const [lon] of part[0]) assert.ok(Math.abs(lon) <= 180);
  for (const line of edges.features[0].geometry.coordinates) line.forEach(([lon], i) => i && assert.ok(Math.abs(lon - line[i - 1][0]) < 180));
});

test("a circle over a pole has no edge along the end of the map", () => {
  const { places } = read(of(point(20, 89.5, { within_km: 300 })), LABELS);
  const { edges } = drawn(places, []);
  for (const line of edges.features[0].geometry.coordinates) for (const [, lat] of line) assert.ok(lat < 90);
});

test("ways go from stop to stop, also where a stop is only a country", () => {
  const way = (between, status) => ({ type: "Feature", geometry: null, properties: { between, status } });
  const { places, lines } = read(
    of(point(139.7, 35.7, { stop: 1 }), point(0, 0, { stop: 2, precision: "country", country: "FJI", status: "planned" }), way([1, 2], "planned"), way([1, 9], "done"), way([2, 1], "odd")),
    LABELS,
  );
  assert.deepEqual(lines.map((l) => l.status), ["planned", "done"]);
  assert.deepEqual(lines[0].points, [[139.7, 35.7], [178, -17.8]]);
  const { ways, stops, places: dots, pins } = drawn(joined(places), lines);
  assert.deepEqual([ways.features.length, stops.features.length, dots.features.length, pins.features.length], [2, 2, 0, 0]);
  assert.deepEqual(boundsFor(places, lines), [139.7, -17.8, 178, 35.7]);
});

test("how finely a place is known, in words", () => {
  assert.equal(precisionWords({ precision: "country", withinKm: 0 }), "somewhere in the country");
  assert.equal(precisionWords({ precision: "city", withinKm: 1500 }), "within 1,500 km");
  assert.equal(precisionWords({ precision: "city", withinKm: 0 }), "");
});

test("the style is whole: every layer has its source, every id is single, no address leads away", () => {
  const style = styleOf(COLOURS, { countries: "/a", borders: "/b", names: {} });
  const ids = style.layers.map((layer) => layer.id);
  assert.equal(ids.length, new Set(ids).size);
  for (const layer of style.layers) assert.ok(layer.type === "background" || layer.source in style.sources, layer.id);
  assert.ok(!("glyphs" in style) && !("sprite" in style));
  assert.deepEqual(layersOf(COLOURS).map((l) => l.id), ids);
});

test("countries are filled by class, and others are land", () => {
  const colours = { land: "land", "fill-2": "two", "fill-4": "four" };
  const breaks = [2, 9];
  const fill = fillOf(new Map([["NER", 1], ["FJI", 9], ["TUV", 2]]), breaks, classOf, colours);
  assert.deepEqual(fill, ["match", ["coalesce", ["get", "iso3"], ""], ["NER", "TUV"], "two", ["FJI"], "four", "land"]);
  assert.equal(fillOf(new Map(), [], classOf, colours), "land");
});

test("pictures are pixels of the page's colours", () => {
  const { hatch, square } = picturesOf(COLOURS);
  assert.equal(hatch.data.length, hatch.width * hatch.height * 4);
  assert.deepEqual([...square.data.slice(0, 4)], [1, 2, 3, 255]);
  assert.ok(hatch.data.some((v, i) => i % 4 === 3 && v === 0));
});
