/** Every way in which a picture gets onto the page: choose, camera, drop, paste. */

/** The first file in a drop or clipboard, or null. */
export function firstFile(transfer) {
  return [...(transfer?.files ?? [])][0] ?? null;
}

/** The first picture among the clipboard's items, as a File; null if there is none. */
export async function pictureIn(items) {
  for (const item of items) {
    const type = item.types.find((name) => name.startsWith("image/"));
    if (!type) continue;
    const blob = await item.getType(type);
    return new File([blob], `pasted.${type.split("/")[1]}`, { type });
  }
  return null;
}

const NO_FILE = {
  title: "That was not a file",
  detail: "Only an address or text was dropped, and PatchLens fetches nothing from other sites.",
  hint: "Save the picture first, or copy it and paste it here.",
};

const NOTHING_COPIED = {
  title: "There is no picture in the clipboard",
  detail: "",
  hint: "Copy a picture, then press Paste, Ctrl + V or ⌘ V.",
};

const CLIPBOARD_CLOSED = {
  title: "The browser keeps its clipboard closed to buttons",
  detail: "",
  hint: "Press Ctrl + V or ⌘ V anywhere on this page instead.",
};

/** Call `onFile(file)` for each picture the reader gives, `onProblem(problem)` for what is none. */
export function listenForPictures(drop, { onFile, onProblem }) {
  listenToInputs(drop, onFile);
  listenToDrops(drop, onFile, onProblem);
  document.addEventListener("paste", (event) => {
    const file = firstFile(event.clipboardData);
    if (!file) return; // Text goes where the caret is.
    event.preventDefault();
    onFile(file);
  });
  drop.querySelector('[data-do="paste"]').addEventListener("click", () => pasteByButton(onFile, onProblem));
}

function listenToInputs(drop, onFile) {
  for (const [name, id] of [["choose", "file-input"], ["camera", "camera-input"]]) {
    const input = document.getElementById(id);
    drop.querySelector(`[data-do="${name}"]`).addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      const file = input.files[0];
      // Emptied, so that choosing the same file again is a change too.
      if (file) onFile(file);
      input.value = "";
    });
  }
}

function listenToDrops(drop, onFile, onProblem) {
  const mark = (on) => drop.classList.toggle("over", on);
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    mark(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) mark(false);
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    const file = firstFile(event.dataTransfer);
    if (file) onFile(file);
    else onProblem(NO_FILE);
  });
}

async function pasteByButton(onFile, onProblem) {
  let file;
  try {
    file = await pictureIn(await navigator.clipboard.read());
  } catch {
    return onProblem(CLIPBOARD_CLOSED);
  }
  return file ? onFile(file) : onProblem(NOTHING_COPIED);
}
