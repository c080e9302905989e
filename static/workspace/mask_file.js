/** A mask from a file becomes the selection. */

import { meant, patchesUnder } from "../lib/mask.js";

const MOST_PIXELS = 50e6;
const EMPTY = "The mask is empty, or lies where the model saw nothing: white or painted is what counts.";

/**
 * @param {HTMLInputElement} input @param {import("./workspace.js").Workspace} workspace
 * @param {HTMLElement} hint  what went wrong @param {() => void} done  the selection is made
 */
export function mountMask(input, workspace, hint, done) {
  input.addEventListener("change", async () => {
    const [file] = input.files ?? [];
    if (!file || !workspace.grid()) return;
    try {
      const patches = patchesUnder(await marksOf(file), workspace.geometry());
      if (patches.size === 0) throw new RangeError("no patch");
      workspace.selection.apply(patches, "replace");
      done();
    } catch (error) {
      hint.textContent = error instanceof RangeError ? EMPTY : `${file.name} could not be read as a picture. Save the mask as PNG, with at most 50 million pixels.`;
    }
    input.value = "";
  });
}

/** @param {Blob} file */
async function marksOf(file) {
  const bitmap = await createImageBitmap(file, { premultiplyAlpha: "none", colorSpaceConversion: "none" });
  const { width, height } = bitmap;
  if (width * height > MOST_PIXELS) throw new Error("too many pixels");
  const context = /** @type {any} */ (new OffscreenCanvas(width, height).getContext("2d"));
  context.drawImage(bitmap, 0, 0);
  return { width, height, marks: meant(context.getImageData(0, 0, width, height)) };
}
