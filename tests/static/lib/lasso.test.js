import assert from "node:assert/strict";
import { test } from "node:test";
import { enclosed, inside } from "../../../static/lib/lasso.js";

const GRID = { rows: 4, cols: 4 };
const sorted = (patches) => [...patches].sort((a, b) => a - b);

test("a point in the notch of a concave line is outside", () => {
  const arrow = [[0, 0], [4, 0], [4, 4], [2, 1], [0, 4]];
  assert.ok(inside(2, 0.5, arrow));
  assert.ok(!inside(2, 3, arrow));
});

test("a lasso takes the patches whose centre it encloses", () => {
  const square = [[0.8, 0.8], [3.2, 0.8], [3.2, 3.2], [0.8, 3.2]];
  assert.deepEqual(sorted(enclosed(GRID, square)), [5, 6, 9, 10]);
});

test("drawing the other way round changes nothing", () => {
  const line = [[0, 0], [0, 3], [3, 3], [3, 0]];
  assert.deepEqual(sorted(enclosed(GRID, line)), sorted(enclosed(GRID, line.toReversed())));
});

test("a line too small for any centre means the patches it runs through", () => {
  assert.deepEqual(sorted(enclosed(GRID, [[1.1, 2.1], [1.2, 2.1], [1.2, 2.2]])), [9]);
});

test("a line outside the grid means nothing", () => {
  assert.equal(enclosed(GRID, [[-3, -3], [-2, -3], [-2, -2]]).size, 0);
});
