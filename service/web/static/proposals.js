// A second person's look at changes: what each would do, and accepting, refusing or withdrawing it.

import { once, reload } from "./once.js";
import { texts } from "./words.js";

async function send(path, body) {
  const response = await fetch(path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Accept-Language": document.documentElement.lang, "Content-Type": "application/json" },
  });
  return { response, text: await response.text() };
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-proposal]");
  if (!form) return;
  event.preventDefault();
  const act = event.submitter?.value ?? "accept";
  const fault = form.querySelector(".fault");
  const because = form.elements.because?.value.trim() ?? "";
  if (act === "refuse" && !because) return (fault.textContent = texts.dismiss_needs);
  const bodies = { accept: { below_statute: form.elements.below?.checked ?? false }, refuse: { because }, withdraw: {} };
  once(form, async () => {
    const { response, text } = await send(`/v1/proposals/${form.dataset.proposal}/${act}`, bodies[act]);
    if (response.ok) return reload();
    const told = JSON.parse(text);
    fault.textContent = told.detail;
    if (told.type.endsWith(":below-statute")) form.querySelector("[data-below]").hidden = false;
    return false;
  });
});

document.addEventListener("toggle", async (event) => {
  const details = event.target.closest("[data-effects]");
  if (!details?.open || details.dataset.asked) return;
  details.dataset.asked = "yes";
  const [kind, id] = details.dataset.effects.split("/");
  const shown = details.querySelector(".effects");
  shown.textContent = texts.checking;
  const { response, text } = await send("/train/check", { kind, id, text: JSON.parse(details.querySelector("script").textContent) });
  if (response.ok) shown.innerHTML = text;
  else shown.textContent = JSON.parse(text).detail;
}, true);
