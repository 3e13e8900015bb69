// The customer's message, and asking the service about it: what is shown is for what stands in the box, or marked.

import { Hung, later, newest, SignedOut, Unreachable } from "./calls.js";
import { cut } from "./spans.js";
import { fill, texts } from "./words.js";

const MAX = Number(document.body.dataset.maxText);
const TURNS = 20;
const GROUP = new URLSearchParams(location.search).get("group")?.slice(0, 120); // of the agent, as the link to the page names it
const asking = newest();
let newestAsk = null; // a promise that ends with the newest question

export const message = {
  message: "",
  channel: "",
  answer: null,
  answered: "", // the message that `answer` is for
  asked: "", // the whole question that `answer` is for
  isBusy: false,
  isHung: false,
  failure: "",
  composing: false,
  record: null, // of this message while it is typed

  get messageParts() {
    if (this.answered !== this.message) return cut(this.message, []);
    const facts = Object.entries(this.answer?.facts ?? {});
    const read = facts.filter(([id, fact]) => fact.from === "text" && fact.span && !(id in this.given)); // what was corrected is marked no longer
    return cut(this.message, read.map(([, fact]) => ({ span: fact.span, mark: "read" })));
  },
  get counter() {
    const length = Array.from(this.message).length;
    return length > MAX * 0.8 ? `${length} / ${MAX}` : "";
  },
  get asks() {
    return JSON.stringify([this.message, this.channel, this.given, this.conversation, this.caseKeys]);
  },
  get isStale() {
    return this.isAsking && this.asked !== this.asks;
  },
  get isAsking() {
    return Boolean(this.message.trim() || Object.keys(this.given).length || Object.keys(this.caseKeys).length);
  },

  onMessage() {
    if (!this.message.trim() && this.sent.length && this.answered.trim()) this.takeUp(this.answered);
    this.follow("message");
    if (!this.composing) this.askSoon();
  },
  onComposed() {
    this.composing = false;
    this.askSoon();
  },
  chooseChannel(id) {
    this.channel = id;
    try {
      localStorage.setItem("yizhi.channel", id);
    } catch {
      // a browser that keeps nothing works all the same
    }
    this.askNow();
    this.checkNow();
  },
  askSoon() {
    this.asker ??= later(160, () => this.ask());
    this.asker.soon();
  },
  askNow() {
    this.asker ??= later(160, () => this.ask());
    return this.asker.now();
  },
  retry() {
    this.isHung = false;
    this.askNow();
    this.checkNow();
    this.messageBox.focus();
  },
  // ends when no newer question is on its way
  async ask() {
    newestAsk = this.askOnce();
    for (let ended = null; ended !== newestAsk; ) {
      ended = newestAsk;
      await ended;
    }
  },
  async askOnce() {
    const text = this.message;
    if (!this.isAsking) {
      asking.drop();
      const none = { answer: null, answered: "", asked: "", isBusy: false, isHung: false, failure: "", record: null };
      Object.assign(this, none, { gone: {}, list: null });
      return;
    }
    if (Array.from(text).length > MAX) {
      asking.drop();
      Object.assign(this, { isBusy: false, failure: fill(texts.too_long, { max: MAX }) });
      return;
    }
    const asks = this.asks;
    Object.assign(this, { isBusy: true, isHung: false });
    try {
      const answer = await asking.call("POST", "/v1/suggestions", this.question(text));
      const mixed = answer === null ? "" : await this.mix(answer);
      if (answer !== null && asking.isNewest(answer) && asks === this.asks) this.show(answer, mixed, text, asks);
    } catch (error) {
      this.isBusy = false;
      if (error instanceof Hung) this.isHung = true;
      else if (error instanceof Unreachable) this.lose();
      else if (!(error instanceof SignedOut)) this.failure = fill(texts.failed, { reason: error.message });
    }
  },
  show(answer, mixed, text, asks) {
    const shown = this.answer?.suggestions.map((one) => one.id).join() ?? "";
    this.compare(answer, asks);
    const isInList = document.activeElement?.closest("#list");
    Object.assign(this, { answer, mixed, answered: text, asked: asks, failure: "", isBusy: false, isUnreachable: false, record: answer.record });
    if (shown !== answer.suggestions.map((one) => one.id).join()) Object.assign(this, { selected: 0, rejections: [], rejecting: "" });
    this.readList(text);
    if (isInList) this.$nextTick(() => this.focusCard());
    if (answer.snapshot !== this.vocabulary?.snapshot) this.learn();
    this.noteShown();
  },
  question(text) {
    const body = { text, facts: { ...this.given }, limit: 5, conversation: this.turns, ...this.caseKeys };
    if (this.channel) body.channel = this.channel;
    if (this.record) body.continues = this.record;
    if (GROUP) body.group = GROUP;
    return body;
  },
  get turns() {
    return this.conversation.slice(-TURNS).map(({ role, text }) => ({ role, text }));
  },
  // what is pasted anywhere is the customer's message; after a reply it is the next one
  onPaste(event) {
    const at = event.target;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!text.trim() || (at !== this.messageBox && at.closest?.("textarea, input, select, dialog"))) return;
    const isWhole = at !== this.messageBox || !this.message || (at.selectionStart === 0 && at.selectionEnd === at.value.length);
    if (at === this.messageBox && !(isWhole && this.sent.length)) return;
    event.preventDefault();
    if (this.sent.length) this.takeUp(this.message.trim() || this.answered);
    else if (this.message.trim()) return this.put(`${this.message.trimEnd()}\n${text.trim()}`);
    this.put(text.trim());
  },
  put(text) {
    this.message = text;
    this.askNow();
    this.focusMessage();
  },
  focusMessage() {
    this.$nextTick(() => {
      this.follow("message");
      this.fit("draft");
      if (!this.isEmbedded || document.hasFocus()) this.messageBox.focus(); // the helpdesk's own editor keeps it
    });
  },
};
