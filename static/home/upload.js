/** Sending one picture to the server, with what can be said about it beforehand. */

import { ProblemError } from "../lib/problems.js";
import { problemFromText } from "./problem.js";

const HEIC = /\.(heic|heif)$/i;
const FORMATS = new Set(["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"]);

/** Bytes in words: "320 kB", "4.1 MB". */
export function sizeInWords(bytes) {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** What is wrong with a file before it is sent, as a problem; null where the server may judge. */
export function complaint(file, maxMegabytes) {
  if (HEIC.test(file.name) || /^image\/hei[cf]/.test(file.type)) {
    return {
      title: "HEIC pictures cannot be read here",
      detail: `“${file.name}” is in Apple's HEIC format.`,
      hint: "Export it as JPEG, or set the iPhone's camera to “Most Compatible”.",
    };
  }
  if (file.type && !FORMATS.has(file.type)) {
    return {
      title: "Not a picture that can be read",
      detail: `“${file.name}” is ${file.type}.`,
      hint: "Choose a JPEG, PNG, WebP, GIF or AVIF file.",
    };
  }
  if (file.size === 0) {
    return { title: "The file is empty", detail: `“${file.name}” has no bytes.`, hint: "Choose another." };
  }
  if (file.size > maxMegabytes * 2 ** 20) {
    return {
      title: "The picture is too large",
      detail: `“${file.name}” has ${sizeInWords(file.size)}; at most ${maxMegabytes} MB are taken.`,
      hint: "Make it smaller or save it as JPEG.",
    };
  }
  return null;
}

/**
 * Send `file`; resolves to the stored image `{id, width, height, format, url}`.
 * `onProgress(fraction)` is called while it goes. Throws `ProblemError`; `signal` stops it.
 */
export function sendPicture(file, { onProgress = () => {}, signal } = {}) {
  // fetch cannot say how much of a body is sent; XMLHttpRequest can.
  const request = new XMLHttpRequest();
  const form = new FormData();
  form.append("file", file, file.name || "picture");
  return new Promise((resolve, reject) => {
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      if (request.status === 201 || request.status === 200) resolve(JSON.parse(request.responseText));
      else reject(new ProblemError(problemFromText(request.status, request.responseText)));
    };
    request.onerror = () => reject(new ProblemError(problemFromText(0, "")));
    request.onabort = () => reject(new DOMException("Another picture was chosen", "AbortError"));
    signal?.addEventListener("abort", () => request.abort());
    request.open("POST", "/api/images");
    request.setRequestHeader("Accept", "application/json");
    request.send(form);
  });
}
