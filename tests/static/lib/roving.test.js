import assert from "node:assert/strict";
import { test } from "node:test";
import { nextCell } from "../../../static/lib/roving.js";

const SIZE = { rows: 3, cols: 4 };

test("arrows move by one cell and stop at the border", () => {
  assert.deepEqual(nextCell("ArrowRight", { row: 1, col: 1 }, SIZE), { row: 1, col: 2 });
  assert.deepEqual(nextCell("ArrowUp", { row: 0, col: 1 }, SIZE), { row: 0, col: 1 });
  assert.deepEqual(nextCell("ArrowRight", { row: 1, col: 3 }, SIZE), { row: 1, col: 3 });
});

test("Home and End go along the line, Page keys along the column", () => {
  assert.deepEqual(nextCell("Home", { row: 2, col: 2 }, SIZE), { row: 2, col: 0 });
  assert.deepEqual(nextCell("End", { row: 2, col: 2 }, SIZE), { row: 2, col: 3 });
  assert.deepEqual(nextCell("PageDown", { row: 0, col: 2 }, SIZE), { row: 2, col: 2 });
});

test("other keys are left to others", () => {
  assert.equal(nextCell("Tab", { row: 0, col: 0 }, SIZE), null);
});
