// What goes with a script: a picture is copied with the text where the browser can, every file can be downloaded.

import { copy } from "./calls.js";
import { texts } from "./words.js";

const PICTURE = /\.(png|jpe?g|gif|webp)$/i;

export function filesOf(one) {
  return (one.attachments ?? []).map((file) => ({
    key: file.url ?? file.file,
    name: file.alt,
    link: file.url ?? `/v1/attachments/${file.file.split("/").map(encodeURIComponent).join("/")}`,
    isFile: Boolean(file.file),
    downloads: `${texts.file_save} ${file.alt}`,
    isPicture: Boolean(file.file) && PICTURE.test(file.file),
  }));
}

// the clipboard takes pictures as PNG alone
async function png(link) {
  const response = await fetch(link);
  if (!response.ok) throw new Error(`${response.status}`);
  const bitmap = await createImageBitmap(await response.blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  return canvas.convertToBlob({ type: "image/png" });
}

async function copyPicture(link, text) {
  const parts = { "image/png": png(link) };
  if (text) parts["text/plain"] = new Blob([text], { type: "text/plain" });
  await navigator.clipboard.write([new ClipboardItem(parts)]);
}

// Copies a text with the first picture that goes with it; returns what is on the clipboard: both, text, or nothing.
export async function copyWith(text, files) {
  const picture = files.find((one) => one.isPicture);
  if (picture) {
    try {
      await copyPicture(picture.link, text);
      return "both";
    } catch {
      // the text alone is worth having; the picture can be downloaded
    }
  }
  return (await copy(text)) ? "text" : "";
}

export const attachments = {
  async copyFile(file) {
    try {
      await copyPicture(file.link, "");
      this.say(`${texts.file_copied} · ${file.name}`);
    } catch {
      this.say(texts.file_download);
    }
  },
};
