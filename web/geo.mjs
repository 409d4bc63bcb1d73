// Country outlines for the map, made once: TopoJSON of Natural Earth's borders -> GeoJSON that no renderer has to mend.
//
// world-atlas joins shapes over the antimeridian, as a globe has no edge there. A flat map has one, and draws a ring
// that goes from 179 E to 179 W as a wedge across the world. So shapes are cut at 180 degrees here (geoProject clips
// at the antimeridian), and lines are cut the same way, without an edge along the cut.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoEquirectangular } from "d3-geo";
import { geoProject } from "d3-geo-projection";
import { feature, mesh } from "topojson-client";
import { labelPoint, planarArea } from "./geo-points.mjs";

const require = createRequire(import.meta.url);

// Shapes that Natural Earth draws by themselves and ISO 3166 gives no code: whose count they are painted with, and
// a dashed border. `null`: nobody's.
const CLAIMED = { "N. Cyprus": ["CYP", "Northern Cyprus"], Somaliland: ["SOM", "Somaliland"], "Siachen Glacier": [null, "Siachen Glacier"] };
const WITHOUT_NUMBER = { Kosovo: "KOS", "Indian Ocean Ter.": "AUS" };
const CLAIMED_CODES = new Set(["ESH"]);

/** Degrees in, degrees out; only the cutting remains of the projection. */
const cutting = () => geoEquirectangular().scale(180 / Math.PI).translate([0, 0]).reflectY(true);

/** Reads the table of codes: rows of { iso3, numeric, name, lon, lat }. */
export function readCodes(path) {
  const [head, ...rows] = readFileSync(path, "utf8").trimEnd().split("\n").map((line) => line.split("\t"));
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])));
}

/** The outlines at one scale: { countries, borders }, two GeoJSON collections. */
export function outlines(scale, codes, decimals) {
  const atlas = JSON.parse(readFileSync(require.resolve(`world-atlas/countries-${scale}.json`), "utf8"));
  const world = atlas.objects.countries;
  const byNumber = new Map(codes.filter((c) => c.numeric).map((c) => [c.numeric, c]));
  const byCode = new Map(codes.map((c) => [c.iso3, c]));
  const shapes = new Map();
  for (const geometry of world.geometries) {
    const about = identity(geometry, byNumber, byCode);
    const cut = geoProject(feature(atlas, geometry), cutting()).geometry;
    for (const polygon of polygonsOf(cut)) {
      const owner = overseas(about, polygon, codes) ?? about;
      const key = `${owner.iso3}/${owner.name}`;
      if (!shapes.has(key)) shapes.set(key, { properties: owner, polygons: [] });
      const rounded = polygon.map((ring) => tidy(ring, decimals)).filter((ring) => ring.length >= 4);
      if (rounded.length) shapes.get(key).polygons.push(rounded);
    }
  }
  const countries = [...shapes.values()]
    .filter((s) => s.polygons.length)
    .sort((a, b) => (a.properties.name < b.properties.name ? -1 : 1))
    .map((s) => ({ type: "Feature", properties: s.properties, geometry: { type: "MultiPolygon", coordinates: s.polygons } }));
  return { countries: collection(countries), borders: collection(bordersOf(atlas, decimals)) };
}

/** A point inside each country at which its name or a pin for "somewhere in it" may stand, never a capital. */
export function labels(countries, codes) {
  const points = {};
  const claimedLast = [...countries.features].sort((a, b) => Boolean(a.properties.claimed) - Boolean(b.properties.claimed));
  for (const { properties, geometry } of claimedLast) {
    if (!properties.iso3 || points[properties.iso3]) continue;
    const largest = geometry.coordinates.reduce((a, b) => (planarArea(b[0]) > planarArea(a[0]) ? b : a));
    const [lon, lat] = labelPoint(largest);
    points[properties.iso3] = { name: properties.name, lon, lat, area: Math.round(planarArea(largest[0])) };
  }
  for (const { iso3, name, lon, lat } of codes) {
    if (lon && !points[iso3]) points[iso3] = { name, lon: Number(lon), lat: Number(lat), area: 0 };
  }
  return Object.fromEntries(Object.entries(points).sort());
}

function identity(geometry, byNumber, byCode) {
  const name = geometry.properties.name;
  if (name in CLAIMED) return { iso3: CLAIMED[name][0], name: CLAIMED[name][1], claimed: true };
  const row = byNumber.get(geometry.id) ?? byCode.get(WITHOUT_NUMBER[name]);
  if (!row) throw new Error(`geo/countries.tsv has no row for ${geometry.id ?? "no number"} (${name})`);
  return CLAIMED_CODES.has(row.iso3) ? { iso3: row.iso3, name: row.name, claimed: true } : { iso3: row.iso3, name: row.name };
}

/** Parts of a country far from it that have a code of their own: Natural Earth counts French Guiana to France. */
function overseas(about, polygon, codes) {
  if (about.iso3 !== "FRA") return null;
  const [lon, lat] = polygon[0][0];
  const row = codes.find((c) => c.lon && Math.hypot(lon - c.lon, lat - c.lat) < 4);
  return row ? { iso3: row.iso3, name: row.name } : null;
}

/** Lines once each: coasts, borders, and borders that are disputed. */
function bordersOf(atlas, decimals) {
  const disputed = (shape) => shape.properties.name in CLAIMED || shape.id === "732";
  const kinds = {
    coast: (a, b) => a === b,
    border: (a, b) => a !== b && !disputed(a) && !disputed(b),
    disputed: (a, b) => a !== b && (disputed(a) || disputed(b)),
  };
  return Object.entries(kinds).flatMap(([kind, wanted]) => {
    const lines = geoProject(mesh(atlas, atlas.objects.countries, wanted), cutting());
    if (!lines) return [];
    const coordinates = lines.coordinates.flatMap((line) => uncut(tidy(line, decimals)));
    return [{ type: "Feature", properties: { kind }, geometry: { type: "MultiLineString", coordinates } }];
  });
}

/** A line without what runs along the antimeridian: some islands are cut there in the source already. */
function uncut(line) {
  const parts = [[line[0]]];
  for (let i = 1; i < line.length; i++) {
    if (Math.abs(line[i][0]) === 180 && Math.abs(line[i - 1][0]) === 180) parts.push([]);
    parts[parts.length - 1].push(line[i]);
  }
  return parts.filter((part) => part.length >= 2);
}

const polygonsOf = (geometry) => (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates);
const collection = (features) => ({ type: "FeatureCollection", features });

/** Rounds, keeps inside the map, and leaves out points that fell onto the one before. */
function tidy(line, decimals) {
  const by = 10 ** decimals;
  const round = (value, bound) => Math.max(-bound, Math.min(bound, Math.round(value * by) / by));
  return line
    .map(([lon, lat]) => [round(lon, 180), round(lat, 90)])
    .filter((point, i, all) => i === 0 || point[0] !== all[i - 1][0] || point[1] !== all[i - 1][1]);
}
