// One click back to a version: written as any change is, and told where it cannot be.

import { fill, texts } from "./words.js";

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-return]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  const etag = form.dataset.etag;
  if ("reviewed" in form.dataset) return propose(form, button);
  const response = await fetch(`/v1/entries/${form.dataset.return}`, {
    method: "PUT",
    body: form.querySelector("script").textContent,
    headers: { "Accept-Language": document.documentElement.lang, "Content-Type": "application/json", ...(etag ? { "If-Match": `"${etag}"` } : { "If-None-Match": "*" }) },
  });
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return location.reload();
  form.querySelector(".fault").textContent = fill(texts.history_failed, { reason: answer.detail ?? response.status });
  button.disabled = false;
});

async function propose(form, button) {
  const [kind, id] = form.dataset.return.split("/");
  const entry = JSON.parse(form.querySelector("script").textContent);
  const response = await fetch("/v1/proposals", {
    method: "POST",
    body: JSON.stringify({ kind, id, etag: form.dataset.etag || null, entry }),
    headers: { "Accept-Language": document.documentElement.lang, "Content-Type": "application/json" },
  });
  if (response.ok) return location.assign("/train/proposals");
  const answer = await response.json().catch(() => ({}));
  form.querySelector(".fault").textContent = fill(texts.history_failed, { reason: answer.detail ?? response.status });
  button.disabled = false;
}
