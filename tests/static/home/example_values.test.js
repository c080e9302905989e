import assert from "node:assert/strict";
import { test } from "node:test";
import { bestLayer, mapMaximum, mapOfEachWord, openingLayer, strongest, topWords } from "../../../static/home/example_values.js";

const MAPS = [[0.1, 0.2, 0], [0, 0.7, 0.3], [0.7, 0.1, 0.1]];

test("the strongest patch, layer and value are found", () => {
  assert.equal(strongest(MAPS[1]), 1);
  assert.equal(mapMaximum(MAPS), 0.7);
  assert.equal(bestLayer(MAPS), 2, "the last of equals");
});

test("a patch's words come with their own probabilities, as text", () => {
  const lens = {
    vocabulary: { 5: " dog", 9: "<b>" },
    top_ids: [[[5, 9], [9, 5]]],
    top_probabilities: [[[0.8, 0.1], [0.6, 0.2]]],
  };
  assert.deepEqual(topWords(lens, 0, 1), [
    { text: "<b>", probability: 0.6 },
    { text: " dog", probability: 0.2 },
  ]);
});

test("every word of a map stands for itself", () => {
  const artifact = { words: [{ text: "dog" }, { text: "cat" }], layers: [0, 1], probability: ["of dog", "of cat"] };
  assert.deepEqual(mapOfEachWord(artifact), [
    { text: "dog", layers: [0, 1], probability: "of dog" },
    { text: "cat", layers: [0, 1], probability: "of cat" },
  ]);
});

test("the story's layer opens the example; without one the strongest does", () => {
  const layers = MAPS.map((_, i) => i + 10);
  assert.equal(openingLayer(layers, MAPS, 10), 0);
  assert.equal(openingLayer(layers, MAPS, undefined), bestLayer(MAPS));
  assert.equal(openingLayer(layers, MAPS, 99), bestLayer(MAPS));
});
