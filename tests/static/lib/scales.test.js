import assert from "node:assert/strict";
import { test } from "node:test";
import { amounts, centred, linear, logarithmic, rounds } from "../../../static/lib/scales.js";

test("a linear scale maps its ends to 0 and 1 and clamps what lies outside", () => {
  const scale = linear(-1, 3);
  assert.deepEqual([-1, 1, 3, 9, -9].map(scale.fraction), [0, 0.5, 1, 1, 0]);
});

test("a log scale gives every decade the same room; 0 takes the lowest colour", () => {
  const scale = logarithmic(1e-4, 1);
  assert.ok(Math.abs(scale.fraction(1e-2) - 0.5) < 1e-9);
  assert.equal(scale.fraction(0), 0);
  assert.equal(scale.fraction(1), 1);
});

test("ticks are round, in order, and within the scale", () => {
  assert.deepEqual(linear(0, 1).ticks(), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual(logarithmic(1e-3, 1).ticks(), [0.001, 0.01, 0.1, 1]);
  for (const high of [0.0031, 0.2, 0.97, 12, 731]) {
    const ticks = linear(0, high).ticks();
    assert.ok(ticks.length >= 3 && ticks.length <= 7, String(ticks));
    assert.ok(ticks.every((tick, i) => tick <= high * 1.001 && (i === 0 || tick > ticks[i - 1])));
  }
});

test("the end of the scale is always named", () => {
  for (const high of [0.31, 0.59, 0.98]) {
    const ticks = linear(0, high).ticks();
    assert.equal(ticks.at(-1), high);
    assert.ok(ticks.at(-1) - ticks.at(-2) > 0.18 * high);
  }
});

test("amounts of a map that is 0 everywhere still have a scale", () => {
  assert.equal(amounts("linear", 0).fraction(0), 0);
  assert.equal(amounts("log", 0).fraction(0), 0);
  assert.equal(amounts("log", 0.03).high, 0.1);
});

test("a flat range does not divide by nothing", () => {
  assert.equal(linear(2, 2).fraction(2), 0);
  assert.deepEqual(linear(2, 2).ticks(), [2]);
});

test("a scale centred on 0 has 0 in the middle and both ends named", () => {
  const scale = centred(0.4);
  assert.deepEqual([-0.4, 0, 0.4, -9].map(scale.fraction), [0, 0.5, 1, 0]);
  assert.deepEqual(scale.ticks(), [-0.4, -0.2, 0, 0.2, 0.4]);
});

test("round numbers lie between the ends and have 0 where it is between them", () => {
  assert.deepEqual(rounds(-8.5, 0.5), [-7.5, -5, -2.5, 0]);
  assert.deepEqual(rounds(-0.02, 0.34), [0, 0.1, 0.2, 0.3]);
});
