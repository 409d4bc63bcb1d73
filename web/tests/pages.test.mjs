import assert from "node:assert/strict";
import { test } from "node:test";
import { step, typesIn } from "../js/keys.js";
import { waitS } from "../js/live.js";
import { dayNumber, isoDay, nextWindow } from "../js/map-time.js";
import { daysBetween } from "../js/timeline.js";

test("keys: moves, search, help, and pages after g", () => {
  assert.deepEqual(step("", "j"), { wait: "", action: "next" });
  assert.deepEqual(step("", "k"), { wait: "", action: "previous" });
  assert.deepEqual(step("", "/"), { wait: "", action: "search" });
  assert.deepEqual(step("", "?"), { wait: "", action: "help" });
  assert.deepEqual(step("", "g"), { wait: "g", action: "" });
  assert.deepEqual(step("g", "m"), { wait: "", action: "go", letter: "m" });
  assert.deepEqual(step("g", "j"), { wait: "", action: "go", letter: "j" });
});

test("keys: all others do nothing, also after g", () => {
  for (const key of ["x", "Enter", "Escape", "J", "\"]", "é", "constructor"]) assert.equal(step("", key).action, "");
  for (const key of ["Enter", "M", "\"]", "1", "ab"]) assert.equal(step("g", key).action, "");
});

test("keys: nothing is taken from whoever types", () => {
  for (const tagName of ["TEXTAREA", "SELECT"]) assert.ok(typesIn({ tagName }));
  for (const type of ["text", "search", "date", "range", "number"]) assert.ok(typesIn({ tagName: "INPUT", type }));
  for (const type of ["checkbox", "submit"]) assert.ok(!typesIn({ tagName: "INPUT", type }));
  assert.ok(typesIn({ tagName: "DIV", isContentEditable: true }));
  assert.ok(!typesIn({ tagName: "A" }));
  assert.ok(!typesIn(null));
});

test("live: waits longer after each failure, up to five minutes", () => {
  assert.deepEqual([0, 1, 2, 3, 40].map((n) => waitS(20, n)), [20, 40, 80, 160, 300]);
});

test("days and their numbers", () => {
  for (const day of ["1970-01-01", "2023-09-13", "2024-02-29", "1905-12-31"]) assert.equal(isoDay(dayNumber(day)), day);
  assert.equal(dayNumber("1970-01-02"), 1);
});

test("a run of days begins at the first, goes on in steps and ends at the last", () => {
  const range = [0, 240];
  let days = nextWindow(range, range);
  assert.deepEqual(days, [0, 10]);
  let steps = 0;
  for (let next = days; next; next = nextWindow(next, range)) {
    assert.equal(next[1] - next[0], 10);
    [days, steps] = [next, steps + 1];
    assert.ok(steps < 100);
  }
  assert.deepEqual(days, [230, 240]);
  assert.equal(nextWindow([100, 240], range), null);
  assert.deepEqual(nextWindow([100, 160], range), [110, 170]);
  assert.deepEqual(nextWindow([0, 1], [0, 1]), [0, 1]);
});

test("a drag over bars chooses their days, in whichever direction", () => {
  const bars = [0, 1, 2, 3].map((i) => ({ since: `s${i}`, until: `u${i}`, left: 10 * i, right: 10 * i + 8 }));
  assert.deepEqual(daysBetween(bars, 12, 25), { since: "s1", until: "u2" });
  assert.deepEqual(daysBetween(bars, 25, 12), { since: "s1", until: "u2" });
  assert.deepEqual(daysBetween(bars, -50, 500), { since: "s0", until: "u3" });
  assert.equal(daysBetween(bars, 8.5, 9.5), null);
  assert.equal(daysBetween([], 0, 10), null);
});
