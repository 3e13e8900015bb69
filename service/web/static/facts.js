// The facts of the case as chips: read, given or assumed; each is corrected with a click, or made unknown.

import { within } from "./spans.js";
import { factName, factValue, fill, texts, unitOf } from "./words.js";

const ORIGIN = { given: "given", text: "text", conversation: "from_conversation", assumed: "assumed", unknown: "marked_unknown" };

export const facts = {
  editing: "", // the fact whose editor is open
  isChoosingFact: false,
  isCaseOpen: false, // where it is narrow, facts and questions fold
  number: "",
  numberFault: "",

  get known() {
    const read = this.answer?.facts ?? {};
    const given = Object.entries(this.given)
      .filter(([id, value]) => value !== null || read[id]?.from !== "assumed") // what is unknown may be assumed
      .map(([id, value]) => [id, { value, from: value === null ? "unknown" : "given" }]);
    return { ...read, ...Object.fromEntries(given) };
  },
  get chips() {
    const order = Object.keys(this.vocabulary?.facts ?? {});
    const decides = (this.answer?.suggestions ?? []).some((one) => Object.keys(one.decision ?? {}).length || one.open?.length);
    return Object.entries(this.known)
      .filter(([, fact]) => decides || fact.from !== "assumed") // what is assumed matters where something is decided
      .sort(([left], [right]) => order.indexOf(left) - order.indexOf(right))
      .map(([id, fact]) => this.chip(id, fact));
  },
  get otherFacts() {
    return Object.entries(this.vocabulary?.facts ?? {})
      .filter(([id]) => !(id in this.known))
      .map(([id, fact]) => ({ id, name: fact.name }));
  },
  get editingName() {
    return this.editing ? factName(this.vocabulary, this.editing) : "";
  },
  get editingType() {
    return this.vocabulary?.facts[this.editing]?.type ?? "";
  },
  get editingUnit() {
    return unitOf(this.vocabulary?.facts[this.editing]).trim();
  },
  get isEditingGiven() {
    return this.editing in this.given;
  },
  get canBeUnknown() {
    return ["given", "text", "conversation"].includes(this.known[this.editing]?.from);
  },
  get editingChoices() {
    return (this.vocabulary?.facts[this.editing]?.values ?? []).map(({ id, name }) => ({
      id,
      name,
      isChosen: this.isChosen(id),
      mark: this.choiceMark(id),
    }));
  },

  chip(id, fact) {
    const quote = fact.from === "text" && this.answered === this.message ? within(this.message, fact.span) : "";
    const hint = texts[ORIGIN[fact.from]] ?? fact.from;
    return {
      id,
      from: fact.from,
      name: factName(this.vocabulary, id) + texts.colon,
      value: fact.value === null ? texts.unknown : factValue(this.vocabulary, id, fact.value),
      isRead: fact.from === "text" || fact.from === "conversation",
      misread: fill(texts.misread, { name: factName(this.vocabulary, id) }),
      hint: quote ? `${hint}「${quote}」` : hint,
      isOpen: this.editing === id,
    };
  },
  isChosen(value) {
    return this.known[this.editing]?.value === value;
  },
  choiceMark(value) {
    return this.isChosen(value) ? "chosen" : "";
  },
  get caseMark() {
    return this.isCaseOpen ? "open" : "";
  },
  get caseLabel() {
    const stated = this.chips.filter((chip) => chip.from !== "assumed");
    const told = (chip) => (this.vocabulary?.facts[chip.id]?.type === "choice" ? chip.value : `${chip.name}${chip.value}`);
    return stated.length ? stated.map(told).join(" · ") : texts.facts;
  },
  openFact(id) {
    if (this.editing === id) return this.closeEditor();
    this.isCaseOpen = true;
    const now = this.known[id]?.value ?? "";
    Object.assign(this, { editing: id, isChoosingFact: false, number: String(now), numberFault: "" });
    this.$nextTick(() => {
      const first = document.querySelector("#editor .choice[aria-pressed=true]:not([hidden])") ?? document.querySelector("#editor .choice");
      if (this.editingType === "integer") this.$refs.number.select();
      else first?.focus();
    });
  },
  openMore() {
    this.isChoosingFact = !this.isChoosingFact;
    this.editing = "";
    if (this.isChoosingFact) this.$nextTick(() => document.querySelector("#more .choice")?.focus());
  },
  closeEditor() {
    Object.assign(this, { editing: "", isChoosingFact: false });
    this.messageBox.focus();
  },
  give(value) {
    this.set(this.editing, value);
  },
  makeUnknown(id) {
    this.set(id, null);
  },
  set(id, value) {
    const read = this.answer?.contradicted[id]?.said ?? this.answer?.facts[id]?.value;
    this.outruled = { ...this.outruled, [id]: read }; // this message was read so, and the agent knows better
    this.given = { ...this.given, [id]: value };
    this.closeEditor();
    this.askNow();
    this.checkNow();
  },
  giveNumber() {
    const { min, max } = this.vocabulary.facts[this.editing];
    const value = Number(this.number.trim());
    if (!/^-?\d+$/.test(this.number.trim()) || value < min || value > max) {
      this.numberFault = fill(texts.out_of_range, { min, max });
      this.$refs.number.select();
      return;
    }
    this.give(value);
  },
  takeBack() {
    const { [this.editing]: _, ...rest } = this.given;
    this.given = rest;
    this.closeEditor();
    this.askNow();
    this.checkNow();
  },
};

