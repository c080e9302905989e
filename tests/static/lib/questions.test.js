import assert from "node:assert/strict";
import { test } from "node:test";
import { bestOf, decodePast, encodePast, keyOf } from "../../../static/lib/questions.js";

test("the same question has the same key, in whatever order and with defaults unsaid", () => {
  assert.equal(keyOf({ patches: [1, 2], replacement: "mean", select: null }), keyOf({ replacement: "mean", patches: [1, 2] }));
  assert.notEqual(keyOf({ patches: [1, 2] }), keyOf({ patches: [2, 1] }));
});

test("controls only add to a result", () => {
  assert.equal(keyOf({ patches: [1], controls: { random: 0 } }), keyOf({ patches: [1], controls: { random: 20 } }));
});

test("an address brings back what was written, and nothing foreign", () => {
  const past = { attribution: keyOf({ a: 1 }), token_ablation: keyOf({ b: 2 }) };
  assert.deepEqual(decodePast(encodePast(past)), past);
  assert.deepEqual(decodePast("../x.1,a.B,__proto__.1,a.b.c,,a"), {});
});

test("the full result stands before the quick one, and the quick one while the full one is on its way", () => {
  const [full, quick] = [{ stage: "ready", name: "full" }, { stage: "ready", name: "quick" }];
  assert.equal(bestOf([full, quick]), full);
  assert.equal(bestOf([{ ...full, stage: "loading" }, quick]), quick);
  assert.equal(bestOf([{ ...full, stage: "queued" }, { ...quick, stage: "running" }])?.name, "quick");
  assert.equal(bestOf([{ ...full, stage: "failed" }, quick]), quick);
  assert.equal(bestOf([{ ...full, stage: "failed" }])?.name, "full");
  assert.equal(bestOf([quick, { ...full, params: { causal: true } }])?.name, "full");
  assert.equal(bestOf([]), null);
});
