import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../../../static/lib/store.js";
import { createSelection } from "../../../static/workspace/selection.js";

function planted(first = []) {
  const view = createStore({ selection: new Set(first), patch: null, draft: null }, () => {});
  return { view, selection: createSelection(view, () => ({ rows: 2, cols: 3 })) };
}
const sorted = (patches) => [...patches].sort((a, b) => a - b);

test("shapes add up and can be taken back one by one", () => {
  const { selection } = planted();
  selection.apply(new Set([0, 1]), "replace");
  selection.apply(new Set([5]), "add");
  selection.apply(new Set([0]), "remove");
  assert.deepEqual(sorted(selection.get()), [1, 5]);
  selection.undo();
  assert.deepEqual(sorted(selection.get()), [0, 1, 5]);
  selection.undo();
  selection.undo();
  assert.deepEqual(sorted(selection.get()), []);
  selection.redo();
  assert.deepEqual(sorted(selection.get()), [0, 1]);
});

test("whoever selects looks at the selection, so a lock is released", () => {
  const { view, selection } = planted();
  view.set({ patch: 4 });
  selection.apply(new Set([0]), "replace");
  assert.equal(view.get().patch, null);
});

test("invert, grow and clear are steps that can be undone", () => {
  const { selection } = planted([0]);
  selection.invert();
  assert.deepEqual(sorted(selection.get()), [1, 2, 3, 4, 5]);
  selection.clear();
  selection.undo();
  assert.equal(selection.get().size, 5);
  selection.undo();
  selection.grow();
  assert.deepEqual(sorted(selection.get()), [0, 1, 3, 4]);
});

test("a selection that the address brings can be undone too", () => {
  const { view, selection } = planted([0]);
  view.set({ selection: new Set([2, 3]) });
  view.flush();
  selection.toggle(2);
  assert.deepEqual(sorted(selection.get()), [3]);
  selection.undo();
  selection.undo();
  assert.deepEqual(sorted(selection.get()), [0]);
});

test("watchers hear of changes", () => {
  const { view, selection } = planted();
  const told = [];
  selection.watch((patches) => told.push(patches.size));
  selection.apply(new Set([1, 2]), "replace");
  view.flush();
  assert.deepEqual(told, [2]);
});
