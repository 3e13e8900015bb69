// A spreadsheet: its dry run as soon as it is chosen, written only where a person says so after having seen it.

import { texts } from "./words.js";

const form = document.getElementById("upload");
const shown = document.getElementById("uploaded");
let newest = null; // the newest attempt: what comes of an earlier file is not shown over a later one

async function send(more) {
  const file = form.elements.file.files[0];
  if (!file) return null;
  const query = new URLSearchParams({ name: file.name, delete: form.elements.delete.checked, ...more });
  const response = await fetch(`/train/upload?${query}`, {
    method: "POST",
    body: await file.arrayBuffer(),
    headers: { "Accept-Language": document.documentElement.lang, "Content-Type": "application/octet-stream" },
  });
  const text = await response.text();
  if (response.ok) return text;
  let told = {};
  try {
    told = JSON.parse(text);
  } catch { /* no problem document */ }
  throw new Error(told.detail ?? String(response.status));
}

async function attempt(within, more) {
  const fault = within.querySelector(".fault:last-of-type");
  const mine = (newest = {});
  fault.textContent = "";
  shown.setAttribute("aria-busy", "true");
  form.inert = more.write === true; // what is being written is seen to its end
  try {
    const html = await send(more);
    if (mine === newest && html !== null) shown.innerHTML = html;
  } catch (error) {
    if (mine === newest) fault.textContent = error.message;
  }
  if (mine !== newest) return;
  form.inert = false;
  shown.removeAttribute("aria-busy");
}

form.addEventListener("change", () => {
  shown.textContent = form.elements.file.files.length ? texts.checking : "";
  attempt(form, {});
});
form.addEventListener("submit", (event) => event.preventDefault());
shown.addEventListener("submit", (event) => {
  event.preventDefault();
  if (shown.hasAttribute("aria-busy")) return;
  const write = event.target;
  attempt(write, { write: true, below_statute: write.elements.below?.checked ?? false });
});
