// The suggestions: chosen with the arrow keys, copied with Enter.

import { call, copy } from "./calls.js";
import { blanks, scripted } from "./spans.js";
import { factName, factValue, favour, fill, outcomeName, outcomeValue, texts } from "./words.js";

export const list = {
  selected: 0,
  rejections: [], // keys of suggestions marked as not fitting
  sent: "", // what was copied last for this message

  get cards() {
    return (this.answer?.suggestions ?? []).map((one, at) => this.card(one, at));
  },
  get hasCards() {
    return this.cards.length > 0;
  },
  get asking() {
    return this.answer?.ask ?? [];
  },
  get listMark() {
    return this.isBusy ? "busy" : "";
  },
  get isFresh() {
    return !this.answer && !this.isBusy && !this.failure;
  },
  get isUnanswered() {
    return Boolean(this.answer) && !this.answer.suggestions.length && !this.isBusy && Boolean(this.answered.trim());
  },

  card(one, at) {
    const words = this.vocabulary;
    const key = `${one.kind}/${one.id}`;
    const isSelected = at === this.selected;
    const isRejected = this.rejections.includes(key);
    const decision = this.decision(one);
    const percent = Math.min(99, Math.round(one.score * 100)); // none is certain
    return {
      key: `${key}/${at}`,
      at,
      isSelected,
      isRejected,
      tab: isSelected ? 0 : -1,
      titleId: `title-${at}`,
      mark: `${isSelected ? "selected" : ""} ${isRejected ? "rejected" : ""}`,
      title: one.title,
      kind: texts[`kind_${one.kind}`] ?? one.kind,
      confidence: one.confidence,
      sure: `${texts[one.confidence]} ${percent}%`,
      scoreHint: fill(texts.score_hint, { percent }),
      hasConflict: (one.conflicts ?? []).length > 0,
      conflictHint: (one.conflicts ?? []).map((found) => found.message ?? found).join("\n"),
      conflicts: (one.conflicts ?? []).map((found) => found.message ?? String(found)),
      isOverdue: one.overdue === true,
      decision,
      hasDecision: decision.length > 0,
      case: Object.entries(one.case ?? {})
        .map(([id, value]) => `${factName(words, id)}${texts.colon}${factValue(words, id, value)}`)
        .join(texts.comma),
      reply: scripted(one.reply),
      matched: one.why?.matched ?? "",
      basis: (one.why?.basis ?? []).map((id, place) => {
        const law = words?.statutes[id];
        return { id, label: place ? "" : texts.basis, cite: law?.cite ?? id, gist: law?.gist ?? "", isUnverified: law?.verified === false };
      }),
      source: one.source ? `${one.source.file}:${one.source.line}` : "",
    };
  },
  decision(one) {
    const words = this.vocabulary;
    const order = Object.keys(words?.outcomes ?? {});
    const open = one.open ?? [];
    const contested = (one.contested ?? []).map((found) => found.outcome ?? found);
    const chips = [
      ...Object.entries(one.decision ?? {}).map(([id, value]) => ({ id, value: outcomeValue(words, id, value), mark: favour(words, id, value) })),
      ...open.map((id) => ({ id, value: texts.open, mark: "open" })),
      ...contested.map((id) => ({ id, value: texts.contested, mark: "contested" })),
    ];
    return chips
      .sort((left, right) => order.indexOf(left.id) - order.indexOf(right.id))
      .map((chip) => ({ ...chip, name: outcomeName(words, chip.id) + texts.colon }));
  },
  select(at) {
    this.selected = at;
  },
  move(step) {
    const last = this.cards.length - 1;
    const next = this.selected + step;
    if (next < 0) return this.$refs.message.focus();
    this.selected = Math.min(next, last);
    this.focusCard();
  },
  focusCard() {
    const card = this.$refs.list.querySelector(`[data-at="${this.selected}"]`);
    card?.focus({ preventScroll: true });
    this.$nextTick(() => card?.scrollIntoView({ block: "nearest" })); // it opens when it is chosen
  },
  enterList() {
    if (!this.cards.length) return false;
    this.focusCard();
    return true;
  },
  async copyCard(at) {
    const one = this.answer?.suggestions[at];
    if (!one) return;
    this.selected = at;
    if (!(await copy(one.reply))) return this.say(texts.copy_failed);
    this.sent = one.reply;
    const left = blanks(one.reply);
    this.say(left.length ? fill(texts.copied_fill, { names: left.join(texts.comma) }) : `${texts.copied} · ${one.title}`);
    this.tell("copied", one);
  },
  edit(at) {
    const one = this.answer?.suggestions[at];
    if (!one) return;
    this.picked = { record: this.answer.record, one };
    this.draft = one.reply;
    this.checkNow();
    this.$nextTick(() => {
      this.fit("draft");
      this.$refs.draft.focus();
      this.$refs.draft.scrollIntoView({ block: "nearest" });
    });
  },
  reject(at) {
    const one = this.answer?.suggestions[at];
    if (!one) return;
    this.rejections = [...this.rejections, `${one.kind}/${one.id}`];
    this.tell("rejected", one);
  },
  async copyQuestion(one) {
    this.say((await copy(one.question)) ? `${texts.copied} · ${one.question}` : texts.copy_failed);
  },
  // what the agent did is worth knowing, and never worth an error on the page
  tell(action, one, record = this.answer?.record, reply = undefined) {
    if (!record) return;
    this.record = null; // a used record is not overwritten by what is typed next
    call("POST", `/v1/suggestions/${record}/feedback`, { action, kind: one.kind, id: one.id, reply }).catch(() => {});
  },
};
