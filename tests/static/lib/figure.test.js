import assert from "node:assert/strict";
import { test } from "node:test";
import { foundFigure, strongestFigure, wordFigure } from "../../../static/lib/figure.js";

const LENS = {
  rows: 1, cols: 2, layers: [0, 1], lens: "logit", unit: "probability", vocabulary: { 1: " dog", 2: " sky" },
  top_ids: [[[1], [2]], [[1], [1]]], top_probabilities: [[[0.1], [0.4]], [[0.7], [0.2]]],
};
const WORDS = {
  rows: 1, cols: 2, layers: [0, 1], words: [{ text: "dog", pieces: [" dog"] }],
  probability: [[[0.1, 0.01], [0.7, 0.2]]], rank: [[[1, 5], [1, 1]]],
};

test("the strongest word's map ends at probability 1 and knows its unit", () => {
  const figure = strongestFigure(LENS);
  assert.deepEqual([figure.low, figure.high, figure.unit], [0, 1, "probability"]);
  assert.deepEqual([...figure.values(1)], [0.7, 0.2]);
});

test("cosines are drawn over their own range and never on a log scale", () => {
  const figure = strongestFigure({ ...LENS, unit: "cosine", lens: "embedding" });
  assert.deepEqual([figure.low, figure.high, figure.amounts], [0.1, 0.7, false]);
});

test("a word's map ends at its highest value at any layer", () => {
  const figure = wordFigure(WORDS, "dog");
  assert.equal(figure.high, 0.7);
  assert.deepEqual([...figure.values(0)], [0.1, 0.01]);
  assert.ok(figure.exact);
});

test("what is only known from the strongest words says so", () => {
  const figure = foundFigure(LENS, "dog");
  assert.deepEqual([...figure.values(0)], [0.1, 0]);
  assert.equal(figure.exact, false);
  assert.match(figure.caution, /drawn as 0/);
});
