// Letting a conflict stand, with the reason, and opening it again, without leaving the page.

import { call } from "./calls.js";

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-dismiss]");
  if (!form) return;
  event.preventDefault();
  const because = form.elements.because.value.trim();
  const fault = form.querySelector(".fault");
  if (!because) {
    fault.textContent = form.dataset.needs;
    form.elements.because.focus();
    return;
  }
  try {
    await call("POST", `/v1/conflicts/${encodeURIComponent(form.dataset.dismiss)}/dismiss`, { because });
    location.reload();
  } catch (error) {
    fault.textContent = error.message;
  }
});
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-reopen]");
  if (!form) return;
  event.preventDefault();
  try {
    await call("DELETE", `/v1/conflicts/${encodeURIComponent(form.dataset.reopen)}/dismiss`);
    location.reload();
  } catch (error) {
    form.querySelector(".fault").textContent = error.message;
  }
});
document.addEventListener("toggle", (event) => {
  if (event.target.open) event.target.querySelector("input:not([type=hidden])")?.focus();
}, true);
