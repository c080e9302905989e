import assert from "node:assert/strict";
import { test } from "node:test";
import { describe } from "../../../static/home/models.js";

const demo = { name: "demo", note: "Often wrong.", ready: true };
const large = { name: "llava", note: "", ready: false };

test("the chosen model's note is shown, and nothing more when it is ready", () => {
  assert.deepEqual(describe([demo, large], "demo"), { note: "Often wrong.", state: "", ready: true });
});

test("a model that is not ready can be asked, and the page says that the question waits", () => {
  const said = describe([demo, large], "llava");
  assert.equal(said.ready, false);
  assert.match(said.state, /waits in the queue/);
});

test("without any model the gallery is pointed to", () => {
  assert.match(describe([], "").state, /gallery works/);
});

test("a name that is gone falls back to the first model", () => {
  assert.equal(describe([demo], "gone").note, "Often wrong.");
});
