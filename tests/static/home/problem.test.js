import assert from "node:assert/strict";
import { test } from "node:test";
import { askServer, problemFromText } from "../../../static/home/problem.js";
import { ProblemError } from "../../../static/lib/problems.js";

const answering = (status, body) => async () => ({ ok: status < 400, status, json: async () => body });

test("a server's own problem is passed on word for word", () => {
  const problem = { title: "Too long", detail: "It has 20000 characters.", hint: "Shorten it.", status: 422 };
  const said = problemFromText(422, JSON.stringify(problem));
  assert.deepEqual({ ...said, errors: undefined }, { ...problem, errors: undefined });
});

test("a proxy's HTML page is not shown to the reader", () => {
  const said = problemFromText(502, "<html><b>Bad gateway</b></html>");
  assert.equal(said.status, 502);
  assert.match(said.detail, /502/);
  assert.doesNotMatch(JSON.stringify(said), /</);
  assert.match(problemFromText(413, "<html>").title, /picture is too large/);
});

test("JSON that is no problem is still told by its status", () => {
  assert.equal(problemFromText(500, "null").status, 500);
  assert.equal(problemFromText(500, "[]").status, 500);
});

test("no connection is not taken for a refusal", () => {
  assert.equal(problemFromText(0, "").status, 0);
});

test("an answer comes back as a value", async (context) => {
  context.mock.method(globalThis, "fetch", answering(200, { url: "/i/abc" }));
  assert.deepEqual(await askServer("POST", "/api/inspections", { prompt: "a" }), { url: "/i/abc" });
});

test("a refusal and a dead connection are both thrown as problems", async (context) => {
  const fetch = context.mock.method(globalThis, "fetch", answering(404, { title: "Gone", type: "/docs/problems#Gone" }));
  await assert.rejects(askServer("GET", "/x"), (error) => {
    assert.ok(error instanceof ProblemError);
    assert.equal(error.problem.title, "Gone");
    assert.equal(error.problem.type, "/docs/problems#Gone");
    return true;
  });
  fetch.mock.mockImplementation(async () => Promise.reject(new TypeError("Failed to fetch")));
  await assert.rejects(askServer("GET", "/x"), (error) => error.problem.status === 0);
});
