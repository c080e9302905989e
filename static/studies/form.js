/** The page /studies: a folder of pictures + a study + a model → a study that runs. */

import { askServer, clearProblem, showProblem } from "../home/problem.js";
import { sendPicture } from "../home/upload.js";
import { find } from "../lib/dom.js";
import { plural } from "../lib/numbers.js";
import { annotationTexts, nameOf, sortFiles } from "./files.js";

const AT_A_TIME = 3;
const NOTHING = {
  title: "There are no pictures yet",
  detail: "",
  hint: "Choose a folder, or several files at once.",
};

const form = find(document, "#study-form");
const problem = find(document, "#problem");
const bar = find(document, "#upload");
const state = find(document, "#state");
let files = /** @type {File[]} */ ([]);
let busy = false;

const most = () => Number(form.elements.limit.value) || Infinity;

function showChosen() {
  const { pictures, annotations } = sortFiles(files, most());
  find(document, "#chosen").textContent = files.length
    ? `${plural(pictures.length, "picture", "pictures")}, ${plural(annotations.length, "annotation file", "annotation files")}`
    : "Nothing is chosen yet.";
}

for (const name of ["folder", "files"]) {
  const input = find(document, `#${name}-input`);
  find(form, `[data-do="${name}"]`).addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    files = [...input.files];
    showChosen();
  });
}
form.elements.limit.addEventListener("input", showChosen);

/** Upload the pictures, a few at a time. @param {File[]} pictures */
async function upload(pictures) {
  const stored = /** @type {{file: string, image: string}[]} */ ([]);
  const waiting = pictures.map((file, place) => ({ file, place }));
  let done = 0;
  async function work() {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const image = await sendPicture(next.file);
      stored[next.place] = { file: nameOf(next.file), image: image.id };
      done += 1;
      bar.value = done / pictures.length;
      state.textContent = `Uploading: ${done} of ${pictures.length}`;
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return stored;
}

async function start() {
  const { pictures, annotations, folder } = sortFiles(files, most());
  if (!pictures.length) return showProblem(problem, NOTHING);
  bar.hidden = false;
  const texts = await annotationTexts(annotations, pictures);
  const stored = await upload(pictures);
  state.textContent = "Reading the annotations";
  const { study, model, preset, seed } = form.elements;
  const opened = await askServer("POST", "/api/studies", {
    study: study.value,
    model: model.value || null,
    dataset: { name: folder, pictures: stored, annotations: texts },
    params: { preset: preset.value, seed: Number(seed.value) || 0 },
  });
  location.assign(opened.url);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy) return;
  busy = true;
  clearProblem(problem);
  find(form, "#submit").setAttribute("aria-disabled", "true");
  try {
    await start();
  } catch (error) {
    if (!error.problem) throw error;
    showProblem(problem, error.problem);
  } finally {
    busy = false;
    bar.hidden = true;
    state.textContent = "";
    find(form, "#submit").removeAttribute("aria-disabled");
  }
});
