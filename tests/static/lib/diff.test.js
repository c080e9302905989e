import assert from "node:assert/strict";
import { test } from "node:test";
import { wordDiff } from "../../../static/lib/diff.js";

test("only the word that changed is marked", () => {
  const { before, after, same } = wordDiff("The image shows a dog.", "The image shows a cat.");
  assert.deepEqual(before, [{ text: "The image shows a", changed: false }, { text: " dog.", changed: true }]);
  assert.deepEqual(after.at(-1), { text: " cat.", changed: true });
  assert.equal(same, false);
});

test("each answer is still all of itself", () => {
  const [a, b] = ["a dog  and a\nbicycle on grass", "a bicycle in the dark grass"];
  const { before, after } = wordDiff(a, b);
  assert.equal(before.map(({ text }) => text).join(""), a);
  assert.equal(after.map(({ text }) => text).join(""), b);
  assert.deepEqual(after.filter(({ changed }) => changed).map(({ text }) => text.trim()), ["in the dark"]);
});

test("the same answer has no marks, and an empty one is no error", () => {
  assert.ok(wordDiff("A dog", " A dog ").same);
  assert.deepEqual(wordDiff("", "new").after, [{ text: "new", changed: true }]);
  assert.deepEqual(wordDiff("", "").before, []);
});
