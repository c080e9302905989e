import assert from "node:assert/strict";
import { test } from "node:test";
import { askServer, problemOf, Refused } from "../../../static/home/problem.js";

const answering = (status, text) => async () => ({ ok: status < 400, status, text: async () => text });

test("a server's own problem is passed on word for word", () => {
  const text = JSON.stringify({ title: "Too long", detail: "It has 20000 characters.", hint: "Shorten it.", status: 422 });
  assert.deepEqual(problemOf(422, text), {
    title: "Too long",
    detail: "It has 20000 characters.",
    hint: "Shorten it.",
    status: 422,
  });
});

test("a proxy's HTML page is not shown to the reader", () => {
  const said = problemOf(502, "<html><b>Bad gateway</b></html>");
  assert.equal(said.status, 502);
  assert.match(said.detail, /502/);
  assert.doesNotMatch(JSON.stringify(said), /</);
});

test("JSON without a title is no problem of ours", () => {
  assert.equal(problemOf(500, "[]").title, "The server refused");
  assert.equal(problemOf(500, "null").title, "The server refused");
});

test("no connection says that nothing is lost", () => {
  assert.match(problemOf(0, "").hint, /Nothing you entered is lost/);
});

test("an answer comes back as a value", async (context) => {
  context.mock.method(globalThis, "fetch", answering(200, '{"url": "/i/abc"}'));
  assert.deepEqual(await askServer("POST", "/api/inspections", { prompt: "a" }), { url: "/i/abc" });
});

test("a refusal and a dead connection are both thrown as problems", async (context) => {
  const fetch = context.mock.method(globalThis, "fetch", answering(404, '{"title": "Gone"}'));
  await assert.rejects(askServer("GET", "/x"), (error) => error instanceof Refused && error.problem.title === "Gone");
  fetch.mock.mockImplementation(async () => Promise.reject(new TypeError("Failed to fetch")));
  await assert.rejects(askServer("GET", "/x"), (error) => error.problem.status === 0);
});
