// The shell: the palette under Ctrl+K, moved through with the arrow keys, and what every page may say.

const palette = document.getElementById("palette");
const input = document.getElementById("palette-q");
const list = document.getElementById("palette-list");
const TOAST_MS = 6000;
let saying = 0;
let asked = null; // the words that the palette's list was asked for last
let shown = null; // the words that it is of
let isAwaited = false; // Enter was pressed before their list came

export function say(text) {
  const toast = document.getElementById("toast");
  clearTimeout(saying);
  toast.textContent = text;
  toast.hidden = false;
  saying = setTimeout(() => (toast.hidden = true), TOAST_MS);
}

// a part that comes by itself is busy until it is there; what could not be read is told, there and to whoever waits
function arrived({ detail: { elt } }) {
  if (elt.hasAttribute("aria-busy")) elt.setAttribute("aria-busy", "false");
}

function reasonOf(xhr) {
  try {
    return JSON.parse(xhr.responseText).detail || xhr.status;
  } catch {
    return xhr.status;
  }
}

function missed({ detail: { elt, xhr } }) {
  const { failed, unreachable } = document.getElementById("toast").dataset;
  const told = failed.replace("{reason}", () => (xhr.status ? reasonOf(xhr) : unreachable));
  say(told);
  if (elt.hasAttribute("aria-busy")) elt.replaceChildren(Object.assign(document.createElement("p"), { className: "fault", textContent: told }));
}

document.addEventListener("htmx:responseError", missed);
document.addEventListener("htmx:sendError", missed);
document.addEventListener("htmx:afterRequest", arrived);

function open() {
  if (palette.open) return;
  input.value = "";
  palette.showModal();
  input.dispatchEvent(new Event("opened"));
}

function options() {
  return [...list.querySelectorAll("[role=option]")];
}

function select(at) {
  const all = options();
  all.forEach((one, place) => {
    one.id = `option-${place}`;
    one.setAttribute("aria-selected", String(place === at));
  });
  if (!all[at]) return input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-activedescendant", all[at].id);
  all[at].scrollIntoView({ block: "nearest" });
}

function selected() {
  return options().findIndex((one) => one.getAttribute("aria-selected") === "true");
}

document.getElementById("find").addEventListener("click", open);
input.addEventListener("htmx:beforeRequest", () => (asked = input.value));
input.addEventListener("input", () => (isAwaited = false));
list.addEventListener("htmx:afterSwap", () => {
  shown = asked;
  select(0);
  if (isAwaited && shown === input.value) options()[0]?.click();
});
palette.addEventListener("click", (event) => event.target === palette && palette.close());
document.addEventListener("keydown", (event) => {
  if (event.isComposing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
  event.preventDefault();
  open();
});
input.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const count = options().length;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps && count) select((selected() + steps[event.key] + count) % count);
  else if (event.key === "Enter" && shown !== input.value) isAwaited = true; // what is typed is meant, not what was found before it
  else if (event.key === "Enter") options()[selected()]?.click();
  else return;
  event.preventDefault();
});
// a link that switches the language keeps what the page was asked for
const language = document.querySelector("a.language");
const query = new URLSearchParams(location.search);
query.set("lang", new URLSearchParams(language.search).get("lang"));
language.search = `?${query}`;

document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }); // the row of tabs scrolls where it is narrow
