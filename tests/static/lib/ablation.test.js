import assert from "node:assert/strict";
import { test } from "node:test";
import { changeOf, hasControls, nameOfAblation, strips, verdict } from "../../../static/lib/ablation.js";

const EVEN = Array.from({ length: 20 }, () => -0.2);
const artifact = ({ after = -8, random = EVEN, ...more } = {}) => ({
  rows: 2, cols: 3, removed: [4], replacement: "mean", target: { text: " dog", index: 1 },
  before: { text: "A dog" }, after: { text: "A cat" }, target_log_probability: { before: -0.1, after },
  controls: { random, register: { patches: [0], log_probability: -0.1 }, gradient: { patches: [4], log_probability: -8 } },
  p_value: random.length ? (1 + random.filter((value) => value <= after).length) / (1 + random.length) : null, ...more,
});

test("a region that beats all random ones mattered", () => {
  const { mattered, text } = verdict(artifact());
  assert.equal(mattered, true);
  assert.equal(text, "The region mattered: removing it lowered the answer’s probability more than all 20 random regions of the same size (p = 0.048).");
});

test("a region that random ones match did not", () => {
  const random = EVEN.map((value, i) => (i < 7 ? -9 : value));
  const { mattered, text } = verdict(artifact({ random }));
  assert.equal(mattered, false);
  assert.match(text, /^No sign that this region mattered: 7 of 20 random regions did as much \(p = 0\.38\)/);
});

test("a region that does no harm did not matter, whatever the others do", () => {
  assert.equal(verdict(artifact({ after: -0.1 })).mattered, false);
  assert.equal(verdict(artifact({ after: -0.05 })).mattered, false);
});

test("too few draws settle nothing, and neither do none", () => {
  assert.match(verdict(artifact({ random: EVEN.slice(0, 5) })).text, /Not settled/);
  const quick = artifact({ random: [] });
  assert.deepEqual([verdict(quick).mattered, hasControls(quick)], [null, false]);
  assert.match(verdict(quick).text, /from 0\.90 to 3\.4·10⁻⁴.*controls tell/);
});

test("all patches or none have nothing to be compared with", () => {
  assert.equal(verdict(artifact({ removed: [] })).mattered, null);
  assert.equal(verdict(artifact({ removed: [0, 1, 2, 3, 4, 5] })).mattered, null);
});

test("with many draws a few may do as much", () => {
  const random = Array.from({ length: 100 }, (_, i) => (i < 3 ? -9 : -0.2));
  assert.match(verdict(artifact({ random })).text, /more than 97 of 100 random regions/);
});

test("every line of the chart is a change in nats", () => {
  const lines = strips(artifact());
  assert.deepEqual(lines.map(({ kind }) => kind), ["region", "random", "gradient", "register"]);
  assert.deepEqual(lines[0].changes, [changeOf(artifact())]);
  assert.deepEqual(lines[3].changes, [0]);
  assert.equal(strips(artifact({ controls: { random: [], register: null, gradient: null } })).length, 1);
});

test("earlier questions are told apart by name", () => {
  assert.equal(nameOfAblation({ patches: [1, 2], buffer: 1, replacement: "zero" }), "2 patches +1, zero");
  assert.equal(nameOfAblation({ select: { kind: "word", word: "dog", count: 10 }, replacement: "mean" }), "“dog” 10, mean");
  assert.equal(nameOfAblation({ select: { kind: "register" }, replacement: "mean" }), "registers, mean");
});
