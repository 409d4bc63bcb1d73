// Geometry on the globe, taken as a ball: circles to scale, shortest ways, and what crosses the antimeridian cut there.
// Pure functions; longitudes and latitudes in degrees, as GeoJSON has them.

export const EARTH_KM = 6371;

const rad = (degrees) => (degrees * Math.PI) / 180;
const deg = (radians) => (radians * 180) / Math.PI;

/** A longitude brought between -180 and 180. */
export function wrapped(lon) {
  if (Math.abs(lon) <= 180) return lon;
  const turned = ((((lon + 180) % 360) + 360) % 360) - 180;
  return turned === -180 && lon > 0 ? 180 : turned;
}

/** The point so many kilometres from another in a direction (degrees from north, clockwise). */
export function reached([lon, lat], km, bearing) {
  const [way, north] = [km / EARTH_KM, rad(bearing)];
  const sine = Math.sin(rad(lat)) * Math.cos(way) + Math.cos(rad(lat)) * Math.sin(way) * Math.cos(north);
  const to = Math.asin(Math.max(-1, Math.min(1, sine)));
  const east = Math.atan2(
    Math.sin(north) * Math.sin(way) * Math.cos(rad(lat)),
    Math.cos(way) - Math.sin(rad(lat)) * Math.sin(to),
  );
  return [lon + deg(east), deg(to)];
}

/** Kilometres between two points, along the ground. */
export function apartKm([lon1, lat1], [lon2, lat2]) {
  const half =
    Math.sin(rad(lat2 - lat1) / 2) ** 2 +
    Math.cos(rad(lat1)) * Math.cos(rad(lat2)) * Math.sin(rad(lon2 - lon1) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(Math.min(1, half)));
}

/** Points in a row whose longitudes go on past 180 instead of jumping to the other side. */
export function unrolled(points) {
  const made = [];
  for (const [lon, lat] of points) {
    const before = made.length ? made[made.length - 1][0] : lon;
    made.push([lon - 360 * Math.round((lon - before) / 360), lat]);
  }
  return made;
}

/** A closed ring around a point at a distance, unrolled. Around a pole it goes by way of the pole's edge of the map. */
export function ringAround(center, km, steps = 72) {
  const points = Array.from({ length: steps }, (_, i) => reached(center, km, (360 * i) / steps));
  const ring = unrolled([...points, points[0]]);
  const turn = ring[steps][0] - ring[0][0];
  if (Math.abs(turn) < 180) {
    ring[steps] = [...ring[0]];
    return ring;
  }
  // The ring runs once around the map, so it holds a pole: close it along that pole's edge.
  const pole = center[1] >= 0 ? 90 : -90;
  return [...ring, [ring[steps][0], pole], [ring[0][0], pole], [...ring[0]]];
}

/** What of a ring lies on one side of a meridian; `side` 1 keeps the east, -1 the west. */
function clipped(ring, meridian, side) {
  const kept = [];
  const within = ([lon]) => side * (lon - meridian) >= 0;
  for (let i = 0; i < ring.length - 1; i++) {
    const [a, b] = [ring[i], ring[i + 1]];
    if (within(a)) kept.push(a);
    if (within(a) !== within(b)) {
      const share = (meridian - a[0]) / (b[0] - a[0]);
      kept.push([meridian, a[1] + share * (b[1] - a[1])]);
    }
  }
  if (kept.length < 3) return [];
  return [...kept, [...kept[0]]];
}

/** An unrolled ring as polygons that each lie between -180 and 180: the coordinates of a MultiPolygon. */
export function splitRing(ring) {
  const lons = ring.map(([lon]) => lon);
  const [first, last] = [Math.floor((Math.min(...lons) + 180) / 360), Math.ceil((Math.max(...lons) + 180) / 360) - 1];
  const parts = [];
  for (let world = first; world <= Math.max(first, last); world++) {
    const east = clipped(ring, 360 * world - 180, 1);
    const part = east.length ? clipped(east, 360 * world + 180, -1) : [];
    if (part.length >= 4) parts.push([part.map(([lon, lat]) => [lon - 360 * world, lat])]);
  }
  return parts;
}

/** A line, unrolled or not, as lines that each lie between -180 and 180: the coordinates of a MultiLineString. */
export function splitLine(points) {
  const lines = [];
  let line = [];
  let world = null;
  const long = unrolled(points);
  const worldOf = ([lon]) => Math.floor((lon + 180) / 360);
  const put = ([lon, lat], at) => line.push([lon - 360 * at, lat]);
  for (let i = 0; i < long.length; i++) {
    const here = worldOf(long[i]);
    if (world !== null && here !== world) {
      // Steps are far shorter than a world, so one meridian is crossed at a time; a long one goes by way of each.
      const step = Math.sign(here - world);
      while (world !== here) {
        const meridian = 360 * (step > 0 ? world + 1 : world) - 180;
        const [a, b] = [long[i - 1], long[i]];
        const lat = a[1] + ((meridian - a[0]) / (b[0] - a[0])) * (b[1] - a[1]);
        put([meridian, lat], world);
        if (line.length > 1) lines.push(line);
        world += step;
        line = [];
        put([meridian, lat], world);
      }
    }
    world = here;
    put(long[i], world);
  }
  if (line.length > 1) lines.push(line);
  return lines;
}

/** The shortest way from one point to another, in steps, unrolled. */
export function greatCircle(from, to, steps = 48) {
  const way = apartKm(from, to) / EARTH_KM;
  if (way < 1e-9) return [from, to];
  const vector = ([lon, lat]) => [
    Math.cos(rad(lat)) * Math.cos(rad(lon)),
    Math.cos(rad(lat)) * Math.sin(rad(lon)),
    Math.sin(rad(lat)),
  ];
  const [a, b] = [vector(from), vector(to)];
  const points = Array.from({ length: steps + 1 }, (_, i) => {
    const share = i / steps;
    const [p, q] = [Math.sin((1 - share) * way) / Math.sin(way), Math.sin(share * way) / Math.sin(way)];
    const [x, y, z] = a.map((part, k) => p * part + q * b[k]);
    return [deg(Math.atan2(y, x)), deg(Math.atan2(z, Math.hypot(x, y)))];
  });
  points[0] = from;
  points[steps] = to;
  return unrolled(points);
}

/** West, south, east, north of points, over the antimeridian where that is shorter; null for none. */
export function boundsOf(points) {
  if (!points.length) return null;
  const lats = points.map(([, lat]) => lat);
  const lons = [...new Set(points.map(([lon]) => wrapped(lon)))].sort((a, b) => a - b);
  let [west, widest] = [lons[0], lons[0] + 360 - lons[lons.length - 1]];
  let east = lons[lons.length - 1];
  for (let i = 1; i < lons.length; i++) {
    const gap = lons[i] - lons[i - 1];
    if (gap > widest) [widest, west, east] = [gap, lons[i], lons[i - 1] + 360];
  }
  return [west, Math.min(...lats), east, Math.max(...lats)];
}
