import assert from "node:assert/strict";
import { test } from "node:test";
import { meant, patchesUnder } from "../../../static/lib/mask.js";

const geometry = (width, height, rows, cols, box = { left: 0, top: 0, right: width, bottom: height }) => ({
  width, height, steps: [], grids: [{ name: "overview", rows, cols, box }],
});
const mask = (rows) => ({ width: rows[0].length, height: rows.length, marks: rows.flatMap((row) => [...row].map(Number)) });

test("a mask as large as the grid marks exactly its patches", () => {
  assert.deepEqual([...patchesUnder(mask(["000", "010"]), geometry(300, 200, 2, 3))], [4]);
});

test("any overlap counts, touching an edge does not", () => {
  const quarters = mask(["0001", "0000"]);
  assert.deepEqual([...patchesUnder(quarters, geometry(300, 200, 2, 3))], [2]);
  const halves = mask(["10", "00"]);
  assert.deepEqual([...patchesUnder(halves, geometry(300, 200, 2, 3))].sort(), [0, 1]);
});

test("what was cut off lies under no patch", () => {
  const middle = geometry(300, 100, 1, 1, { left: 100, top: 0, right: 200, bottom: 100 });
  assert.deepEqual([...patchesUnder(mask(["101"]), middle)], []);
  assert.deepEqual([...patchesUnder(mask(["010"]), middle)], [0]);
});

test("a mask of another size lies on the picture from edge to edge", () => {
  const fine = mask(Array.from({ length: 20 }, (_, y) => "0".repeat(30).split("").map((_, x) => (y >= 10 && x >= 10 && x < 20 ? 1 : 0)).join("")));
  assert.deepEqual([...patchesUnder(fine, geometry(301, 199, 2, 3))], [4]);
});

test("white on black, ones on black and paint on nothing are all masks", () => {
  const pixels = (...colours) => ({ width: colours.length, height: 1, data: colours.flat() });
  assert.deepEqual([...meant(pixels([0, 0, 0, 255], [255, 255, 255, 255], [1, 1, 1, 255]))], [0, 1, 1]);
  assert.deepEqual([...meant(pixels([0, 0, 0, 0], [0, 0, 0, 255], [255, 255, 255, 0]))], [0, 1, 0]);
});
