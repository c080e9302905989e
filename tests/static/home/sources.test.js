import assert from "node:assert/strict";
import { test } from "node:test";
import { firstFile, pictureIn } from "../../../static/home/sources.js";

test("the first file of several is taken, and nothing from none", () => {
  assert.equal(firstFile({ files: ["a", "b"] }), "a");
  assert.equal(firstFile({ files: [] }), null);
  assert.equal(firstFile(null), null);
});

test("a picture is found behind text in the clipboard", async () => {
  const text = { types: ["text/plain"] };
  const png = { types: ["text/html", "image/png"], getType: async (type) => new Blob(["abc"], { type }) };
  const file = await pictureIn([text, png]);
  assert.equal(file.type, "image/png");
  assert.equal(file.name, "pasted.png");
  assert.equal(file.size, 3);
  assert.equal(await pictureIn([text]), null);
});
