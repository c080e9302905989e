import assert from "node:assert/strict";
import { test } from "node:test";
import { el, fill, find } from "../../../static/lib/dom.js";

/** As much of a document as `el` needs; it has no innerHTML to be misused. */
class Planted {
  constructor(tag) {
    Object.assign(this, { tag, children: [], attributes: {}, styles: {}, heard: {} });
    this.style = { setProperty: (name, value) => (this.styles[name] = value) };
  }
  append(...children) {
    this.children.push(...children);
  }
  replaceChildren(...children) {
    this.children = children;
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
  addEventListener(kind, hear) {
    this.heard[kind] = hear;
  }
}
globalThis.document = {
  createElement: (tag) => new Planted(tag),
  createElementNS: (space, tag) => new Planted(`${space}:${tag}`),
};

test("hostile text stays one piece of text", () => {
  const text = "<img src=x onerror=alert(1)>";
  assert.deepEqual(el("p", {}, text).children, [text]);
});

test("styles are set one by one and handlers are attached, never written as attributes", () => {
  const click = () => {};
  const element = el("button", { style: { "--share": "3%" }, on: { click }, type: "button" });
  assert.deepEqual(element.styles, { "--share": "3%" });
  assert.equal(element.heard.click, click);
  assert.deepEqual(element.attributes, { type: "button" });
  assert.throws(() => el("button", { onclick: "alert(1)" }), /onclick/);
});

test("what is null, false or missing leaves nothing behind; 0 is a number", () => {
  const element = el("p", { title: null, hidden: false, "data-x": true }, null, false, undefined, 0);
  assert.deepEqual(element.children, ["0"]);
  assert.deepEqual(element.attributes, { "data-x": "" });
  fill(element, "a", null);
  assert.deepEqual(element.children, ["a"]);
});

test("SVG elements get their namespace", () => {
  assert.equal(el("svg:path").tag, "http://www.w3.org/2000/svg:path");
});

test("a selector that matches nothing is a mistake, said aloud", () => {
  assert.throws(() => find({ querySelector: () => null }, "#nope"), /#nope/);
});
