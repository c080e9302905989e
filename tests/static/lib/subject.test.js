import assert from "node:assert/strict";
import { test } from "node:test";
import { nameOf, subjectOf } from "../../../static/lib/subject.js";

const GRID = { rows: 2, cols: 2 };
const VIEW = { patch: null, preview: null, selection: new Set() };

test("a lock goes before the pointer, the pointer before the selection, that before all", () => {
  const selection = new Set([2, 1]);
  assert.deepEqual(subjectOf({ patch: 3, preview: 0, selection }, GRID), { kind: "patch", patches: [3], locked: true });
  assert.deepEqual(subjectOf({ ...VIEW, preview: 0, selection }, GRID).patches, [0]);
  assert.deepEqual(subjectOf({ ...VIEW, selection }, GRID).patches, [1, 2]);
  assert.deepEqual(subjectOf(VIEW, GRID).patches, [0, 1, 2, 3]);
});

test("a subject has a name", () => {
  assert.equal(nameOf(subjectOf({ ...VIEW, patch: 3 }, GRID), GRID), "Patch in row 2, column 2");
  assert.equal(nameOf(subjectOf({ ...VIEW, selection: new Set([1]) }, GRID), GRID), "Selection of 1 patch");
  assert.equal(nameOf(subjectOf(VIEW, GRID), GRID), "All 4 patches");
});
