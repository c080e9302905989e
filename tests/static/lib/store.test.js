import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../../../static/lib/store.js";

/** A store whose frames the test gives. */
function stepped(first) {
  const waiting = [];
  const store = createStore(first, (run) => waiting.push(run));
  return { store, frame: () => waiting.splice(0).forEach((run) => run()), waiting };
}

test("many changes in one frame are told once, with the last state", () => {
  const { store, frame } = stepped({ a: 0 });
  const told = [];
  store.watch(({ a }) => told.push(a));
  for (let a = 1; a <= 10; a++) store.set({ a });
  frame();
  assert.deepEqual(told, [10]);
});

test("a watcher of one field is left alone by the others", () => {
  const { store, frame } = stepped({ a: 0, b: 0 });
  let told = 0;
  store.watch(() => (told += 1), ["a"]);
  store.set({ b: 1 });
  frame();
  assert.equal(told, 0);
  store.set({ a: 1 });
  frame();
  assert.equal(told, 1);
});

test("the same value is no change", () => {
  const { store, waiting } = stepped({ a: 1 });
  store.set({ a: 1 });
  assert.equal(waiting.length, 0);
});

test("a change made while watchers are told is told in the next frame", () => {
  const { store, frame } = stepped({ a: 0, b: 0 });
  store.watch(({ a }) => store.set({ b: a }), ["a"]);
  const told = [];
  store.watch(({ b }) => told.push(b), ["b"]);
  store.set({ a: 5 });
  frame();
  frame();
  assert.deepEqual(told, [5]);
});

test("a stopped watcher hears nothing more", () => {
  const { store, frame } = stepped({ a: 0 });
  let told = 0;
  store.watch(() => (told += 1))();
  store.set({ a: 1 });
  frame();
  assert.equal(told, 0);
});
