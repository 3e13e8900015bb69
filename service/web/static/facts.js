// The facts of the case as chips: read, given or assumed, and each corrected with a click.

import { within } from "./spans.js";
import { factName, factValue, fill, texts, unitOf } from "./words.js";

const ORIGIN = { given: "given", text: "text", conversation: "from_conversation", assumed: "assumed" };

export const facts = {
  editing: "", // the fact whose editor is open
  isChoosingFact: false,
  number: "",
  numberFault: "",

  get known() {
    const read = this.answer?.facts ?? {};
    const given = Object.fromEntries(Object.entries(this.given).map(([id, value]) => [id, { value, from: "given" }]));
    return { ...read, ...given };
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
      value: factValue(this.vocabulary, id, fact.value),
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
  openFact(id) {
    if (this.editing === id) return this.closeEditor();
    const now = this.known[id]?.value;
    Object.assign(this, { editing: id, isChoosingFact: false, number: now === undefined ? "" : String(now), numberFault: "" });
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
    this.$refs.message.focus();
  },
  give(value) {
    this.given = { ...this.given, [this.editing]: value };
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

