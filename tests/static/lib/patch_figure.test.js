import assert from "node:assert/strict";
import { test } from "node:test";
import { patchFigure, topPatches } from "../../../static/lib/patch_figure.js";

const figure = (values, diverging) => patchFigure({ values, diverging, title: "t", unit: "nats", caution: "" });

test("a diverging map is centred on 0, however lopsided it is", () => {
  assert.deepEqual([figure([0.5, -8], true).low, figure([0.5, -8], true).high], [-8, 8]);
});

test("a map of nothing but zeros still has a scale", () => {
  assert.deepEqual([figure([0, 0], true).low, figure([0, 0], false).high], [-1, 1]);
});

test("the same values at every layer", () => {
  assert.deepEqual(figure([1, 2], false).values(7), [1, 2]);
});

test("the highest come first, ties in reading order", () => {
  assert.deepEqual(topPatches([0, 5, -9, 5], 3), [1, 3, 0]);
});
