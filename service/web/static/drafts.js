// Drafts that are ticked are taken into the base together, or thrown away.

import { once, reload } from "./once.js";
import { texts } from "./words.js";

const form = document.getElementById("drafts");
const boxes = () => [...form.querySelectorAll("input[name=draft]")];

document.getElementById("every")?.addEventListener("change", (event) => {
  for (const box of boxes()) box.checked = event.target.checked && !("wrong" in box.dataset);
});
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const act = event.submitter?.value ?? "take";
  const fault = form.querySelector(".fault");
  const drafts = boxes().filter((box) => box.checked).map((box) => JSON.parse(box.value));
  if (!drafts.length) return (fault.textContent = texts.drafts_tick);
  if (act === "drop" && !confirm(texts.drafts_sure.replace("{n}", drafts.length))) return;
  once(form, async () => {
    const response = await fetch(`/train/drafts/${act}`, {
      method: "POST",
      body: JSON.stringify({ drafts, below_statute: form.elements.below.checked }),
      headers: { "Accept-Language": document.documentElement.lang, "Content-Type": "application/json" },
    });
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return reload();
    document.getElementById("below-tick").hidden = !(answer.type ?? "").endsWith(":below-statute");
    fault.textContent = answer.detail ?? String(response.status);
    return false;
  });
});
