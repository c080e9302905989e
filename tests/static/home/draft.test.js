import assert from "node:assert/strict";
import { test } from "node:test";
import { keepDraft, readDraft } from "../../../static/home/draft.js";

function memory() {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
}

test("changes add up", () => {
  const storage = memory();
  keepDraft(storage, { prompt: "What?" });
  keepDraft(storage, { image: { id: "a" } });
  assert.deepEqual(readDraft(storage), { prompt: "What?", image: { id: "a" } });
});

test("nothing kept, rubbish kept or a closed storage is an empty draft", () => {
  assert.deepEqual(readDraft(memory()), {});
  assert.deepEqual(readDraft({ getItem: () => "{oops" }), {});
  const closed = {
    getItem: () => { throw new Error("denied"); },
    setItem: () => { throw new Error("denied"); },
  };
  keepDraft(closed, { prompt: "x" });
  assert.deepEqual(readDraft(closed), {});
});
