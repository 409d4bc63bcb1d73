// Where inside a shape a label stands: the point farthest from its edges.

/** Twice-signed area of a ring in square degrees, as on a flat map; always positive. */
export function planarArea(ring) {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) sum += ring[j][0] * ring[i][1] - ring[i][0] * ring[j][1];
  return Math.abs(sum / 2);
}

/** Whether a point lies inside a polygon (rings: outer first, then holes), by counting edges to its east. */
export function inside(polygon, [x, y]) {
  let within = false;
  for (const ring of polygon) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[i];
      const [bx, by] = ring[j];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
    }
  }
  return within;
}

function gap(polygon, [x, y], squeeze) {
  let nearest = Infinity;
  for (const ring of polygon) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const ax = (ring[j][0] - x) * squeeze;
      const ay = ring[j][1] - y;
      const dx = (ring[i][0] - ring[j][0]) * squeeze;
      const dy = ring[i][1] - ring[j][1];
      const along = dx || dy ? Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy))) : 0;
      nearest = Math.min(nearest, (ax + along * dx) ** 2 + (ay + along * dy) ** 2);
    }
  }
  return Math.sqrt(nearest);
}

/** The point of a grid, refined six times around the best so far, that is inside and farthest from all edges. */
export function labelPoint(polygon) {
  const xs = polygon[0].map((p) => p[0]);
  const ys = polygon[0].map((p) => p[1]);
  let [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const squeeze = Math.cos((((low + high) / 2) * Math.PI) / 180);
  let best = { point: polygon[0][0], room: -1 };
  const cells = 16;
  for (let round = 0; round < 6; round++) {
    const [stepX, stepY] = [(right - left) / cells, (high - low) / cells];
    for (let i = 0; i <= cells; i++) {
      for (let j = 0; j <= cells; j++) {
        const point = [left + i * stepX, low + j * stepY];
        if (!inside(polygon, point)) continue;
        const room = gap(polygon, point, squeeze);
        if (room > best.room) best = { point, room };
      }
    }
    const [x, y] = best.point;
    [left, right, low, high] = [x - 1.5 * stepX, x + 1.5 * stepX, y - 1.5 * stepY, y + 1.5 * stepY];
  }
  return best.point.map((value) => Math.round(value * 100) / 100);
}
