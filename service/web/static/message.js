// The customer's message, the conversation before it, and asking the service about them.

import { later, newest, Unreachable } from "./calls.js";
import { cut } from "./spans.js";
import { fill, texts } from "./words.js";

const MAX = 4000;
const asking = newest();

export const message = {
  message: "",
  conversation: [],
  channel: "",
  given: {},
  answer: null,
  answered: "", // the message that `answer` is for
  isBusy: false,
  failure: "",
  composing: false,
  record: null, // of this message while it is typed

  get messageParts() {
    if (this.answered !== this.message) return cut(this.message, []);
    const facts = Object.values(this.answer?.facts ?? {});
    const read = facts.filter((fact) => fact.from === "text" && fact.span);
    return cut(this.message, read.map((fact) => ({ span: fact.span, mark: "read" })));
  },
  get counter() {
    const length = Array.from(this.message).length;
    return length > MAX * 0.8 ? `${length} / ${MAX}` : "";
  },
  get hasAnything() {
    return Boolean(this.message || this.conversation.length || Object.keys(this.given).length || this.draft);
  },
  get conversationLabel() {
    return `${texts.conversation} ${this.conversation.length}`;
  },

  onMessage() {
    this.fit("message");
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
    this.asker.now();
  },
  async ask() {
    const text = this.message;
    if (!text.trim() && !Object.keys(this.given).length) {
      asking.drop();
      Object.assign(this, { answer: null, answered: "", isBusy: false, failure: "", record: null });
      return;
    }
    if (Array.from(text).length > MAX) {
      asking.drop();
      Object.assign(this, { isBusy: false, failure: fill(texts.too_long, { max: MAX }) });
      return;
    }
    this.isBusy = true;
    try {
      const answer = await asking.call("POST", "/v1/suggestions", this.question(text));
      if (answer === null) return;
      const shown = this.answer?.suggestions.map((one) => one.id).join() ?? "";
      Object.assign(this, { answer, answered: text, failure: "", isBusy: false, isUnreachable: false, record: answer.record });
      if (shown !== answer.suggestions.map((one) => one.id).join()) Object.assign(this, { selected: 0, rejections: [] });
      if (answer.snapshot !== this.vocabulary?.snapshot) this.learn();
    } catch (error) {
      this.isBusy = false;
      if (error instanceof Unreachable) this.lose();
      else this.failure = fill(texts.failed, { reason: error.message });
    }
  },
  question(text) {
    const body = { text, facts: { ...this.given }, limit: 5, conversation: this.conversation.slice(-20).map(({ role, text }) => ({ role, text })) };
    if (this.channel) body.channel = this.channel;
    if (this.record) body.continues = this.record;
    return body;
  },
  nextMessage() {
    if (!this.message.trim()) return;
    this.conversation.push({ role: "customer", who: texts.customer, text: this.message.trim() });
    if (this.sent) this.conversation.push({ role: "agent", who: texts.agent, text: this.sent });
    Object.assign(this, { message: "", answer: null, answered: "", record: null, sent: "", draft: "", picked: null });
    asking.drop();
    this.ask();
    this.checkNow();
    this.focusMessage();
  },
  forgetConversation() {
    this.conversation = [];
    this.askNow();
    this.focusMessage();
  },
  clearAll() {
    const before = { message: this.message, conversation: this.conversation, given: this.given, draft: this.draft, picked: this.picked };
    asking.drop();
    Object.assign(this, { message: "", conversation: [], given: {}, draft: "", picked: null, sent: "", record: null });
    Object.assign(this, { editing: "", isChoosingFact: false });
    this.askNow();
    this.checkNow();
    this.focusMessage();
    this.say(texts.cleared, () => {
      Object.assign(this, before);
      this.askNow();
      this.checkNow();
    });
  },
  focusMessage() {
    this.$nextTick(() => {
      this.fit("message");
      this.fit("draft");
      this.$refs.message.focus();
    });
  },
};
