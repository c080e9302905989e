import assert from "node:assert/strict";
import { test } from "node:test";
import {
  centreOf, groupOf, groupParam, knockoutVerdict, nameOfKnockout, nameOfWindow, otherSelection, rangeOf, windowsOf, windowsParam, worst,
} from "../../../static/lib/knockout.js";

const ARTIFACT = {
  depth: 3, windows: [[0, 0], [1, 1], [2, 2]], log_probability: [-0.1, -6.1, -0.1], retained: [true, false, true],
  baseline: { log_probability: -0.1, answer: { text: "A dog" } }, followed: { text: " dog", index: 1 },
};

test("groups go to the analysis and come back", () => {
  for (const id of ["selection", "complement", "image", "last", "generated"]) {
    assert.equal(groupOf(groupParam(id, new Set([5, 4]))).id, id);
  }
  assert.deepEqual(groupParam("selection", new Set([5, 4])), { patches: [4, 5] });
  assert.deepEqual([...groupOf({ complement: [1] }).patches], [1]);
});

test("windows go to the analysis and come back", () => {
  const wish = { range: /** @type {[number, number]} */ ([2, 5]), width: 3 };
  assert.deepEqual(windowsParam("range", wish), [[2, 5]]);
  assert.deepEqual(windowsParam("sliding", wish), { sliding: 3 });
  for (const mode of /** @type {const} */ (["range", "paper", "sliding"])) assert.equal(windowsOf(windowsParam(mode, wish)).mode, mode);
});

test("a brush may be drawn from either end and beyond the model", () => {
  assert.deepEqual(rangeOf(7, 2, 30), [2, 7]);
  assert.deepEqual(rangeOf(-3, 99, 30), [0, 29]);
});

test("the window that costs most is named", () => {
  assert.equal(worst(ARTIFACT), 1);
  assert.equal(knockoutVerdict(ARTIFACT), "Blocking block 1 costs most: the probability of “dog” goes from 0.90 to 0.0022; the model still says it in 2 of 3 windows.");
});

test("where nothing moves, nothing is blamed", () => {
  const still = { ...ARTIFACT, log_probability: [-0.1, -0.1, -0.1], retained: [true, true, true] };
  assert.match(knockoutVerdict(still), /^No window mattered/);
});

test("windows and questions have names", () => {
  assert.equal(nameOfWindow([3, 9]), "blocks 3–9");
  assert.equal(centreOf([3, 9]), 6);
  const params = { source: { patches: [4] }, target: "last", windows: { sliding: 5 }, decode: true };
  assert.equal(nameOfKnockout(params), "selection → last position, 5 sliding, while generating");
});

test("a result about another selection is known", () => {
  assert.ok(otherSelection({ source: { patches: [4] }, target: "last" }, new Set([1])));
  assert.ok(!otherSelection({ source: { patches: [4] }, target: "last" }, new Set([4])));
  assert.ok(!otherSelection({ source: "image", target: "last" }, new Set([1])));
});
