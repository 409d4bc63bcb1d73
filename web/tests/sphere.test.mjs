import assert from "node:assert/strict";
import { test } from "node:test";
import { apartKm, boundsOf, greatCircle, reached, ringAround, splitLine, splitRing, unrolled, wrapped } from "../js/sphere.js";

const places = [[0, 0], [13.4, 52.5], [179.9, -17], [-179.5, 66], [128.3, 51.9], [-70, -53], [20, 89.5], [0, -89]];

test("every point of a ring is as far from its middle as asked", () => {
  for (const place of places) {
    for (const km of [1, 50, 400]) {
      const around = Array.from({ length: 72 }, (_, i) => reached(place, km, i * 5));
      for (const point of around) assert.ok(Math.abs(apartKm(place, point) - km) < 1e-6 * km + 1e-6);
    }
  }
});

test("rings are closed, and their parts lie on the map without a jump", () => {
  for (const place of places) {
    const ring = ringAround(place, 300);
    assert.deepEqual(ring[0], ring[ring.length - 1]);
    const parts = splitRing(ring);
    assert.ok(parts.length >= 1);
    for (const [part] of parts) {
      assert.deepEqual(part[0], part[part.length - 1]);
      part.forEach(([lon, lat], i) => {
        assert.ok(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90);
        if (i && Math.abs(lat) < 90) assert.ok(Math.abs(lon - part[i - 1][0]) <= 180 || Math.abs(part[i - 1][1]) === 90);
      });
    }
  }
});

const area = (ring) => {
  let sum = 0;
  for (let i = 0; i < ring.length - 1; i++) sum += ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
  return Math.abs(sum / 2);
};

test("cutting at the antimeridian keeps the area", () => {
  const ring = ringAround([179.8, -17], 200);
  const parts = splitRing(ring);
  assert.equal(parts.length, 2);
  const cut = parts.reduce((sum, [part]) => sum + area(part), 0);
  assert.ok(Math.abs(cut - area(ring)) < 1e-9);
  assert.equal(splitRing(ringAround([10, 50], 200)).length, 1);
});

test("a ring around a pole holds the pole", () => {
  const ring = ringAround([20, 89.5], 300);
  assert.ok(ring.some(([, lat]) => lat === 90));
  const cut = splitRing(ring).reduce((sum, [part]) => sum + area(part), 0);
  assert.ok(Math.abs(cut - area(ring)) < 1e-6);
  assert.ok(ringAround([0, -89], 300).some(([, lat]) => lat === -90));
});

test("lines are cut where they cross, and joined they are the line", () => {
  const line = [[170, 10], [-170, 20], [-150, 0], [175, 5]];
  const parts = splitLine(line);
  assert.equal(parts.length, 3);
  assert.deepEqual(parts[0], [[170, 10], [180, 15]]);
  assert.deepEqual(parts[1][0], [-180, 15]);
  const corners = parts.flat().filter(([lon]) => Math.abs(lon) !== 180);
  assert.deepEqual(corners, line);
  for (const part of parts) part.forEach(([lon], i) => i && assert.ok(Math.abs(lon - part[i - 1][0]) <= 180));
  assert.deepEqual(splitLine([[0, 0], [10, 5]]), [[[0, 0], [10, 5]]]);
});

test("the shortest way has the length of the shortest way", () => {
  for (const [from, to] of [[[139.7, 35.7], [-122.4, 37.8]], [[0, 0], [90, 0]], [[10, 80], [-170, 80]]]) {
    const way = greatCircle(from, to);
    let length = 0;
    for (let i = 1; i < way.length; i++) {
      length += apartKm(way[i - 1], way[i]);
      assert.ok(Math.abs(way[i][0] - way[i - 1][0]) <= 180);
    }
    assert.ok(Math.abs(length - apartKm(from, to)) < 1e-3);
  }
  assert.deepEqual(greatCircle([5, 5], [5, 5]), [[5, 5], [5, 5]]);
});

test("bounds go over the antimeridian where that is shorter", () => {
  assert.deepEqual(boundsOf([[170, -10], [-170, 10]]), [170, -10, 190, 10]);
  assert.deepEqual(boundsOf([[-10, 0], [30, 50]]), [-10, 0, 30, 50]);
  assert.deepEqual(boundsOf([[7, 8]]), [7, 8, 7, 8]);
  assert.equal(boundsOf([]), null);
});

test("longitudes are brought onto the map", () => {
  assert.equal(wrapped(190), -170);
  assert.equal(wrapped(-190), 170);
  assert.equal(wrapped(180), 180);
  assert.equal(wrapped(-180), -180);
  assert.deepEqual(unrolled([[170, 0], [-170, 0]]), [[170, 0], [190, 0]]);
});
