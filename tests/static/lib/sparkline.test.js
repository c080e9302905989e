import assert from "node:assert/strict";
import { test } from "node:test";
import { linePath, pointAt } from "../../../static/lib/sparkline.js";

const BOX = { width: 100, height: 20, high: 0.5 };

test("a line runs from left to right, higher values further up", () => {
  assert.equal(linePath([0, 0.25, 0.5], BOX), "M0 20L50 10L100 0");
});

test("the marked point lies on the line", () => {
  assert.deepEqual(pointAt([0, 0.25, 0.5], 1, BOX), { x: 50, y: 10 });
});

test("one layer, or nothing but zeros, still draws", () => {
  assert.equal(linePath([0.5], BOX), "M0 0");
  assert.equal(linePath([0, 0], { ...BOX, high: 0 }), "M0 20L100 20");
});
