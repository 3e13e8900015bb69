// Exams: drawn and assigned, links copied, a sheet handed in once every question has an answer.

import { call, copy } from "./calls.js";
import { leave, once, reload } from "./once.js";

const words = document.getElementById("texts");
const texts = words ? JSON.parse(words.textContent) : {};

function fault(form, text) {
  form.querySelector(".fault").textContent = text;
}

const draw = document.getElementById("draw");
draw?.addEventListener("submit", (event) => {
  event.preventDefault();
  const { kind, title, questions, people } = Object.fromEntries(new FormData(draw));
  const names = people.split("\n").map((name) => name.trim()).filter(Boolean);
  const body = { kind, title, questions: Number(questions), people: names, seed: Date.now() % 2 ** 31 };
  once(draw, () => call("POST", "/v1/exams", body).then((exam) => leave(`/qa/exams/${exam.id}`), (error) => fault(draw, error.message)));
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-copy]");
  if (link && (await copy(new URL(link.dataset.copy, location.href).href))) link.textContent = texts.copied;
});

const sheet = document.getElementById("sheet");
sheet?.addEventListener("submit", (event) => {
  event.preventDefault();
  const answers = Object.fromEntries(new FormData(sheet));
  const open = [...sheet.querySelectorAll("fieldset")].filter((one) => !one.querySelector(":checked"));
  if (open.length) {
    fault(sheet, texts.sheet_left.replace("{n}", open.length));
    open[0].querySelector("input").focus();
    return;
  }
  const marked = () => {
    scrollTo(0, 0);
    return reload();
  };
  once(sheet, () => call("POST", `/v1/sheets/${sheet.dataset.token}`, { answers }).then(marked, (error) => fault(sheet, error.message)));
});
