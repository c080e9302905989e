import assert from "node:assert/strict";
import { test } from "node:test";
import { actionOf, isTyping, KEYS } from "../../../static/lib/keys.js";

const press = (key, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
const FREE = { typing: false, singleKeys: true };

test("single keys act, in either case", () => {
  assert.equal(actionOf(press("l"), FREE), "lasso");
  assert.equal(actionOf(press("L", { shiftKey: true }), FREE), "lasso");
  assert.equal(actionOf(press("["), FREE), "layer-down");
  assert.equal(actionOf(press("?", { shiftKey: true }), FREE), "help");
});

test("single keys can be switched off; Escape and undo stay", () => {
  const off = { typing: false, singleKeys: false };
  assert.equal(actionOf(press("g"), off), null);
  assert.equal(actionOf(press("Escape"), off), "escape");
  assert.equal(actionOf(press("z", { ctrlKey: true }), off), "undo");
});

test("what is typed into a field is text", () => {
  assert.equal(actionOf(press("i"), { typing: true, singleKeys: true }), null);
  assert.equal(actionOf(press("z", { ctrlKey: true }), { typing: true, singleKeys: true }), null);
});

test("the browser's own combinations are left alone", () => {
  assert.equal(actionOf(press("w", { ctrlKey: true }), FREE), null);
  assert.equal(actionOf(press("l", { metaKey: true }), FREE), null);
  assert.equal(actionOf(press("g", { altKey: true }), FREE), null);
});

test("redo is undo with Shift, on a Mac too", () => {
  assert.equal(actionOf(press("Z", { metaKey: true, shiftKey: true }), FREE), "redo");
});

test("text fields take text; sliders and boxes do not", () => {
  assert.ok(isTyping({ tagName: "TEXTAREA" }));
  assert.ok(isTyping({ tagName: "INPUT", type: "text" }));
  assert.ok(!isTyping({ tagName: "INPUT", type: "range" }));
  assert.ok(!isTyping({ tagName: "BUTTON" }));
  assert.ok(!isTyping(null));
});

test("every key is explained once", () => {
  assert.equal(new Set(KEYS.map(([, action]) => action)).size, KEYS.length);
  assert.ok(KEYS.every(([key, , what]) => key && what));
});
