// What a script leaves blank as fields: filled once for a customer, or once for me where it says who I am.

import { blanks } from "./spans.js";
import { factName, factValue, outcomeName, outcomeValue, texts } from "./words.js";

const KEPT = "yizhi.blanks";
const MINE = /署名|签名|落款|工号|客服姓名|我的/;

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

export const filling = {
  myBlanks: remembered(),

  filled(text) {
    return text.replace(/〔([^〔〕]{1,40})〕/g, (whole, name) => this.blanks[name]?.trim() || this.myBlanks[name]?.trim() || whole);
  },
  fieldsOf(text) {
    return blanks(text).map((name) => ({ name, value: this.blanks[name] ?? this.myBlanks[name] ?? "", id: `blank-${name}` }));
  },
  fillBlank(name, value) {
    if (!MINE.test(name)) return Object.assign(this, { blanks: { ...this.blanks, [name]: value } });
    this.myBlanks = { ...this.myBlanks, [name]: value };
    try {
      localStorage.setItem(KEPT, JSON.stringify(this.myBlanks));
    } catch {
      // a browser that keeps nothing works all the same
    }
  },
  // Enter goes to the next gap, and copies at the last; up and down go from card to card, as on the card itself
  onBlankKey(event, at) {
    const steps = { ArrowUp: -1, ArrowDown: 1 };
    if (event.isComposing || !(event.key === "Enter" || event.key in steps)) return;
    event.stopPropagation();
    if (event.key in steps) return this.take(event, () => this.move(steps[event.key]));
    const fields = [...document.querySelectorAll(`[data-at="${at}"] .blanks input`)];
    const next = fields.slice(fields.indexOf(event.target) + 1).find((one) => !one.value.trim());
    this.take(event, () => (next ? next.focus() : this.copyCard(at)));
  },
  focusBlank(at) {
    const open = [...document.querySelectorAll(`[data-at="${at}"] .blanks input`)].find((one) => !one.value.trim());
    open?.focus();
  },

  // 转主管: the case as the supervisor needs it
  async handOver() {
    const words = this.vocabulary;
    const first = this.answer?.suggestions[0];
    const facts = Object.entries(this.known)
      .filter(([, fact]) => fact.value !== null)
      .map(([id, fact]) => `${factName(words, id)}${texts.colon}${factValue(words, id, fact.value)}`);
    const decided = Object.entries(first?.decision ?? {}).map(([id, value]) => `${outcomeName(words, id)}${texts.colon}${outcomeValue(words, id, value)}`);
    const channel = this.channels.find((one) => one.id === this.channel)?.name;
    const said = this.conversation.map((turn) => `${turn.who}${texts.colon}${turn.text}`);
    const lines = [
      texts.hand_over_title,
      channel && `${texts.channel}${texts.colon}${channel}`,
      ...said,
      this.message.trim() && `${texts.customer}${texts.colon}${this.message.trim()}`,
      facts.length && `${texts.facts}${texts.colon}${facts.join(texts.comma)}`,
      first && `${texts.suggestions}${texts.colon}${first.title}${decided.length ? `（${decided.join(texts.comma)}）` : ""}`,
      this.draft.trim() && `${texts.draft}${texts.colon}${this.draft.trim()}`,
    ];
    return lines.filter(Boolean).join("\n");
  },
};
