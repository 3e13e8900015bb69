// Before advice on what a pregnancy, an allergy or a damaged skin forbids, the question comes first.

import { copy } from "./calls.js";
import { texts } from "./words.js";

const ADVICE = ["ingredient", "skin", "product", "guide"];

export const gate = {
  passed: "", // the message for which the agent says that it was asked already

  get gateQuestion() {
    const first = this.answer?.suggestions[0];
    if (!first || !ADVICE.includes(first.kind) || this.passed === this.answered || this.isStale) return "";
    return this.asking.map((one) => one.question).join("");
  },
  passGate() {
    this.passed = this.answered;
    this.focusCard();
  },
  async copyGate() {
    if (await this.settle(() => this.gateQuestion)) await this.sendGate();
  },
  async sendGate() {
    const question = this.gateQuestion;
    if (!(await copy(question))) return this.say(texts.copy_failed);
    this.insert(question);
    const sent = this.sent;
    this.sent = [...sent.filter((text) => text !== question), question];
    this.say(`${texts.gate_copied}${texts.colon}${question}`, () => (this.sent = sent));
  },
  isGated(card) {
    return Boolean(this.gateQuestion) && card.parts.some((one) => ADVICE.includes(one.kind));
  },
};
