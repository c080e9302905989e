/** View-only links: make one for this view, copy it, see and withdraw those there are. */

import { el, fill, find } from "../lib/dom.js";
import { shaped } from "../lib/problems.js";
import { stateOf } from "./address_bar.js";
import { problemCard } from "./run_state.js";

const DAY_S = 86400;

/** @param {HTMLDialogElement} dialog @param {HTMLElement} opener @param {import("./workspace.js").Workspace} workspace */
export function mountShare(dialog, opener, workspace) {
  const { client, inspection } = workspace;
  const url = `/api/inspections/${inspection.id}/shares`;
  const problem = find(dialog, "[data-part=share-problem]");
  const fresh = find(dialog, "[data-part=share-new]");
  const field = find(dialog, "#share-url");

  const guarded = async (work) => {
    fill(problem);
    try {
      await work();
    } catch (error) {
      fill(problem, problemCard({ problem: error.problem ?? shaped({}) }, null));
    }
  };
  const list = () => guarded(async () => {
    const shares = await client.call(url);
    fill(find(dialog, "[data-part=share-list]"), ...shareList(shares, (id) => guarded(async () => {
      await client.remove(`/api/shares/${id}`);
      await list();
    })));
  });

  opener.addEventListener("click", () => {
    fresh.hidden = true;
    dialog.showModal();
    list();
  });
  find(dialog, "#share-form").addEventListener("submit", (event) => {
    event.preventDefault();
    guarded(async () => {
      const days = Number(find(dialog, "#share-days").value);
      const share = await client.post(url, { expires_in: days * DAY_S, state: stateOf(workspace) });
      field.value = new URL(share.url, location.href).href;
      fresh.hidden = false;
      field.select();
      await list();
    });
  });
  const copy = find(dialog, "[data-testid=share-copy]");
  copy.addEventListener("click", async () => {
    copy.textContent = (await copied(field)) ? "Copied" : "Press Ctrl C";
    setTimeout(() => (copy.textContent = "Copy"), 2000);
  });
}

/** The clipboard needs a secure page; else the text is selected for Ctrl C. */
async function copied(field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return document.execCommand?.("copy") ?? false;
  }
}

function shareList(shares, withdraw) {
  if (shares.length === 0) return [];
  return [
    el("h3", {}, "Links so far"),
    el("ul", { class: "plain-list" }, ...shares.map((share) => el("li", {},
      el("span", {}, `Made ${when(share.created_at)}, ${standing(share)}`),
      isLive(share) && el("button", { type: "button", class: "bad", on: { click: () => withdraw(share.id) }, "data-testid": "share-revoke" }, "Withdraw")))),
  ];
}

const isLive = (share) => !share.revoked_at && new Date(share.expires_at) > new Date();
const standing = (share) =>
  share.revoked_at ? `withdrawn ${when(share.revoked_at)}` : `${isLive(share) ? "works until" : "ended"} ${when(share.expires_at)}`;
const when = (text) => new Date(text).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
