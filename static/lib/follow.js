/**
 * Following one run until it is over: server-sent events while the page is looked at, polling
 * where they are not to be had. A browser allows six connections to one server over HTTP/1.1, so
 * a page keeps at most one stream open (`lane`); further runs are polled.
 *
 * @typedef {import("./runs.js").Run} Run
 * @typedef {object} Browser
 * @property {(url: string, options?: object) => Promise<any>} call  JSON or a thrown `ProblemError`
 * @property {typeof EventSource | null} Stream
 * @property {(run: () => void, ms: number) => unknown} wait
 * @property {{hidden: boolean, addEventListener: Function, removeEventListener: Function}} page
 * @property {{taken: boolean}} lane
 */

import { isOver } from "./runs.js";

const POLL_MS = 1000;
const MOST_BREAKS = 3;
const KINDS = ["progress", "done", "failed", "cancelled"];

export class Follower {
  /** @param {Browser} browser @param {string} id @param {(run: Run) => void} tell */
  constructor(browser, id, tell) {
    this.browser = browser;
    this.id = id;
    this.tell = tell;
    this.source = /** @type {EventSource | null} */ (null);
    this.breaks = 0;
    this.stopped = false;
    this.turn = this.turn.bind(this);
  }

  start() {
    this.browser.page.addEventListener("visibilitychange", this.turn);
    this.turn();
  }

  stop() {
    this.stopped = true;
    this.close();
    this.browser.page.removeEventListener("visibilitychange", this.turn);
  }

  /** Choose between stream and polling anew: the page was hidden or shown, or time went by. */
  turn() {
    if (this.stopped) return;
    const { page, Stream, lane } = this.browser;
    if (page.hidden) this.close();
    else if (this.source) return;
    else if (Stream && !lane.taken && this.breaks < MOST_BREAKS) this.listen(Stream);
    else this.poll();
  }

  /** @param {typeof EventSource} Stream */
  listen(Stream) {
    this.browser.lane.taken = true;
    this.source = new Stream(`/api/runs/${this.id}/events`);
    for (const kind of KINDS) {
      this.source.addEventListener(kind, (event) => this.hear(JSON.parse(event.data)));
    }
    this.source.addEventListener("error", () => {
      this.breaks += 1;
      this.close();
      this.poll();
    });
  }

  close() {
    if (!this.source) return;
    this.source.close();
    this.source = null;
    this.browser.lane.taken = false;
  }

  async poll() {
    if (this.stopped || this.source || this.browser.page.hidden) return;
    try {
      this.hear(await this.browser.call(`/api/runs/${this.id}`));
    } catch (error) {
      if (error.problem?.status === 404) this.hear(lost(this.id, error.problem));
    }
    if (!this.stopped) this.browser.wait(this.turn, POLL_MS);
  }

  /** @param {Run} run */
  hear(run) {
    if (this.stopped) return;
    if (isOver(run)) this.stop();
    this.tell(run);
  }
}

/** A run that the server does not know any more. @returns {Run} */
const lost = (id, problem) => ({
  id, analysis: "", params: {}, status: "failed", position: null, progress: null, error: problem,
  artifact_url: null, provenance: null,
});
