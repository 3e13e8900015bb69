// Starts the run over the base's own questions, and goes to where it is watched.

import { call } from "./calls.js";
import { leave, once } from "./once.js";

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-start]");
  if (!form) return;
  event.preventDefault();
  const body = { kind: "retrieval", suite: form.dataset.start };
  const failed = (error) => void (form.querySelector(".fault").textContent = error.message);
  once(form, () => call("POST", "/v1/evaluations", body).then(({ id }) => leave(`/qa/runs/${id}`), failed));
});
