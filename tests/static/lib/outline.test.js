import assert from "node:assert/strict";
import { test } from "node:test";
import { gridLines, outline } from "../../../static/lib/outline.js";

const GRID = { rows: 2, cols: 3 };
const segments = (path) => path.split("M").filter(Boolean).sort();

test("one patch has four sides", () => {
  assert.deepEqual(segments(outline(GRID, new Set([4]))), ["1 1h1", "1 1v1", "1 2h1", "2 1v1"]);
});

test("the side between two selected patches is not drawn", () => {
  const path = segments(outline(GRID, new Set([0, 1])));
  assert.equal(path.length, 6);
  assert.ok(!path.includes("1 0v1"));
});

test("the whole grid's outline is its border only", () => {
  assert.equal(segments(outline(GRID, new Set([0, 1, 2, 3, 4, 5]))).length, 10);
});

test("grid lines are the inner ones", () => {
  assert.equal(gridLines(GRID), "M0 1h3M1 0v2M2 0v2");
});
