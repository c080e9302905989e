/** The answer, token by token, each underlined as far as its probability goes. */

import { el, fill, find } from "../lib/dom.js";
import { amount } from "../lib/numbers.js";
import { isJunk, plainWord, showToken } from "../lib/tokens.js";
import { hasEvidence, openEvidence } from "./evidence.js";

/** @param {HTMLElement} root @param {import("./workspace.js").Workspace} workspace */
export function mountAnswer(root, workspace) {
  const text = find(root, "[data-part=answer]");
  const detail = find(root, "[data-part=answer-token]");
  let known = null;
  const mark = () => [...text.querySelectorAll(".answer-piece")].forEach((piece, i) => {
    if (isAsked(workspace, i)) piece.setAttribute("aria-current", "true");
    else piece.removeAttribute("aria-current");
  });
  workspace.view.watch(() => {
    const entry = workspace.lensEntry();
    const answer = workspace.lens()?.answer ?? entry?.run?.progress?.answer ?? null;
    if (!answer || answer === known) return;
    known = answer;
    fill(text, ...answer.tokens.map((token, i) => tokenButton(token, i, detail, workspace)));
    if (answer.tokens.length === 0) fill(text, el("span", { class: "quiet" }, "The model said nothing."));
    detail.textContent = overall(answer.tokens);
    mark();
  }, ["results"]);
  workspace.view.watch(mark, ["token", "tab"]);
}

/** The token that the tab in view is about. */
function isAsked(workspace, index) {
  const { tab } = workspace.view.get();
  return workspace.token() === index && workspace.page.analyses?.some(({ name, params }) => name === tab && params?.properties?.token);
}

/** How sure the model was of the whole answer: the product, and its geometric mean per token. */
function overall(tokens) {
  if (tokens.length === 0) return "";
  const sum = tokens.reduce((total, token) => total + token.log_probability, 0);
  return `Probability of the whole answer ${amount(Math.exp(sum))}; of a token on average ${amount(Math.exp(sum / tokens.length))}.`;
}

function tokenButton(token, index, detail, workspace) {
  const probability = Math.exp(token.log_probability);
  const shown = showToken(token.text);
  const space = token.text === " ";
  const tell = () => {
    detail.textContent = `Token ${index + 1} “${shown.text}”: probability ${amount(probability)}`;
  };
  const choose = () => {
    if (hasEvidence(workspace)) openEvidence(workspace, index);
    else if (!isJunk(token.text)) workspace.chooseWord(plainWord(token.text));
  };
  const button = el("button", {
    type: "button",
    class: "answer-piece",
    "aria-label": `${shown.text}, probability ${amount(probability)}`,
    style: { "--share": `${(probability * 100).toFixed(1)}%` },
    on: { pointerenter: tell, focus: tell, click: choose },
  }, el("bdi", {}, space ? " " : shown.text));
  return el("span", {}, token.text.startsWith(" ") && !space ? " " : "", button);
}
