import assert from "node:assert/strict";
import { test } from "node:test";
import { createUndo } from "../../../static/lib/undo.js";

test("undo walks back and redo forward again", () => {
  const undo = createUndo("a");
  undo.push("b");
  undo.push("c");
  undo.undo();
  assert.equal(undo.now(), "b");
  undo.undo();
  assert.equal(undo.now(), "a");
  assert.equal(undo.undo(), false);
  undo.redo();
  undo.redo();
  assert.equal(undo.now(), "c");
  assert.equal(undo.redo(), false);
});

test("a change after an undo forgets what was undone", () => {
  const undo = createUndo(1);
  undo.push(2);
  undo.undo();
  undo.push(3);
  assert.equal(undo.canRedo(), false);
  undo.undo();
  assert.equal(undo.now(), 1);
});

test("an equal state is not remembered", () => {
  const undo = createUndo([1], (a, b) => a.length === b.length);
  assert.equal(undo.push([2]), false);
  assert.deepEqual(undo.now(), [1]);
});

test("only so many steps are kept, the newest", () => {
  const undo = createUndo(0);
  for (let i = 1; i <= 500; i++) undo.push(i);
  let steps = 0;
  while (undo.undo()) steps += 1;
  assert.equal(steps, 200);
  assert.equal(undo.now(), 300);
});
