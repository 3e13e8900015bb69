// A group of questions goes into an entry: dragged onto it, or picked with a key and put down with another.

import { later, newest } from "./calls.js";
import { fill, texts } from "./words.js";

const MOST = 20;
const seeking = newest();
const box = document.getElementById("entry-q");
const list = document.getElementById("entry-list");
const told = document.getElementById("picked");
const near = list.innerHTML; // the entries that come nearest, until something is sought
let picked = null;
let shown = ""; // the words that the list is of
const seeker = later(150, seek);

const gaps = () => [...document.querySelectorAll("[data-asks]")];
const options = () => [...list.querySelectorAll("a")];

function pick(gap) {
  picked = gap;
  for (const one of gaps()) one.classList.toggle("picked", one === gap);
  for (const one of gaps()) one.querySelector("[data-pick]").setAttribute("aria-pressed", String(one === gap));
  told.textContent = gap ? fill(texts.gap_picked, { question: gap.dataset.question }) : texts.gap_targets_hint;
}

function put(entry) {
  if (!picked) return;
  const asks = JSON.parse(picked.dataset.asks).map((text) => ["ask", text]);
  location.assign(`${entry.getAttribute("href")}?${new URLSearchParams(asks)}`);
}

async function seek() {
  const words = box.value.trim();
  if (!words) {
    seeking.drop();
    shown = "";
    return (list.innerHTML = near);
  }
  try {
    const found = await seeking.call("GET", `/v1/entries?${new URLSearchParams({ q: words, limit: MOST })}`);
    if (!found) return;
    shown = words;
    list.replaceChildren(...found.entries.map(row));
    if (!found.entries.length) told.textContent = texts.entries_none;
  } catch (error) {
    told.textContent = error.message;
  }
}

function row({ kind, id, title }) {
  const [line, link, kindName] = ["li", "a", "span"].map((name) => document.createElement(name));
  Object.assign(link, { href: `/train/entries/${kind}/${id}`, textContent: title, draggable: false });
  Object.assign(kindName, { className: "tag", textContent: texts[kind] ?? kind });
  line.append(link, " ", kindName);
  return line;
}

// what is typed is meant, not what was found before it
async function putFirst() {
  if (box.value.trim() !== shown) await seeker.now();
  if (box.value.trim() === shown && options()[0]) put(options()[0]);
}

function step(by) {
  const all = [box, ...options()];
  const next = all[Math.max(0, Math.min(all.length - 1, all.indexOf(document.activeElement) + by))];
  next.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pick]");
  if (button) {
    const gap = button.closest("[data-asks]");
    pick(picked === gap ? null : gap);
    return picked && box.focus();
  }
  const entry = event.target.closest("#entry-list a");
  if (!entry || !picked || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  put(entry);
});
document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const isHere = event.target === box || event.target.closest?.("#entry-list");
  if (event.key === "Escape" && picked) {
    const back = picked.querySelector("[data-pick]");
    pick(null);
    return back.focus();
  }
  if (!isHere || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
  if (event.key === "Enter" && event.target !== box) return; // a link's own key
  event.preventDefault();
  if (event.key === "Enter") return putFirst();
  step(event.key === "ArrowDown" ? 1 : -1);
});
box.addEventListener("input", () => seeker.soon());

document.addEventListener("dragstart", (event) => {
  const gap = event.target.closest?.("[data-asks]");
  if (!gap) return;
  event.dataTransfer.setData("text/plain", gap.dataset.question);
  event.dataTransfer.effectAllowed = "copy";
  pick(gap);
});
list.addEventListener("dragover", (event) => {
  const entry = picked && event.target.closest("li");
  for (const one of list.querySelectorAll(".over")) one.classList.toggle("over", one === entry);
  if (!entry) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
  entry.classList.add("over");
});
list.addEventListener("dragleave", (event) => {
  if (!list.contains(event.relatedTarget)) for (const one of list.querySelectorAll(".over")) one.classList.remove("over");
});
list.addEventListener("drop", (event) => {
  const entry = event.target.closest("li")?.querySelector("a");
  event.preventDefault();
  if (entry) put(entry);
});
