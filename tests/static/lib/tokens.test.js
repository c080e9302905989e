import assert from "node:assert/strict";
import { test } from "node:test";
import { isJunk, joinPieces, showToken, spells, tellingToken } from "../../../static/lib/tokens.js";

test("the space before a word is not shown, since it does not matter", () => {
  assert.deepEqual(showToken(" dog"), { text: "dog", kind: "word", junk: false, note: "" });
});

test("a piece without its space is told apart from a word", () => {
  assert.equal(showToken("ing").kind, "piece");
  assert.equal(showToken("The").kind, "word");
});

test("spaces alone, twice, or at the end are marked", () => {
  assert.equal(showToken(" ").text, "␣");
  assert.equal(showToken("    ").text, "␣×4");
  assert.equal(showToken("  a").text, "␣a");
  assert.equal(showToken(" a ").text, "a␣");
  assert.equal(showToken("").text, "‹empty›");
});

test("control characters are named, repeated ones counted", () => {
  assert.equal(showToken("\n").text, "‹newline›");
  assert.equal(showToken("\n\n\n").text, "‹newline ×3›");
  assert.equal(showToken("\u0007").text, "‹U+0007›");
  assert.equal(showToken("a\u202eb").text, "a‹right-to-left override›b");
  assert.equal(showToken("\ufffd").text, "‹part of a letter›");
  assert.equal(showToken("\t\tx").text, "‹tab ×2›x");
});

test("scripts of any direction are words", () => {
  for (const word of [" שלום", " 猫", " قطة", " кот"]) {
    const shown = showToken(word);
    assert.equal(shown.text, word.trim());
    assert.equal(shown.junk, false);
  }
});

test("markup stays text", () => {
  assert.equal(showToken("<b>bold</b>").text, "<b>bold</b>");
  assert.equal(showToken("</script>").text, "</script>");
});

test("junk has no letter or digit, or is a special token", () => {
  for (const junk of [",", " .", "''", "\n", "  ", "<|im_start|>", "</s>", "<0x0A>", "<0xEF><0xBC>", "<filename>", "\ufffd"]) {
    assert.ok(isJunk(junk), JSON.stringify(junk));
  }
  for (const word of [" dog", "a", "7", "é", "猫", " <b>x</b>"]) assert.ok(!isJunk(word), word);
});

test("spellings of a word differ in space and capital only", () => {
  assert.ok(spells(" Dog", "dog"));
  assert.ok(!spells(" dogs", "dog"));
});

test("pieces are put together with a mark between them", () => {
  assert.equal(joinPieces([" skate", "board"]), "skate·board");
});

test("the followed token is the first that tells something", () => {
  const tokens = (...texts) => texts.map((text) => ({ text }));
  assert.equal(tellingToken(tokens("The", " image", " shows", " a", " cat", " and", " a", " dog", ".")), 4);
  assert.equal(tellingToken(tokens("Yes", ",", " there", " is", " a", " dog")), 0);
  assert.equal(tellingToken(tokens("The", " image", ".")), 0);
  assert.equal(tellingToken([]), 0);
});
