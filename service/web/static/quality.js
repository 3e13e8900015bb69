// Starting, watching and stopping evaluations; a log whose columns are shown and put right; a gate that is saved.

import { call } from "./calls.js";
import { leave, once, reload } from "./once.js";
import { say } from "./shell.js";
import { fill, texts } from "./words.js";

function fault(within, text = "") {
  within.querySelector(".fault").textContent = text;
}

async function attempt(within, act) {
  try {
    const found = await act();
    fault(within);
    return found;
  } catch (error) {
    fault(within, error.message);
    return null;
  }
}

const go = (found) => found && leave(`/qa/runs/${found.id}`);

const start = document.getElementById("start");
start?.addEventListener("submit", (event) => {
  event.preventDefault();
  const { kind, suite, split } = Object.fromEntries(new FormData(start));
  const body = { kind, suite, ...(split && { split }) };
  once(start, async () => go(await attempt(start, () => call("POST", "/v1/evaluations", body))));
});

const log = document.getElementById("log");
const columns = document.getElementById("columns");
let received = null;

function selected(field, column) {
  const label = document.createElement("label");
  label.textContent = texts[`field_${field}`] ?? field;
  const select = document.createElement("select");
  select.name = field;
  select.append(new Option(texts.log_unused, ""), ...received.columns.map((name) => new Option(name, name, name === column, name === column)));
  label.append(select);
  return label;
}

// a reply a row, or a message a row with who wrote it
function isReadable(fields) {
  return Boolean(fields.reply || (fields.content && (fields.role || fields.sender)));
}

function show() {
  document.getElementById("log-told").textContent = fill(texts.log_rows, { name: received.name, n: received.rows });
  document.getElementById("fields").replaceChildren(...received.known.map((field) => selected(field, received.fields[field])));
  const facts = Object.entries(received.facts).map(([column, fact]) => (column === fact ? fact : `${column} → ${fact}`));
  document.getElementById("log-facts").textContent = facts.length ? `${texts.log_facts}${texts.colon}${facts.join(texts.comma)}` : "";
  const rows = [received.columns, ...received.sample.map((row) => received.columns.map((name) => row[name]))];
  document.getElementById("sample").replaceChildren(
    ...rows.map((cells, place) => {
      const row = document.createElement("tr");
      row.append(...cells.map((text) => Object.assign(document.createElement(place ? "td" : "th"), { textContent: text })));
      return row;
    }),
  );
  columns.hidden = false;
  if (!isReadable(received.fields)) fault(log, texts.log_needs_reply);
}

async function upload(file) {
  const response = await fetch(`/v1/evaluations/logs?name=${encodeURIComponent(file.name)}`, { method: "PUT", body: file, headers: { "Accept-Language": document.documentElement.lang } });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer;
}

document.getElementById("log-file")?.addEventListener("change", async (event) => {
  const [file] = event.target.files;
  columns.hidden = true;
  if (!file) return;
  fault(log, texts.log_reading);
  const isNewest = () => event.target.files[0] === file; // what comes of an earlier file is not shown over a later one
  try {
    const answer = await upload(file);
    if (!isNewest()) return;
    received = answer;
    fault(log);
    show();
  } catch (error) {
    if (isNewest()) fault(log, error.message);
  }
});
columns?.addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = Object.fromEntries([...new FormData(columns)].filter(([, column]) => column));
  if (!isReadable(fields)) return fault(log, texts.log_needs_reply);
  once(columns, async () => go(await attempt(log, () => call("POST", `/v1/evaluations/logs/${received.log}`, { fields }))));
});

document.addEventListener("click", async (event) => {
  const stop = event.target.closest("[data-stop]");
  const reset = event.target.closest("[data-reset]");
  if (stop) {
    stop.disabled = true;
    await call("POST", `/v1/evaluations/${stop.dataset.stop}/stop`).catch((error) => say(error.message));
  }
  if (reset && (await attempt(gate, () => call("PUT", `/v1/gates/${reset.dataset.reset}`, { text: "" })))) location.reload();
});

const gate = document.getElementById("gate");
gate?.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = gate.elements.text.value;
  once(gate, async () => {
    if (!(await attempt(gate, () => call("PUT", `/v1/gates/${gate.dataset.kind}`, { text })))) return false;
    say(texts.gate_saved);
    setTimeout(reload, 600);
    return true;
  });
});
gate?.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
  event.preventDefault();
  gate.requestSubmit();
});
