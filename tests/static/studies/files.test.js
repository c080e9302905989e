import assert from "node:assert/strict";
import { test } from "node:test";
import { annotationTexts, cutDown, nameOf, sortFiles, stem } from "../../../static/studies/files.js";

const file = (path, text = "") => ({ name: path.split("/").at(-1), webkitRelativePath: path, text: async () => text });
const names = (files) => files.map(nameOf);

test("of a folder with images, only these are pictures; labels go by their stems", () => {
  const chosen = ["pets/images/b.jpg", "pets/images/a.PNG", "pets/masks/a.png", "pets/boxes/a.txt", "pets/boxes/c.txt",
    "pets/classes.yaml", "pets/README.md", "pets/words.csv"].map((path) => file(path));
  const sorted = sortFiles(chosen);
  assert.deepEqual(names(sorted.pictures), ["images/a.PNG", "images/b.jpg"]);
  assert.deepEqual(names(sorted.annotations), ["boxes/a.txt", "classes.yaml", "words.csv"]);
  assert.equal(sorted.folder, "pets");
  assert.deepEqual(names(sortFiles(chosen, 1).pictures), ["images/a.PNG"]);
});

test("files that were chosen one by one have no folder", () => {
  const single = { name: "a.jpg", webkitRelativePath: "" };
  assert.deepEqual(sortFiles([single]), { pictures: [single], annotations: [], folder: "" });
  assert.deepEqual(sortFiles([]), { pictures: [], annotations: [], folder: "" });
  assert.equal(stem("x/a.b.jpg"), "a.b");
});

test("instances are cut down to the pictures, and other JSON is none", async () => {
  const whole = { images: [{ id: 1, file_name: "t/a.jpg" }, { id: 2, file_name: "b.jpg" }],
    annotations: [{ image_id: 1 }, { image_id: 2 }], categories: [{ id: 3 }], info: "long" };
  const cut = { images: [whole.images[0]], annotations: [{ image_id: 1 }], categories: [{ id: 3 }] };
  assert.deepEqual(JSON.parse(cutDown(JSON.stringify(whole), new Set(["a.jpg"]))), cut);
  assert.equal(cutDown("{", new Set()), null);
  assert.equal(cutDown('{"a": 1}', new Set()), null);
  const files = [file("p/i.json", JSON.stringify(whole)), file("p/other.json", "[]"), file("p/a.txt", "0 1")];
  const texts = await annotationTexts(files, [file("p/a.jpg")]);
  assert.deepEqual(texts.map((each) => each.file), ["i.json", "a.txt"]);
});
