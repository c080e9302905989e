import assert from "node:assert/strict";
import { test } from "node:test";
import { amount, percent, plural, seconds, signed, tick } from "../../../static/lib/numbers.js";

test("amounts keep two digits that mean something", () => {
  assert.deepEqual([0.834, 0.1, 0.0413, 0.02, 0.0000321, 0, 1].map(amount),
    ["0.83", "0.10", "0.041", "0.020", "3.2·10⁻⁵", "0", "1.00"]);
  assert.equal(amount(-0.25), "-0.25");
  assert.equal(amount(NaN), "–");
});

test("ticks are short and powers of ten are written as such", () => {
  assert.deepEqual([0, 0.25, 1, 0.001, 1e-5].map(tick), ["0", "0.25", "1", "10⁻³", "10⁻⁵"]);
});

test("durations grow their unit", () => {
  assert.deepEqual([0.4231, 12.3, 240].map(seconds), ["0.42 s", "12 s", "4 min"]);
});

test("counts and shares", () => {
  assert.equal(plural(1, "patch", "patches"), "1 patch");
  assert.equal(plural(1024, "patch", "patches"), "1,024 patches");
  assert.equal(percent(0.118), "12 %");
});

test("a change has a sign, unless there is none", () => {
  assert.deepEqual([0.42, -8, 0, -0.00002].map(signed), ["+0.42", "−8.00", "0", "−2·10⁻⁵"]);
});
