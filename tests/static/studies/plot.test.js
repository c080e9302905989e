import assert from "node:assert/strict";
import { test } from "node:test";
import { axisEnd, figures, grouped } from "../../../static/studies/plot.js";

test("an axis ends at the next round number", () => {
  assert.deepEqual([[0.83], [0.21], [0.2], [0.03], [], [0], [NaN, 0.4]].map(axisEnd), [1, 0.5, 0.2, 0.05, 1, 1, 0.5]);
});

test("rows are grouped in their order", () => {
  const rows = [{ g: "b", v: 1 }, { g: "a", v: 2 }, { g: "b", v: 3 }];
  assert.deepEqual(grouped({ rows, plot: { group: "g" } }).map(([name, list]) => [name, list.length]), [["b", 2], ["a", 1]]);
  assert.deepEqual(grouped({ rows, plot: { group: null } }), [["", rows]]);
});

test("a table without a plot or without rows has no figure", () => {
  assert.deepEqual(figures({ rows: [{}], plot: null }), []);
  assert.deepEqual(figures({ rows: [], plot: { kind: "points", x: "x", series: [], group: null } }), []);
});
