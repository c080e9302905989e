import assert from "node:assert/strict";
import { test } from "node:test";
import { countInWords, promptComplaint } from "../../../static/home/prompt.js";

test("white space is no question", () => {
  assert.match(promptComplaint("", 10).title, /no question/);
  assert.match(promptComplaint(" \n\t", 10).title, /no question/);
});

test("the longest question fits, one character more does not", () => {
  assert.equal(promptComplaint("x".repeat(2000), 2000), null);
  assert.match(promptComplaint("x".repeat(20000), 2000).detail, /20,000 characters; at most 2,000/);
});

test("the count shows itself only near the limit", () => {
  assert.equal(countInWords(1599, 2000), "");
  assert.equal(countInWords(1600, 2000), "1,600 of 2,000 characters");
});
