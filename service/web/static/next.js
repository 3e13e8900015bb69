// Starts the run over the base's own questions, and goes to where it is watched.

import { call } from "./calls.js";

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-start]");
  if (!form) return;
  event.preventDefault();
  try {
    const { id } = await call("POST", "/v1/evaluations", { kind: "retrieval", suite: form.dataset.start });
    location.assign(`/qa/runs/${id}`);
  } catch (error) {
    form.querySelector(".fault").textContent = error.message;
  }
});
