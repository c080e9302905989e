import assert from "node:assert/strict";
import { test } from "node:test";
import { cell, merged, told, written } from "../../../static/studies/tables.js";

const column = (key, kind = "text") => ({ key, title: key, kind });

test("values read as their kind says, and what is missing is a dash", () => {
  assert.equal(written(0.20654, column("a", "share")), "20.7 %");
  assert.equal(written(-12.3456, column("a", "number")), "-12.35");
  assert.equal(written(0.012345, column("a", "number")), "0.0123");
  assert.equal(written(3, column("a", "count")), "3");
  assert.equal(written(null, column("a", "share")), "–");
  assert.equal(written("<b>", column("a")), "<b>");
});

test("an interval stands in its value's cell", () => {
  const columns = [column("edge"), column("kept", "share"), column("low", "share"), column("high", "share"),
    column("x", "number"), column("x_low", "number"), column("x_high", "number")];
  const shown = merged(columns);
  assert.deepEqual(shown.map((each) => each.length), [1, 3, 3]);
  assert.equal(cell({ kept: 0.5, low: 0.25, high: 1 }, shown[1]), "50.0 % [25.0 %, 100.0 %]");
  assert.equal(cell({ kept: null, low: 0, high: 1 }, shown[1]), "–");
});

test("progress is told in words", () => {
  const progress = { done: 3, failed: 1, cancelled: 0, skipped: 2, total: 9, stage: "asking", eta_s: 12 };
  assert.equal(told(progress, "running"), "3 of 9 questions answered · 1 failed · 2 not needed · about 12 s left at most");
  assert.equal(told({ ...progress, stage: "no worker" }, "running"), "3 of 9 questions answered · 1 failed · 2 not needed · no worker");
  assert.equal(told({ ...progress, failed: 0, cancelled: 2, skipped: 0 }, "cancelled"), "3 of 9 questions answered · 2 cancelled · cancelled");
});
