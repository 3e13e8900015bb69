// A newer base while an answer is shown: asked again, and what became different of a script is said on its card.

import { call, copy } from "./calls.js";
import { blanks } from "./spans.js";
import { fill, outcomeName, outcomeValue, texts } from "./words.js";

const SURE_MS = 1000; // how long ago the service may have been asked which snapshot serves
const GLANCE_MS = 600;

function pieces(text) {
  return text.match(/[^。！？!?；;\n]+[。！？!?；;\n]*/g) ?? [];
}

export const changes = {
  gone: {}, // key of a suggestion -> what changed in it
  seen: 0, // when the snapshot was asked for last

  compare(answer, asks) {
    if (asks !== this.asked || !this.answer || answer.snapshot === this.answer.snapshot) {
      if (asks !== this.asked) this.gone = {};
      return;
    }
    const before = new Map(this.answer.suggestions.map((one) => [`${one.kind}/${one.id}`, one]));
    for (const now of answer.suggestions) {
      const key = `${now.kind}/${now.id}`;
      const told = before.has(key) ? this.changed(before.get(key), now) : [texts.change_new];
      if (told.length) this.gone = { ...this.gone, [key]: told };
    }
    if (this.answer.suggestions[0]?.id !== answer.suggestions[0]?.id) this.say(texts.change_first);
  },
  changed(before, now) {
    const words = this.vocabulary;
    const outcomes = [...new Set([...Object.keys(before.decision), ...Object.keys(now.decision)])];
    const value = (one, id) => (id in one.decision ? outcomeValue(words, id, one.decision[id]) : texts.change_nothing);
    const decided = outcomes
      .filter((id) => before.decision[id] !== now.decision[id])
      .map((id) => fill(texts.change_outcome, { name: outcomeName(words, id), before: value(before, id), now: value(now, id) }));
    const [old, fresh] = [pieces(before.reply), pieces(now.reply)];
    const gone = old.filter((one) => !fresh.includes(one)).map((text) => fill(texts.change_gone, { text }));
    const added = fresh.filter((one) => !old.includes(one)).map((text) => fill(texts.change_added, { text }));
    return [...decided, ...gone, ...added];
  },
  // waits until what is shown is for what stands in the box and from the base that serves; false where it cannot be
  async settle() {
    if (this.isStale || this.isBusy) await this.askNow();
    if (this.isStale || this.isHung) {
      this.say(texts.copy_stale);
      return false;
    }
    const shown = JSON.stringify(this.gone);
    await this.glance();
    if (shown === JSON.stringify(this.gone)) return true;
    this.say(texts.copy_changed);
    return false;
  },
  async glance() {
    if (!this.answer || performance.now() - this.seen < SURE_MS) return;
    try {
      const ready = await call("GET", "/readyz", undefined, { patience: GLANCE_MS });
      this.seen = performance.now();
      if (ready.snapshot && ready.snapshot !== this.answer.snapshot) {
        await this.learn();
        await this.askNow();
      }
    } catch {
      // a service that cannot be reached has nothing newer
    }
  },
  async copyCard(at) {
    if (this.hasClash) return this.refuse(texts.clash_first);
    if (!(await this.settle()) || this.hasClash) return this.hasClash ? this.refuse(texts.clash_first) : undefined;
    const card = this.cards[at];
    if (!card) return;
    this.selected = at;
    if (this.isGated(card)) return this.copyGate();
    if (!(await copy(card.text))) return this.say(texts.copy_failed);
    card.parts.forEach((one) => this.use({ key: `${one.kind}/${one.id}`, kind: one.kind, id: one.id, title: one.title, text: one.reply }));
    const [sent, told] = [this.sent, card.parts.map((one) => this.tell("copied", one))];
    this.sent = [...this.sent.filter((one) => one !== this.lastReply), card.text];
    this.lastReply = card.text;
    this.insert(card.text);
    const left = blanks(card.text);
    if (left.length) this.$nextTick(() => this.focusBlank(at));
    this.say(left.length ? fill(texts.copied_fill, { names: left.join(texts.comma) }) : `${texts.copied} · ${card.title}`, () => {
      this.sent = sent;
      told.forEach((one) => this.withdraw(one));
    });
  },
  refuse(text) {
    this.say(text);
    this.focusGate();
  },
};
