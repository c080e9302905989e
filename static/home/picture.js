/** The chosen picture: seen at once, on its way to the server, stored. */

import { complaint, sendPicture, sizeInWords } from "./upload.js";

/**
 * The drop area's picture. `image()` resolves to the stored image once it has arrived and is
 * null where none was chosen; a file that is refused leaves the earlier picture in place.
 */
export function pictureIn(drop, { maxMegabytes, onProblem, onStored = () => {} }) {
  const part = (name) => drop.querySelector(`[data-part="${name}"]`);
  let stored = null;
  let abort = null;

  function show(source, name, size) {
    const thumbnail = part("thumbnail");
    if (thumbnail.src.startsWith("blob:")) URL.revokeObjectURL(thumbnail.src);
    thumbnail.src = source;
    part("name").textContent = name;
    part("size").textContent = size;
    part("empty").hidden = true;
    part("chosen").hidden = false;
  }

  async function take(file) {
    const wrong = complaint(file, maxMegabytes);
    if (wrong) return onProblem(wrong);
    onProblem(null);
    abort?.abort();
    abort = new AbortController();
    const before = { stored, src: part("thumbnail").src, name: part("name").textContent };
    show(URL.createObjectURL(file), file.name, sizeInWords(file.size));
    stored = upload(file, part("progress"), abort.signal);
    try {
      onStored(await stored, file.name);
    } catch (error) {
      if (error.name === "AbortError") return;
      await restore(before);
      onProblem(error.problem ?? { title: "The picture could not be sent", detail: error.message });
    }
  }

  async function restore({ stored: earlier, name }) {
    stored = earlier;
    const image = await (earlier ?? Promise.resolve(null));
    if (image) return show(thumbnailOf(image), name, "");
    part("chosen").hidden = true;
    part("empty").hidden = false;
  }

  function put(image, name) {
    stored = Promise.resolve(image);
    show(thumbnailOf(image), name, "");
  }

  return { take, put, image: () => stored };
}

function thumbnailOf(image) {
  return `/api/images/${image.id}/thumbnail`;
}

async function upload(file, bar, signal) {
  bar.value = 0;
  bar.hidden = false;
  try {
    return await sendPicture(file, { signal, onProgress: (fraction) => (bar.value = fraction) });
  } finally {
    if (!signal.aborted) bar.hidden = true;
  }
}
