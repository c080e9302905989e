/** The home page: picture + question + model → an inspection. */

import { keepDraft, readDraft } from "./draft.js";
import { watchModels } from "./models.js";
import { pictureIn } from "./picture.js";
import { askServer, clearProblem, showProblem } from "./problem.js";
import { listenToPrompt, promptComplaint } from "./prompt.js";
import { listenForPictures } from "./sources.js";

const at = (id) => document.getElementById(id);
const form = at("ask");
const most = Number(form.dataset.maxPromptCharacters);
const NO_PICTURE = {
  title: "There is no picture yet",
  detail: "",
  hint: "Drop, choose or paste one, or take a sample.",
};
let asking = false;

const tell = (place, input) => (problem) => {
  if (problem) showProblem(at(place), problem);
  else clearProblem(at(place));
  if (problem) input?.setAttribute("aria-invalid", "true");
  else input?.removeAttribute("aria-invalid");
};
const onPicture = tell("picture-problem");
const onPrompt = tell("prompt-problem", form.elements.prompt);
const onModel = tell("model-problem", form.elements.model);
const onAsk = tell("ask-problem");

const picture = pictureIn(at("drop"), {
  maxMegabytes: Number(form.dataset.maxUploadMb),
  onProblem: onPicture,
  onStored: (image, name) => keepDraft(sessionStorage, { image, name }),
});

/** Which field a refused question is about. */
function placeOf(problem) {
  const said = `${problem.type} ${(problem.errors ?? []).map((error) => error.loc.join(".")).join(" ")}`;
  if (/prompt/i.test(said)) return onPrompt;
  if (/model/i.test(said)) return onModel;
  if (/image|picture/i.test(said)) return onPicture;
  return onAsk;
}

async function ask() {
  if (asking) return;
  const prompt = form.elements.prompt.value;
  for (const clear of [onPrompt, onModel, onAsk]) clear(null);
  const wrong = promptComplaint(prompt, most);
  if (wrong) onPrompt(wrong);
  if (!picture.image()) {
    onPicture(NO_PICTURE);
    return form.querySelector('[data-do="choose"]').focus();
  }
  if (wrong) return form.elements.prompt.focus();

  asking = true;
  at("submit").setAttribute("aria-disabled", "true");
  try {
    await open(prompt);
  } catch (error) {
    if (!error.problem) throw error;
    placeOf(error.problem)(error.problem);
  } finally {
    asking = false;
    at("ask-state").textContent = "";
    at("submit").removeAttribute("aria-disabled");
  }
}

async function open(prompt) {
  at("ask-state").textContent = "Sending the picture…";
  const image = await picture.image().catch(() => null);
  if (!image) return; // The reason stands beside the picture already.
  at("ask-state").textContent = "Opening the workspace…";
  const model = form.elements.model.value || undefined;
  const inspection = await askServer("POST", "/api/inspections", { image: image.id, prompt, model });
  location.assign(inspection.url);
}

async function takeSample({ file, prompt, title }) {
  const response = await fetch(`/gallery/files/${encodeURIComponent(file)}`).catch(() => null);
  if (!response?.ok) {
    return onPicture({ title: `The sample “${title}” could not be loaded`, hint: "Try another." });
  }
  const blob = await response.blob();
  setPrompt(prompt);
  at("ask-title").scrollIntoView({ block: "nearest" });
  return picture.take(new File([blob], file, { type: blob.type }));
}

/** A sample brings its question along, unless the reader has typed one. */
function setPrompt(prompt) {
  const area = form.elements.prompt;
  if (area.value.trim() && !area.dataset.borrowed) return;
  area.value = prompt;
  area.dataset.borrowed = "yes";
}

function restoreDraft() {
  const draft = readDraft(sessionStorage);
  if (draft.prompt && !form.elements.prompt.value) form.elements.prompt.value = draft.prompt;
  if (draft.image) picture.put(draft.image, draft.name ?? "");
}

listenForPictures(at("drop"), { onFile: picture.take, onProblem: onPicture });
listenToPrompt(form, {
  most,
  onAsk: ask,
  onChange: () => {
    delete form.elements.prompt.dataset.borrowed;
    onPrompt(null);
    keepDraft(sessionStorage, { prompt: form.elements.prompt.value });
  },
});
watchModels(form.elements.model, {
  note: at("model-note"),
  state: at("model-state"),
  models: JSON.parse(at("models-data").textContent),
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
at("samples")?.addEventListener("click", (event) => {
  const sample = event.target.closest("[data-file]");
  if (sample) takeSample(sample.dataset);
});
restoreDraft();
const wanted = new URLSearchParams(location.search).get("sample");
const sample = wanted && at("samples")?.querySelector(`[data-file="${CSS.escape(wanted)}"]`);
if (sample) takeSample(sample.dataset);
