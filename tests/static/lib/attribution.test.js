import assert from "node:assert/strict";
import { test } from "node:test";
import { complete, completenessText, nameOfAttribution } from "../../../static/lib/attribution.js";

const with_ = (total, difference, gap) => ({ completeness: { total, difference, gap } });

test("completeness says what was reached of what", () => {
  assert.equal(completenessText(with_(4.91, 5.02, 0.0219)), "Attributions sum to 4.91 of 5.02 nats, gap 2.2 %.");
  assert.match(completenessText(with_(8, 8, 4.8e-8)), /gap below 0\.1 %/);
  assert.equal(completenessText({ completeness: null }), "");
});

test("a gap above 5 % is not to be believed", () => {
  assert.ok(complete(with_(4.9, 5, 0.02)));
  assert.ok(!complete(with_(4, 5, 0.2)));
  assert.ok(complete({ completeness: null }));
});

test("only integrated gradients have steps", () => {
  assert.equal(nameOfAttribution({ method: "integrated_gradients", steps: 50, baseline: "mean" }), "Integrated gradients, 50 steps from mean");
  assert.equal(nameOfAttribution({ method: "relevance", steps: 50, baseline: "mean" }), "Attention relevancy");
});
