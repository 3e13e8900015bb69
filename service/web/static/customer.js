// One customer at a time: what was said and what is known belongs to one, and goes when the next one comes.

import { within } from "./spans.js";
import { factName, factValue, fill, texts } from "./words.js";

const KEPT = "yizhi.customer";
const OTHERS = "yizhi.customers";
const MOST = 30; // other customers whose state is kept while an agent goes between them
const PARTS = ["customer", "message", "conversation", "given", "outruled", "sent", "draft", "picked", "blanks", "reference", "named"];

function stored(key, none) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? none;
  } catch {
    return none;
  }
}

function store(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // a browser that keeps nothing works all the same
  }
}

function nobody(customer = "") {
  return { customer, message: "", conversation: [], given: {}, outruled: {}, sent: [], draft: "", picked: null, blanks: {}, reference: "", named: {} };
}

export const customer = {
  customer: "", // the conversation's id in the helpdesk; empty where none told one

  get conversationLabel() {
    return `${texts.conversation} ${this.conversation.length}`;
  },
  get hasAnything() {
    return Boolean(this.message || this.conversation.length || Object.keys(this.given).length || this.draft || this.reference);
  },
  // given facts that the message states otherwise, until the agent says which holds
  get clashes() {
    if (this.isStale) return [];
    return Object.entries(this.answer?.contradicted ?? {})
      .filter(([id, one]) => this.outruled[id] !== one.said)
      .map(([id, { given, said, span }]) => {
        const named = { name: factName(this.vocabulary, id), said: factValue(this.vocabulary, id, said), given: factValue(this.vocabulary, id, given) };
        return { id, text: fill(texts.clash, { ...named, quote: within(this.message, span) }), said: fill(texts.clash_said, named), given: fill(texts.clash_given, named) };
      });
  },
  get hasClash() {
    return this.clashes.length > 0;
  },

  state() {
    return JSON.parse(JSON.stringify(Object.fromEntries(PARTS.map((part) => [part, this[part]]))));
  },
  save() {
    store(KEPT, this.state());
  },
  bring(state) {
    Object.assign(this, nobody(), state, { record: null, editing: "", isChoosingFact: false, rejecting: "" });
    this.askNow();
    this.checkNow();
    this.focusMessage();
  },
  wake() {
    const kept = stored(KEPT, null);
    if (kept) this.bring(kept);
    else this.focusMessage();
    addEventListener("pagehide", () => this.save());
  },
  // the message and what was copied for it go into the conversation
  takeUp(text) {
    const said = [{ role: "customer", text: text.trim() }, ...this.sent.map((one) => ({ role: "agent", text: one }))];
    this.conversation = [...this.conversation, ...said].map((turn, key) => ({ ...turn, key, who: texts[turn.role] }));
    Object.assign(this, { message: "", answer: null, answered: "", asked: "", record: null, sent: [], outruled: {}, rejections: [], gone: {}, picked: null, selected: 0 });
  },
  nextMessage() {
    if (!this.message.trim()) return this.newCustomer();
    this.takeUp(this.message);
    this.draft = "";
    this.askNow();
    this.checkNow();
    this.focusMessage();
    this.say(texts.taken_up);
  },
  newCustomer() {
    if (!this.hasAnything) return this.focusMessage();
    const before = this.state();
    this.bring(nobody());
    this.say(texts.new_customer_begun, () => this.bring(before));
  },
  // a helpdesk went to another conversation: this one is put aside as it is
  meet(id) {
    if (!id || id === this.customer) return;
    const others = stored(OTHERS, {});
    if (this.customer) others[this.customer] = this.state();
    const begun = !this.customer && this.hasAnything ? this.state() : null;
    store(OTHERS, Object.fromEntries(Object.entries(others).slice(-MOST)));
    this.bring({ ...nobody(), ...others[id], customer: id });
    if (begun) this.say(texts.new_customer_begun, () => this.bring(begun));
  },
  forgetConversation() {
    const before = this.state();
    this.conversation = [];
    this.askNow();
    this.focusMessage();
    this.say(texts.forgotten, () => this.bring(before));
  },
  clearField(name) {
    const before = this.state();
    this[name] = "";
    if (name === "message") this.askNow();
    else this.checkNow();
    this.$nextTick(() => this.fit("draft"));
    this.say(texts.cleared, () => this.bring(before));
  },
  // the customer's word holds: what was given goes
  takeWord(id) {
    const { [id]: _, ...rest } = this.given;
    this.given = rest;
    this.afterClash();
  },
  keepGiven(id) {
    this.outruled = { ...this.outruled, [id]: this.answer.contradicted[id].said };
    this.afterClash();
  },
  afterClash() {
    this.askNow();
    this.checkNow();
    this.$nextTick(() => (this.hasClash ? this.focusGate() : this.messageBox.focus()));
  },
  focusGate() {
    document.querySelector(".gate button")?.focus();
  },
};
