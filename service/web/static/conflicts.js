// Letting a conflict stand, with the reason, and opening it again, without leaving the page.

import { call } from "./calls.js";
import { once, reload } from "./once.js";

document.addEventListener("submit", (event) => {
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
  const failed = (error) => void (fault.textContent = error.message);
  once(form, () => call("POST", `/v1/conflicts/${encodeURIComponent(form.dataset.dismiss)}/dismiss`, { because }).then(reload, failed));
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-reopen]");
  if (!form) return;
  event.preventDefault();
  const failed = (error) => void (form.querySelector(".fault").textContent = error.message);
  once(form, () => call("DELETE", `/v1/conflicts/${encodeURIComponent(form.dataset.reopen)}/dismiss`).then(reload, failed));
});
document.addEventListener("toggle", (event) => {
  if (event.target.open) event.target.querySelector("input:not([type=hidden])")?.focus();
}, true);
