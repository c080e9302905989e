import assert from "node:assert/strict";
import { test } from "node:test";
import { colOf, combine, grow, invert, neighbour, placeOf, rectangle, rowOf, same } from "../../../static/lib/patches.js";

const GRID = { rows: 3, cols: 4 };
const sorted = (patches) => [...patches].sort((a, b) => a - b);

test("a rectangle holds the same patches whichever corner comes first", () => {
  assert.deepEqual(sorted(rectangle(GRID, 1, 6)), [1, 2, 5, 6]);
  assert.deepEqual(sorted(rectangle(GRID, 6, 1)), [1, 2, 5, 6]);
  assert.deepEqual(sorted(rectangle(GRID, 5, 2)), [1, 2, 5, 6]);
});

test("a shape replaces, adds or removes", () => {
  const before = new Set([1, 2]);
  assert.deepEqual(sorted(combine(before, new Set([2, 3]), "replace")), [2, 3]);
  assert.deepEqual(sorted(combine(before, new Set([2, 3]), "add")), [1, 2, 3]);
  assert.deepEqual(sorted(combine(before, new Set([2, 3]), "remove")), [1]);
  assert.deepEqual(sorted(before), [1, 2]);
});

test("inverting twice gives the selection back", () => {
  const chosen = new Set([0, 7]);
  assert.equal(invert(GRID, chosen).size, 10);
  assert.ok(same(invert(GRID, invert(GRID, chosen)), chosen));
});

test("growing takes the eight neighbours and stays in the grid", () => {
  assert.deepEqual(sorted(grow(GRID, new Set([0]))), [0, 1, 4, 5]);
  assert.deepEqual(sorted(grow(GRID, new Set([5]))), [0, 1, 2, 4, 5, 6, 8, 9, 10]);
  assert.equal(grow(GRID, new Set()).size, 0);
});

test("growing does not reach around the border of a row", () => {
  assert.ok(!grow(GRID, new Set([3])).has(4));
});

test("the neighbour at the border is the patch itself", () => {
  assert.equal(neighbour(GRID, 0, "up"), 0);
  assert.equal(neighbour(GRID, 0, "left"), 0);
  assert.equal(neighbour(GRID, 3, "right"), 3);
  assert.equal(neighbour(GRID, 5, "down"), 9);
});

test("patches are numbered row by row and named from one", () => {
  assert.deepEqual([rowOf(GRID, 6), colOf(GRID, 6)], [1, 2]);
  assert.equal(placeOf(GRID, 6), "row 2, column 3");
});
