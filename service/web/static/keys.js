// API keys: a new one is shown once, one that stands is revoked after a question; and sessions are ended.

import { call, copy } from "./calls.js";
import { once } from "./once.js";

const texts = JSON.parse(document.getElementById("texts").textContent);
const form = document.getElementById("new-key");
const made = document.getElementById("made");
const fault = form.querySelector(".fault");
const secret = made.querySelector(".secret");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  fault.textContent = "";
  const { name, role, channel } = Object.fromEntries(new FormData(form));
  once(form, async () => {
    try {
      const key = await call("POST", "/v1/keys", { name, role, channel: channel || null });
      secret.textContent = key.secret;
      made.hidden = false;
      form.querySelector("[name=name]").value = "";
    } catch (error) {
      fault.textContent = error.message;
    }
  });
});

document.getElementById("copy").addEventListener("click", async (event) => {
  if (await copy(secret.textContent)) event.target.textContent = texts.copied;
});

document.addEventListener("click", async (event) => {
  const revoke = event.target.closest("[data-revoke]");
  if (!revoke || !confirm(revoke.dataset.sure)) return;
  try {
    await call("DELETE", `/v1/keys/${revoke.dataset.revoke}`);
    location.reload();
  } catch (error) {
    fault.textContent = error.message;
  }
});

document.getElementById("end-sessions").addEventListener("submit", async (event) => {
  event.preventDefault();
  const ending = event.target;
  const [fault, done] = [ending.querySelector(".fault"), ending.querySelector(".done")];
  const person = new FormData(ending).get("person").trim();
  fault.textContent = done.textContent = "";
  try {
    await call("POST", "/v1/sessions/end", { person });
    done.textContent = done.dataset.done + person;
    ending.reset();
  } catch (error) {
    fault.textContent = error.message;
  }
});
