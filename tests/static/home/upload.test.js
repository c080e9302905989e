import assert from "node:assert/strict";
import { test } from "node:test";
import { complaint, sizeInWords } from "../../../static/home/upload.js";

const file = (name, type, size = 1000) => ({ name, type, size });

test("every format the server reads may be sent", () => {
  for (const kind of ["jpeg", "png", "webp", "gif", "avif"]) {
    assert.equal(complaint(file(`a.${kind}`, `image/${kind}`), 20), null);
  }
});

test("a file whose type the browser does not know is for the server to judge", () => {
  assert.equal(complaint(file("photo", ""), 20), null);
});

test("a phone's HEIC is named as such, by its name alone too", () => {
  for (const one of [file("IMG_1.HEIC", ""), file("IMG_1", "image/heif")]) {
    assert.match(complaint(one, 20).title, /HEIC/);
    assert.match(complaint(one, 20).hint, /JPEG/);
  }
});

test("a document is refused by its type, quoted", () => {
  assert.match(complaint(file("cv.pdf", "application/pdf"), 20).detail, /cv\.pdf.*application\/pdf/);
  assert.ok(complaint(file("drawing.svg", "image/svg+xml"), 20));
});

test("size limits: the last byte that fits, and one more", () => {
  assert.equal(complaint(file("a.png", "image/png", 20 * 2 ** 20), 20), null);
  assert.match(complaint(file("a.png", "image/png", 20 * 2 ** 20 + 1), 20).detail, /21\.0 MB.*at most 20 MB/);
  assert.match(complaint(file("a.png", "image/png", 0), 20).title, /empty/);
});

test("sizes are short words", () => {
  assert.equal(sizeInWords(12), "1 kB");
  assert.equal(sizeInWords(320_400), "320 kB");
  assert.equal(sizeInWords(4_140_000), "4.1 MB");
});
