/**
 * Which of the chosen files are pictures and which may label them; the command line's
 * `client/dataset.py` decides in the same way.
 */

const PICTURE = /\.(jpe?g|png|webp|gif|avif)$/i;
const NAMES = /(^|\/)(classes\.txt|obj\.names|words\.txt)$|\.(ya?ml|csv)$/i;

/** "pets/images/a.b.jpg" is called "a.b". @param {string} path */
export const stem = (path) => path.replace(/^.*\//, "").replace(/\.[^.]*$/, "");

/** A file's name below the chosen folder. @param {File} file */
export const nameOf = (file) => (file.webkitRelativePath ?? "").replace(/^[^/]*\//, "") || file.name;

/**
 * @param {File[]} files
 * @param {number} most  pictures at most
 * @returns {{pictures: File[], annotations: File[], folder: string}}
 */
export function sortFiles(files, most = Infinity) {
  const folder = (files[0]?.webkitRelativePath ?? "").split("/")[0];
  const all = files.filter((file) => PICTURE.test(file.name));
  const inside = all.filter((file) => nameOf(file).startsWith("images/"));
  const pictures = (inside.length ? inside : all)
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .slice(0, most);
  const stems = new Set(pictures.map((file) => stem(file.name)));
  const labels = (file) => NAMES.test(file.name) || /\.json$/i.test(file.name)
    || (/\.txt$/i.test(file.name) && stems.has(stem(file.name)));
  return { pictures, annotations: files.filter(labels), folder };
}

/**
 * COCO's instances without pictures that are not among `names`, as text; null for any other JSON.
 * @param {string} text @param {Set<string>} names
 */
export function cutDown(text, names) {
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    return null;
  }
  const { images, annotations, categories } = content ?? {};
  if (![images, annotations, categories].every(Array.isArray)) return null;
  const kept = images.filter((image) => names.has(String(image?.file_name).replace(/^.*\//, "")));
  const ids = new Set(kept.map((image) => image.id));
  return JSON.stringify({ images: kept, annotations: annotations.filter((one) => ids.has(one?.image_id)), categories });
}

/** The annotation files as the server wants them. @param {File[]} files @param {File[]} pictures */
export async function annotationTexts(files, pictures) {
  const names = new Set(pictures.map((file) => file.name));
  const texts = await Promise.all(files.map(async (file) => {
    const text = await file.text();
    return { file: nameOf(file), text: /\.json$/i.test(file.name) ? cutDown(text, names) : text };
  }));
  return texts.filter((each) => each.text !== null);
}
