import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULTS, queryToState, stateToView, viewToQuery } from "../../../static/lib/address.js";

const VIEW = {
  layer: 17, word: "traffic light", patch: 3, selection: new Set([3, 4, 5, 12]), tab: "word_map",
  lens: "embedding", scale: "log", colours: "cividis", grid: false, opacity: 40,
  map: "answer_evidence:causal", token: 2, target: "cat", past: { attribution: "1x9", token_ablation: "k2j" },
};

test("the address brings back exactly the view it was written from", () => {
  assert.deepEqual(stateToView(queryToState(viewToQuery(VIEW))), VIEW);
});

test("the default view needs no address", () => {
  assert.equal(viewToQuery(DEFAULTS), "");
  assert.deepEqual(stateToView({}), { ...DEFAULTS });
});

test("a selection is short and readable", () => {
  assert.equal(viewToQuery({ ...DEFAULTS, selection: VIEW.selection }), "?sel=3-5,12");
});

test("layer 0 and patch 0 are not lost", () => {
  const view = stateToView(queryToState(viewToQuery({ ...DEFAULTS, layer: 0, patch: 0 })));
  assert.deepEqual([view.layer, view.patch], [0, 0]);
});

test("words of any kind survive", () => {
  for (const word of ["a&b=c", "猫", "<b>", "50% +1", "#x"]) {
    assert.equal(stateToView(queryToState(viewToQuery({ ...DEFAULTS, word }))).word, word);
  }
});

test("a share's state may hold numbers", () => {
  assert.equal(stateToView({ layer: 22, word: "dog" }).layer, 22);
});

test("nonsense in an address is left out", () => {
  const view = stateToView({ layer: "-1", patch: "1e9", tab: "../x", lens: "evil", opacity: "900", sel: "a-b", map: "a:b:c", token: "x", past: "a.b.c,../x.1,q", word: { a: 1 } });
  assert.deepEqual(view, { ...DEFAULTS, opacity: 100 });
  assert.equal(stateToView({ sel: "0-999999" }).selection.size, 16384);
});
