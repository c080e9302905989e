import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeRanges, encodeRanges } from "../../../static/lib/ranges.js";

test("neighbouring numbers become a range, in any order and once", () => {
  assert.equal(encodeRanges([12, 3, 5, 4, 6, 7, 4]), "3-7,12");
  assert.equal(encodeRanges([]), "");
  assert.equal(encodeRanges([9]), "9");
});

test("what was written is read back", () => {
  const patches = [0, 1, 2, 40, 100, 101, 575];
  assert.deepEqual([...decodeRanges(encodeRanges(patches), 576)], patches);
});

test("what is no range, or beyond the grid, is left out", () => {
  assert.deepEqual([...decodeRanges("x,3--5,,-1,2e3,7", 10)], [7]);
  assert.deepEqual([...decodeRanges("8-999999", 10)], [8, 9]);
  assert.deepEqual([...decodeRanges("5-3", 10)], []);
});
