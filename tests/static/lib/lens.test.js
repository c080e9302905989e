import assert from "node:assert/strict";
import { test } from "node:test";
import { census, foundWord, layerIndex, pathOf, strongest, strongestRange, wordsAt, wordsOf } from "../../../static/lib/lens.js";

/** Two layers, 1 x 3 patches, k = 2: patch 1 says " dog" from layer 1 on. */
const LENS = {
  rows: 1, cols: 3, layers: [0, 5], lens: "logit", unit: "probability",
  vocabulary: { 1: " dog", 2: " grass", 3: ",", 4: "Dog" },
  top_ids: [[[2, 3], [3, 2], [3, 2]], [[2, 1], [1, 4], [2, 3]]],
  top_probabilities: [[[0.2, 0.1], [0.3, 0.1], [0.4, 0.1]], [[0.5, 0.25], [0.9, 0.05], [0.6, 0.1]]],
};

test("a patch's words come strongest first with their values", () => {
  assert.deepEqual(wordsAt(LENS, 1, 1).map(({ text, value }) => [text, value]), [[" dog", 0.9], ["Dog", 0.05]]);
});

test("of several patches the mean counts 0 where a word is not among the strongest", () => {
  const words = wordsOf(LENS, 1, [0, 1, 2]);
  const dog = words.find((word) => word.text === " dog");
  assert.ok(Math.abs(dog.value - (0.25 + 0.9) / 3) < 1e-12);
  assert.equal(dog.count, 2);
  assert.deepEqual(words.slice(0, 2).map((word) => word.text), [" dog", " grass"]);
});

test("the mean of one patch is the patch", () => {
  assert.deepEqual(wordsOf(LENS, 0, [2]), wordsAt(LENS, 0, 2));
});

test("the strongest values make the map", () => {
  assert.deepEqual(strongest(LENS, 1), [0.5, 0.9, 0.6]);
  assert.deepEqual(strongestRange(LENS), { low: 0.2, high: 0.9 });
});

test("a word is found under all its spellings, at its strongest", () => {
  assert.deepEqual(foundWord(LENS, 1, "dog"), [0.25, 0.9, 0]);
  assert.deepEqual(foundWord(LENS, 0, "dog"), [0, 0, 0]);
});

test("a word's path through the layers is the mean over the patches", () => {
  assert.deepEqual(pathOf(LENS, [1], 1), [0, 0.9]);
  assert.deepEqual(pathOf(LENS, [1, 2], 1), [0, 0.45]);
});

test("the census counts words by patches and junk apart", () => {
  assert.deepEqual(census(LENS, 0), { words: [{ text: " grass", patches: 1 }], junk: 2, patches: 3 });
});

test("a layer that is not there means the last one", () => {
  assert.deepEqual([null, 0, 5, 9].map((layer) => layerIndex([0, 5], layer)), [1, 0, 1, 1]);
});
