// The editor of one entry: checked while it is written, saved under its ETag, and nothing lost where another was quicker.

import { call, later } from "./calls.js";
import { entryForm } from "./form.js";
import { askMerge } from "./merging.js";
import { say } from "./shell.js";
import { fill, texts } from "./words.js";

const CHECK_MS = 350;
const VIEW = "yizhi-entry-view";
const entry = JSON.parse(document.getElementById("entry").textContent);
const at = (id) => document.getElementById(id);
const editor = window.CodeMirror.fromTextArea(at("text"), {
  mode: "yaml",
  lineNumbers: true,
  lineWrapping: true,
  indentUnit: 2,
  readOnly: entry.readOnly ? true : false,
  gutters: ["CodeMirror-linenumbers", "faults"],
  extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-S": () => save(), "Cmd-S": () => save(), "Ctrl-Space": complete },
});
editor.getInputField().setAttribute("aria-label", texts.editor);
editor.getWrapperElement().id = "yaml";
let saved = entry.before;
let running = null;
let checkedText = null; // the text that the shown effects are of
let checked = null;
let isSaving = false;
const checking = later(CHECK_MS, check);
const following = later(CHECK_MS, follow);

const form = entryForm(at("form"), {
  text: () => editor.getValue(),
  setText: (text) => write(text),
  post: (path, more) => post(path, undefined, more),
  touched: () => tell(),
  failed: (error) => (at("fault").textContent = fill(texts.check_failed, { reason: error.message })),
  readOnly: entry.readOnly,
});
let isForm = true; // which of the two is shown; the other follows
let isFromForm = false; // while the form writes the text

async function post(path, signal, more) {
  const body = JSON.stringify({ kind: entry.kind, id: entry.id, text: editor.getValue(), ...more });
  const response = await fetch(path, { method: "POST", body, signal, headers: { "Accept-Language": document.documentElement.lang, "Content-Type": "application/json" } });
  const text = await response.text();
  if (response.ok) return text;
  throw new Error(reason(text) || String(response.status));
}

function reason(text) {
  try {
    return JSON.parse(text).detail;
  } catch {
    return "";
  }
}

async function check() {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const text = editor.getValue();
  at("effects").setAttribute("aria-busy", "true");
  try {
    const html = await post("/train/check", mine.signal);
    if (running !== mine) return false;
    at("effects").innerHTML = html;
    checked = JSON.parse(at("checked").textContent);
    checkedText = text;
    mark();
    if (isForm) form.tell(checked.faults);
    at("fault").textContent = "";
  } catch (error) {
    if (error.name === "AbortError") return false;
    at("fault").textContent = fill(texts.check_failed, { reason: error.message });
    checkedText = null;
  }
  at("effects").setAttribute("aria-busy", "false");
  tell();
  return checkedText === text;
}

function mark() {
  editor.clearGutter("faults");
  for (let line = 0; line < editor.lineCount(); line++) editor.removeLineClass(line, "background");
  const marks = [...checked.warnings.map((one) => [one, "doubtful"]), ...checked.faults.map((one) => [one, "wrong"])];
  for (const [one, kind] of marks) {
    const line = Math.min(one.line, editor.lineCount()) - 1;
    const sign = document.createElement("span");
    sign.className = `sign ${kind}`;
    sign.title = one.message;
    sign.textContent = "!";
    editor.setGutterMarker(line, "faults", sign);
    editor.addLineClass(line, "background", `line-${kind}`);
  }
}

function isDirty() {
  return form.isPending() || editor.getValue() !== saved;
}

function tell() {
  at("dirty").textContent = isSaving ? texts.saving : isDirty() && !entry.readOnly ? texts.unsaved : "";
  const isStale = form.isPending() || checkedText !== editor.getValue();
  at("save").disabled = entry.readOnly || isSaving || !isDirty() || (!isStale && !checked.isSound);
}

function write(text) {
  isFromForm = true;
  editor.setValue(text);
  isFromForm = false;
}

// the text was changed beside the form: the form shows it once it is checked
async function follow() {
  following.drop();
  form.lag(true);
  const text = editor.getValue();
  await check();
  try {
    if (isForm) await form.render();
  } catch (error) {
    at("fault").textContent = fill(texts.check_failed, { reason: error.message });
    return; // what it shows is of another text
  }
  if (!isForm) return; // once it is shown again it follows anew
  if (text !== editor.getValue()) return follow();
  if (checked) form.tell(checked.faults);
  form.lag(false);
}

async function show(view) {
  if (isForm && view !== "form" && !(await form.flush())) return;
  isForm = view === "form";
  at("form").hidden = !isForm;
  at("yaml-sheet").hidden = isForm;
  for (const one of document.querySelectorAll("[data-view]")) {
    one.setAttribute("aria-pressed", String((one.dataset.view === "form") === isForm));
  }
  localStorage.setItem(VIEW, view);
  if (isForm) await follow();
  else editor.refresh();
}

async function save() {
  if (entry.readOnly || isSaving || !isDirty() || !(await form.flush()) || !isDirty()) return;
  if (checkedText !== editor.getValue()) {
    checking.drop();
    if (!(await check())) return;
  }
  if (!checked.isSound) return go(checked.faults[0]?.line ?? 1, 1);
  isSaving = true;
  tell();
  try {
    await put(editor.getValue());
  } catch (error) {
    at("fault").textContent = error.message;
  }
  isSaving = false;
  tell();
}

