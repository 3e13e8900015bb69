// A newer base while an answer is shown: asked again, and what became different of a script is said on its card.

import { copyWith, filesOf } from "./attachments.js";
import { call } from "./calls.js";
import { blanks } from "./spans.js";
import { fill, outcomeName, outcomeValue, texts } from "./words.js";

const GLANCE_MS = 2000; // that a copy waits to hear which snapshot serves

function pieces(text) {
  return text.match(/[^。！？!?；;\n]+[。！？!?；;\n]*/g) ?? [];
}

export const changes = {
  gone: {}, // key of a suggestion -> what changed in it

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
  // Waits until what is shown is for what stands in the box and from the base that serves once the key was pressed;
  // false, and said, where that cannot be known, or where what `seen` returns is other than what the agent saw.
  async settle(seen) {
    const isAwaited = this.isStale; // copied at once after pasting: what comes is meant
    const before = seen();
    if (this.isStale || this.isBusy) await this.askNow();
    else if (!(await this.isCurrent())) return this.refuseCopy(texts.copy_unreachable);
    if (this.isStale || this.isBusy || this.isHung || this.failure) return this.refuseCopy(texts.copy_stale);
    if (!isAwaited && seen() !== before) return this.refuseCopy(texts.copy_changed);
    return true;
  },
  refuseCopy(text) {
    this.say(text);
    return false;
  },
  // asks which snapshot serves, and asks again where it is not the one that answered
  async isCurrent() {
    if (!this.answer) return true;
    try {
      const { snapshot } = await call("GET", "/v1/snapshot", undefined, { patience: GLANCE_MS });
      if (snapshot === this.answer.snapshot) return true;
      await this.learn();
      await this.askNow();
      return !(this.failure || this.isUnreachable);
    } catch {
      return false;
    }
  },
  async copyCard(at) {
    if (this.hasClash) return this.refuse(texts.clash_first);
    if (!(await this.settle(() => this.cards[at]?.dom)) || this.hasClash) return this.hasClash ? this.refuse(texts.clash_first) : undefined;
    const card = this.cards[at];
    if (!card) return;
    this.selected = at;
    if (this.isGated(card)) return this.sendGate();
    const files = card.parts.flatMap(filesOf);
    const done = await copyWith(card.text, files);
    if (!done) return this.say(texts.copy_failed);
    card.parts.forEach((one) => this.use({ key: `${one.kind}/${one.id}`, kind: one.kind, id: one.id, title: one.title, text: one.reply }));
    const [sent, told] = [this.sent, card.parts.map((one) => this.tell("copied", one))];
    this.sent = [...this.sent.filter((one) => one !== this.lastReply), card.text];
    this.lastReply = card.text;
    this.insert(card.text);
    const left = blanks(card.text);
    if (left.length) this.$nextTick(() => this.focusBlank(at));
    const rest = files.some((one) => one.isFile) ? (done === "both" ? texts.copied_both : texts.copied_download) : texts.copied;
    const open = left.length ? [fill(texts.copied_fill, { names: left.join(texts.comma) })] : [];
    this.say([...(rest === texts.copied && open.length ? [] : [rest]), ...open, ...(open.length ? [] : [card.title])].join(" · "), () => {
      this.sent = sent;
      told.forEach((one) => this.withdraw(one));
    });
  },
  refuse(text) {
    this.say(text);
    this.focusGate();
  },
};
