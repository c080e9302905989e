import assert from "node:assert/strict";
import { test } from "node:test";
import { currentPlace } from "../../static/main.js";

const PLACES = ["/", "/gallery", "/docs"];

test("a page below a place belongs to it, and home is only home", () => {
  assert.equal(currentPlace("/", PLACES), "/");
  assert.equal(currentPlace("/docs/models", PLACES), "/docs");
  assert.equal(currentPlace("/gallery", PLACES), "/gallery");
  assert.equal(currentPlace("/galleryx", PLACES), null);
  assert.equal(currentPlace("/api/docs", PLACES), "/docs");
  assert.equal(currentPlace("/i/abc", PLACES), null);
});
