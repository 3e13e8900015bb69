// An entry as a form: what is filled in goes into the text, and what is written in the text comes back into the form.

import { later } from "./calls.js";
import { texts } from "./words.js";

const WRITE_MS = 300;
const OPS = { choice: ["is", "not"], boolean: ["is"], integer: ["<=", "<", ">=", ">", "..", "is", "not"] };

// `editor` has text(), setText(text), post(path, more): the text in it is the one truth
export function entryForm(root, editor) {
  let facts = {};
  let writing = null;
  let again = false;
  let isPending = false;
  const soon = later(WRITE_MS, write);

  function begin() {
    const told = root.querySelector("#facts");
    facts = told ? JSON.parse(told.textContent) : {};
    for (const list of root.querySelectorAll(".picks")) {
      for (const item of list.querySelectorAll("[data-row]")) fillRow(item, JSON.parse(item.dataset.row));
    }
    for (const box of root.querySelectorAll("[data-chips]")) showChips(box);
    if (!editor.readOnly) return;
    for (const one of root.querySelectorAll("input, select, textarea, button")) one.disabled = true;
  }

  async function render() {
    root.innerHTML = await editor.post("/train/form");
    begin();
  }

  // while the text is ahead of the form nothing is filled in: it would be lost, or put the text back
  function lag(isBehind) {
    root.inert = isBehind;
    root.setAttribute("aria-busy", String(isBehind));
  }

  function changed() {
    isPending = true;
    editor.touched();
    soon.soon();
  }

  // one writing at a time: what was filled in meanwhile goes out with the next
  async function write() {
    if (writing) {
      again = true;
      return writing;
    }
    writing = send();
    try {
      return await writing;
    } finally {
      writing = null;
      if (again) {
        again = false;
        soon.soon();
      }
    }
  }

  async function send() {
    isPending = false;
    let answer;
    try {
      answer = JSON.parse(await editor.post("/train/form/text", { values: collect() }));
    } catch (error) {
      isPending = true; // it stands in the form, and goes out with the next change or when it is saved
      editor.failed(error);
      return false;
    }
    tell(answer.faults);
    if (answer.faults.length) return false;
    if (answer.text !== editor.text()) editor.setText(answer.text);
    return true;
  }

  // what was filled in while another writing was on its way belongs to it too
  async function flush() {
    let isWritten = true;
    for (soon.drop(); writing; soon.drop()) isWritten = await writing;
    return isPending ? write() : isWritten;
  }

  function collect() {
    const fields = {};
    for (const one of root.querySelectorAll("[data-field]")) fields[one.dataset.field] = one.value;
    if (!root.querySelector("[data-group=all]")) return { fields };
    const any = [...root.querySelectorAll("[data-group=any]")].map(readRows).filter((rows) => rows.length);
    return { fields, when: { all: readRows(root.querySelector("[data-group=all]")), any } };
  }

  function readRows(list) {
    return [...list.children].map((item) => ({
      fact: item.querySelector(".fact").value,
      op: item.querySelector(".op").value,
      values: [...item.querySelectorAll("[data-value]")].map((one) => one.dataset.value || one.value),
    })).filter((row) => row.fact);
  }

  // faults stand at the field whose path begins theirs
  function tell(faults) {
    for (const one of root.querySelectorAll("[data-path]")) {
      one.classList.remove("is-wrong");
      one.querySelector(":scope > .fault").textContent = "";
    }
    for (const fault of faults) {
      const steps = fault.path.split(".");
      let place = null;
      while (steps.length && !place) {
        place = root.querySelector(`[data-path="${CSS.escape(steps.join("."))}"]`);
        steps.pop();
      }
      if (!place) continue;
      place.classList.add("is-wrong");
      place.closest("details")?.setAttribute("open", "");
      const said = place.querySelector(":scope > .fault");
      said.textContent = said.textContent ? `${said.textContent} ${fault.message}` : fault.message;
    }
  }

  // ---- conditions: a row is a fact, a comparison and values

  function fillRow(item, row) {
    item.replaceChildren();
    const fact = select("fact", Object.entries(facts).map(([id, one]) => [id, one.name]), row.fact, texts.form_fact);
    const kind = facts[row.fact]?.type;
    const ops = row.op === "yaml" || !kind ? ["yaml"] : OPS[kind];
    const op = select("op", ops.map((one) => [one, texts[`op_${one}`] ?? one]), row.op, texts.form_op);
    item.append(fact, op);
    if (kind === "choice" && row.op !== "yaml") item.append(...choices(row));
    else if (kind === "boolean" && row.op !== "yaml") item.append(valued(select("", facts[row.fact].values, row.values[0])));
    else item.append(...numbers(row, kind));
    const drop = button("✕", texts.form_drop);
    drop.onclick = () => (item.remove(), changed());
    item.append(drop);
    fact.onchange = () => fillRow(item, fresh(fact.value));
    op.onchange = () => fillRow(item, { ...current(item), op: op.value });
  }

  function current(item) {
    return readRows({ children: [item] })[0];
  }

  function fresh(fact) {
    const kind = facts[fact]?.type;
    return { fact, op: kind ? OPS[kind][0] : "yaml", values: kind === "boolean" ? [facts[fact].values[0][0]] : [""] };
  }

  function choices(row) {
    const names = new Map(facts[row.fact].values);
    const held = row.values.filter((one) => one);
    const chips = held.map((value) => {
      const chip = document.createElement("span");
      chip.className = "chip";
      chip.dataset.value = value;
      chip.textContent = names.get(value) ?? value;
      const drop = button("✕", `${texts.form_drop} ${chip.textContent}`);
      drop.onclick = () => (chip.remove(), changed());
      chip.append(drop);
      return chip;
    });
    const more = facts[row.fact].values.filter(([value]) => !held.includes(value));
    const add = select("", [["", texts.form_add], ...more], "", texts.form_value);
    add.onchange = (event) => {
      const item = add.closest("li");
      const now = current(item);
      event.stopPropagation();
      fillRow(item, { ...now, values: [...now.values, add.value] });
      item.querySelector("select:last-of-type")?.focus();
      changed();
    };
    return [...chips, add];
  }

  function numbers(row, kind) {
    const count = row.op === ".." ? 2 : 1;
    const given = row.op === "is" || row.op === "not" ? [row.values.join(" ")] : row.values;
    return Array.from({ length: count }, (_, place) => {
      const box = document.createElement("input");
      box.type = kind === "integer" && row.values.length <= count ? "number" : "text";
      if (kind === "integer") Object.assign(box, { min: facts[row.fact].min, max: facts[row.fact].max });
      box.value = (kind === "integer" && row.values.length > count ? row.values.join(" ") : given[place]) ?? "";
      box.setAttribute("aria-label", texts.form_value);
      return valued(box);
    });
  }

  function valued(one) {
    one.setAttribute("data-value", "");
    one.setAttribute("aria-label", texts.form_value);
    return one;
  }

  // ---- lists of names

  function showChips(box) {
    const held = box.querySelector("[data-field]");
    const add = box.querySelector("[data-add]");
    const names = new Map([...box.querySelectorAll("option")].map((one) => [one.value, one.textContent]));
    const values = held.value.split("\n").filter((one) => one);
    box.querySelector("ul").replaceChildren(...values.map((value) => {
      const item = document.createElement("li");
      item.className = "chip";
      item.textContent = names.get(value) || value;
      item.title = value;
      const drop = button("✕", `${texts.form_drop} ${item.textContent}`);
      drop.onclick = () => put(values.filter((one) => one !== value));
      item.append(drop);
      return item;
    }));
    add.onchange = (event) => {
      event.stopPropagation();
      const value = add.value.trim();
      add.value = "";
      if (value && !values.includes(value)) put([...values, value]);
    };
    function put(next) {
      held.value = next.join("\n");
      showChips(box);
      changed();
    }
  }

  root.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-pick]");
    if (pick) return addRow(pick.previousElementSibling);
    if (!event.target.closest("[data-way]")) return;
    const way = document.createElement("div");
    way.className = "way";
    way.dataset.or = texts.form_or;
    const list = document.createElement("ul");
    list.className = "picks";
    list.dataset.group = "any";
    const more = button(texts.form_condition, texts.form_condition);
    more.className = "link";
    more.dataset.pick = "any";
    way.append(list, more);
    root.querySelector("[data-ways]").append(way);
    addRow(list);
  });

  function addRow(list) {
    const taken = new Set(readRows(list).map((row) => row.fact));
    const item = document.createElement("li");
    list.append(item);
    fillRow(item, fresh(Object.keys(facts).find((fact) => !taken.has(fact)) ?? Object.keys(facts)[0]));
    item.querySelector(".fact").focus();
  }

  root.addEventListener("input", (event) => event.target.closest("[data-add]") || changed());
  root.addEventListener("change", (event) => event.target.closest("[data-add]") || changed());
  begin();
  return { render, lag, flush, tell, isPending: () => isPending || writing !== null };
}

function select(name, options, chosen, label) {
  const made = document.createElement("select");
  made.className = name;
  if (label) made.setAttribute("aria-label", label);
  for (const [value, text] of options) made.append(new Option(text, value, false, value === chosen));
  if (chosen && !options.some(([value]) => value === chosen)) made.append(new Option(chosen, chosen, true, true));
  return made;
}

function button(text, label) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "drop";
  made.textContent = text;
  made.setAttribute("aria-label", label);
  return made;
}
