import assert from "node:assert/strict";
import { test } from "node:test";
import { curves, peak, standing, wordIndex } from "../../../static/lib/word_map.js";

const MAP = {
  rows: 1, cols: 4, layers: [0, 1],
  words: [{ text: "dog", pieces: [" dog"] }, { text: "Cat", pieces: [" cat"] }],
  probability: [[[0, 0, 0.1, 0], [0.2, 0.8, 0.4, 0]], [[0, 0, 0, 0], [0, 0, 0, 0]]],
  rank: [[[900, 800, 7, 900], [3, 1, 5, 900]], [[9, 9, 9, 9], [9, 9, 9, 9]]],
};

test("the peak is found with its layer and patch", () => {
  assert.deepEqual(peak(MAP, 0), { value: 0.8, at: 1, patch: 1 });
});

test("a word is found as asked, then in another spelling", () => {
  assert.equal(wordIndex(MAP, "dog"), 0);
  assert.equal(wordIndex(MAP, "cat"), 1);
  assert.equal(wordIndex(MAP, "cow"), -1);
});

test("curves tell the selection from the rest", () => {
  const { chosen, others, highest } = curves(MAP, 0, new Set([1, 2]));
  assert.ok(Math.abs(chosen[1] - 0.6) < 1e-12);
  assert.ok(Math.abs(others[1] - 0.1) < 1e-12);
  assert.deepEqual(highest, [0.1, 0.8]);
});

test("without a selection, or with all patches in it, there is only one mean", () => {
  assert.equal(curves(MAP, 0, new Set()).chosen, null);
  assert.equal(curves(MAP, 0, new Set([0, 1, 2, 3])).others, null);
});

test("the standing counts patches by rank", () => {
  assert.deepEqual(standing(MAP, 0, 1), { first: 1, five: 3 });
});
