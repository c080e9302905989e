import assert from "node:assert/strict";
import { test } from "node:test";
import { createRunClient, isOver } from "../../../static/lib/runs.js";

const answer = (body, status = 200) => new Response(JSON.stringify(body), { status });

/** A browser whose server, clock and streams the test holds. */
function browser({ answers = [], streams = true, hidden = false } = {}) {
  const asked = [];
  const waiting = [];
  const sources = [];
  const listeners = new Set();
  class Stream {
    constructor(url) {
      Object.assign(this, { url, heard: {}, open: true });
      sources.push(this);
    }
    addEventListener(kind, hear) {
      this.heard[kind] = hear;
    }
    close() {
      this.open = false;
    }
    say(kind, run) {
      this.heard[kind]({ data: JSON.stringify(run) });
    }
  }
  const page = {
    hidden,
    addEventListener: (_, turn) => listeners.add(turn),
    removeEventListener: (_, turn) => listeners.delete(turn),
    turn(now) {
      page.hidden = now;
      for (const listener of [...listeners]) listener();
    },
  };
  const client = createRunClient({
    fetch: async (url, options) => {
      asked.push([options?.method ?? "GET", url]);
      const next = answers.length > 1 ? answers.shift() : answers[0];
      if (next instanceof Error) throw next;
      return next.clone();
    },
    EventSource: streams ? Stream : null,
    wait: (run) => waiting.push(run),
    page,
  });
  const settle = () => new Promise((done) => setTimeout(done, 0));
  return { client, asked, waiting, sources, page, settle, listeners };
}

test("a run is followed by its stream, which closes when it is done", () => {
  const { client, sources, listeners } = browser();
  const told = [];
  client.watch("r1", (run) => told.push(run.status));
  assert.equal(sources[0].url, "/api/runs/r1/events");
  sources[0].say("progress", { status: "running" });
  sources[0].say("done", { status: "done" });
  assert.deepEqual(told, ["running", "done"]);
  assert.equal(sources[0].open, false);
  assert.equal(listeners.size, 0);
});

test("a page keeps one stream; the second run is polled", async () => {
  const { client, sources, asked, settle } = browser({ answers: [answer({ status: "queued" })] });
  client.watch("r1", () => {});
  client.watch("r2", () => {});
  await settle();
  assert.equal(sources.length, 1);
  assert.deepEqual(asked, [["GET", "/api/runs/r2"]]);
});

test("the stream is closed while the page is hidden and opened again after", () => {
  const { client, sources, page } = browser();
  client.watch("r1", () => {});
  page.turn(true);
  assert.equal(sources[0].open, false);
  page.turn(false);
  assert.equal(sources.length, 2);
});

test("without streams a run is polled until it is over", async () => {
  const { client, waiting, settle, asked } = browser({
    streams: false, answers: [answer({ status: "running" }), answer({ status: "done" })],
  });
  const told = [];
  client.watch("r1", (run) => told.push(run.status));
  await settle();
  waiting.shift()();
  await settle();
  assert.deepEqual(told, ["running", "done"]);
  assert.equal(asked.length, 2);
  assert.equal(waiting.length, 0);
});

test("a broken stream falls back to polling, and after three breaks stays there", async () => {
  const { client, sources, waiting, settle } = browser({ answers: [answer({ status: "running" })] });
  client.watch("r1", () => {});
  for (let i = 0; i < 5; i++) {
    sources.at(-1).heard.error?.({});
    sources.at(-1).heard.error = undefined;
    await settle();
    waiting.splice(0).forEach((turn) => turn());
  }
  assert.equal(sources.length, 3);
});

test("a server that is away for a moment does not end the following", async () => {
  const { client, waiting, settle } = browser({
    streams: false, answers: [new Error("refused"), answer({ status: "done" })],
  });
  const told = [];
  client.watch("r1", (run) => told.push(run.status));
  await settle();
  assert.deepEqual(told, []);
  waiting.shift()();
  await settle();
  assert.deepEqual(told, ["done"]);
});

test("a run that the server has forgotten has failed", async () => {
  const { client, settle } = browser({ streams: false, answers: [answer({ title: "There is nothing here" }, 404)] });
  const told = [];
  client.watch("r1", (run) => told.push(run));
  await settle();
  assert.equal(told[0].status, "failed");
  assert.equal(told[0].error.title, "There is nothing here");
});

test("a refused question is thrown as its problem, an unreachable server as one too", async () => {
  const refused = browser({ answers: [answer({ title: "Unknown", status: 404, hint: "x", detail: "y" }, 404)] });
  await assert.rejects(refused.client.ask("i", "nope", {}), (error) => error.problem.title === "Unknown");
  const away = browser({ answers: [new Error("refused")] });
  await assert.rejects(away.client.ask("i", "logit_lens", {}), (error) => error.problem.status === 0);
});

test("stopping ends the following", () => {
  const { client, sources } = browser();
  const told = [];
  const stop = client.watch("r1", (run) => told.push(run));
  stop();
  sources[0].say("progress", { status: "running" });
  assert.deepEqual(told, []);
});

test("three states are final", () => {
  const final = ["queued", "running", "done", "failed", "cancelled"].filter((status) => isOver({ status }));
  assert.deepEqual(final, ["done", "failed", "cancelled"]);
});