async function put(text) {
  const diff = at("diff")?.querySelector(".diff")?.cloneNode(true);
  if (entry.isReviewed) return propose(text);
  const meant = at("below-meant").checked ? "?below_statute=true" : "";
  const response = await fetch(`/v1/entries/${entry.kind}/${entry.id}${meant}`, {
    method: "PUT",
    body: JSON.stringify(checked.entry),
    headers: { "Accept-Language": document.documentElement.lang, "Content-Type": "application/json", ...(entry.etag ? { "If-Match": `"${entry.etag}"` } : { "If-None-Match": "*" }) },
  });
  const answer = await response.json();
  if (response.status === 412) return merge();
  if (response.status === 409 && answer.type.endsWith(":below-statute")) return tellBelow(answer.detail);
  if (!response.ok) throw new Error(answer.detail);
  entry.etag = answer.etag;
  saved = text;
  if (entry.draft) await dropDraft();
  at("stands").hidden = true;
  at("fault").textContent = "";
  forgetBelow();
  say(answer.changed ? fill(texts.saved, { served: answer.served ? texts.saved_serves : texts.saved_waits }) : texts.saved_same);
  if (answer.commit_fault) at("fault").textContent = fill(texts.commit_failed, { reason: answer.commit_fault });
  at("written").hidden = !diff || !answer.changed;
  at("written-title").textContent = fill(texts.diff_saved, { file: answer.source.file });
  at("written-diff").replaceChildren(...(diff ? [diff] : []));
  checking.now();
}

// where changes are looked at by a second person, nothing is written until somebody else has accepted it
async function propose(text) {
  const body = { kind: entry.kind, id: entry.id, etag: entry.etag || null, entry: checked.entry, note: at("note").value };
  const response = await fetch("/v1/proposals", {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Accept-Language": document.documentElement.lang, "Content-Type": "application/json" },
  });
  if (response.status === 412) return merge();
  if (!response.ok) throw new Error((await response.json()).detail);
  saved = text;
  at("note").value = "";
  if (entry.draft) await dropDraft();
  say(texts.proposed);
}

function merge() {
  const ask = (path, more) => post(path, undefined, more);
  return askMerge({ post: ask, base: saved, mine: editor.getValue(), resume, say });
}

// a draft that was saved stands in the base, and no longer among the drafts
async function dropDraft() {
  const draft = { file: entry.draft, kind: entry.kind, id: entry.id };
  await call("POST", "/train/drafts/drop", { drafts: [draft] });
  entry.draft = "";
  at("keep-draft").remove();
}

at("keep-draft")?.addEventListener("click", async () => {
  if (!(await form.flush())) return;
  try {
    await post("/train/drafts/save", undefined, { file: entry.draft });
    say(texts.drafts_saved);
  } catch (error) {
    at("fault").textContent = error.message;
  }
});

// saved below a statute only where it is ticked that this is meant, and only for the text it was ticked for
function tellBelow(detail) {
  at("below").hidden = false;
  at("below-why").textContent = detail.split(/ Nothing was written; |没有写入；|请改决定；/)[0];
  at("below-meant").focus();
}

function forgetBelow() {
  at("below").hidden = true;
  at("below-meant").checked = false;
}

function resume(now, text) {
  entry.etag = now.etag;
  saved = now.text;
  at("stands").hidden = true;
  if (text !== editor.getValue()) editor.setValue(text);
  editor.focus();
  checking.now();
}

async function go(line, column) {
  await show("yaml");
  editor.focus();
  editor.setCursor({ line: line - 1, ch: column - 1 });
}

function complete() {
  editor.showHint({ hint: hints, completeSingle: false });
}

function hints() {
  const cursor = editor.getCursor();
  const begun = /[\w-]*$/.exec(editor.getLine(cursor.line).slice(0, cursor.ch))[0];
  const list = entry.completions.filter((word) => word.startsWith(begun));
  return { list, from: { line: cursor.line, ch: cursor.ch - begun.length }, to: cursor };
}

editor.on("change", () => {
  forgetBelow();
  tell();
  if (isFromForm || !isForm) return checking.soon();
  form.lag(true);
  following.soon();
});
for (const one of document.querySelectorAll("[data-view]")) one.addEventListener("click", () => show(one.dataset.view));
at("save").addEventListener("click", save);
at("effects").addEventListener("click", async (event) => {
  const place = event.target.closest("[data-line]");
  if (place) return go(Number(place.dataset.line), Number(place.dataset.column));
  const asked = event.target.closest("[data-moved]");
  if (asked) tryQuestions(asked);
});

// questions are tried a slice at a time, until all are, the text is another, or a person stops it
async function tryQuestions(button) {
  const name = button.textContent;
  const isStopped = () => !button.isConnected || !button.hasAttribute("data-running");
  if (button.hasAttribute("data-running")) return button.removeAttribute("data-running");
  button.setAttribute("data-running", "");
  button.textContent = texts.moved_stop;
  at("moved-found").replaceChildren();
  try {
    for (let start = 0, total = 1, changed = 0; start < total && !isStopped(); ) {
      const html = await post("/train/moved", undefined, { source: button.dataset.moved, start });
      if (isStopped()) break;
      const part = document.createElement("div");
      part.innerHTML = html;
      const told = part.firstElementChild.dataset;
      at("moved-found").append(...part.childNodes);
      [start, total, changed] = [Number(told.tried), Number(told.total), changed + Number(told.changed ?? 0)];
      at("moved-far").textContent = total ? fill(texts.moved_far, { n: start, total, m: changed }) : "";
    }
  } catch (error) {
    say(error.message);
  }
  button.removeAttribute("data-running");
  button.textContent = name;
}
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s" || event.isComposing) return;
  event.preventDefault();
  save();
});
window.addEventListener("beforeunload", (event) => {
  if (isDirty() && !entry.readOnly) event.preventDefault();
});
if (localStorage.getItem(VIEW) === "yaml") show("yaml");
if (new URLSearchParams(location.search).get("focus") === "say") at("f-say.default")?.focus();
tell();
check();
