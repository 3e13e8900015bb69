// The suggestions as cards: chosen with the arrow keys, copied with Enter; where it is narrow one at a time.

import { filesOf } from "./attachments.js";
import { copy } from "./calls.js";
import { scripted } from "./spans.js";
import { factName, factValue, favour, fill, outcomeName, outcomeValue, texts } from "./words.js";

export const list = {
  selected: 0,
  rejections: [], // keys of suggestions marked as not fitting
  sent: [], // what was copied for this message
  lastReply: "",

  get cards() {
    const mixed = this.mixedCard;
    const ones = this.answer?.suggestions ?? [];
    const cards = ones.map((one, at) => this.asCard(one, at + (mixed ? 1 : 0)));
    return mixed ? [this.mixedAsCard(mixed), ...cards] : cards;
  },
  get hasCards() {
    return this.cards.length > 0;
  },
  get asking() {
    return (this.answer?.ask ?? []).filter((one) => (this.given[one.fact] ?? null) === null); // what was filled in is asked no longer
  },
  get firstQuestion() {
    return this.asking[0]?.question ?? "";
  },
  get listMark() {
    return this.isBusy || this.isStale ? "busy" : "";
  },
  get isFresh() {
    return !this.answer && !this.isBusy && !this.failure && !this.isHung;
  },
  get isUnanswered() {
    return Boolean(this.answer) && !this.answer.suggestions.length && !this.isBusy && Boolean(this.answered.trim());
  },

  asCard(one, at) {
    const words = this.vocabulary;
    const key = `${one.kind}/${one.id}`;
    const decision = this.decision(one);
    const percent = Math.min(99, Math.round(one.score * 100)); // none is certain
    return {
      ...this.frame(key, at, one.reply),
      dom: `${key}/${at}/${one.reply}/${JSON.stringify(one.decision)}`,
      one,
      parts: [one],
      text: [this.filled(one.reply), ...(one.attachments ?? []).filter((file) => file.url).map((file) => `${file.alt} ${file.url}`)].join("\n"),
      files: filesOf(one),
      isMixed: false,
      isMatter: one.matter && this.matters.length > 1,
      isTicked: !this.unticked.includes(key),
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
      matched: one.why?.matched ?? "",
      basis: (one.why?.basis ?? []).map((id, place) => {
        const law = words?.statutes[id];
        return { id, label: place ? "" : texts.basis, cite: law?.cite ?? id, gist: law?.gist ?? "", isUnverified: law?.verified === false };
      }),
      source: one.source ? `${one.source.file}:${one.source.line}` : "",
    };
  },
  mixedAsCard({ title, text, parts }) {
    const none = { conflicts: [], decision: [], basis: [], hasConflict: false, isOverdue: false, hasDecision: false, isMatter: false, isTicked: false };
    const empty = { kind: "", confidence: "", sure: "", scoreHint: "", conflictHint: "", case: "", matched: "", source: "", one: null, files: [] };
    return { ...this.frame("mixed", 0, text), dom: `mixed/${text}`, isMixed: true, title, parts, ...none, ...empty };
  },
  // what every card has
  frame(key, at, written) {
    const text = this.filled(written);
    const isSelected = at === this.selected;
    const isRejected = this.rejections.includes(key);
    return {
      key,
      at,
      text,
      isSelected,
      isRejected,
      hasWhy: isSelected && key !== "mixed",
      canReject: isSelected && !isRejected && key !== "mixed",
      isRejecting: this.rejecting === key,
      tab: isSelected ? 0 : -1,
      number: `${at + 1}`,
      titleId: `title-${at}`,
      mark: `${isSelected ? "selected" : ""} ${isRejected ? "rejected" : ""} ${key === "mixed" ? "mixed" : ""}`,
      reply: scripted(text),
      fields: isSelected ? this.fieldsOf(written) : [],
      gone: this.gone[key] ?? [],
      isChanged: key in this.gone,
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
    if (next < 0) return this.messageBox.focus();
    this.selected = Math.min(next, last);
    this.focusCard();
  },
  focusCard() {
    this.$nextTick(() => {
      const card = document.getElementById("list").querySelector(`[data-at="${this.selected}"]`); // shown once it is chosen
      card?.focus({ preventScroll: true });
      card?.scrollIntoView({ block: "nearest" });
    });
  },
  enterList() {
    if (!this.cards.length) return false;
    this.focusCard();
    return true;
  },
  async edit(at) {
    if (!(await this.settle(() => this.cards[at]?.dom))) return;
    const card = this.cards[at];
    if (!card) return;
    this.picked = card.isMixed ? null : { record: this.answer.record, one: { kind: card.one.kind, id: card.one.id } };
    Object.assign(this, { draft: card.text, isDraftOpen: true });
    this.checkNow();
    this.$nextTick(() => {
      this.fit("draft");
      this.draftBox.focus();
      this.draftBox.scrollIntoView({ block: "nearest" });
    });
  },
  async copyQuestion(one) {
    if (await this.settle(() => this.asking.map((ask) => ask.question).join())) await this.sendQuestion(one);
  },
  async sendQuestion(one) {
    if (!(await copy(one.question))) return this.say(texts.copy_failed);
    this.insert(one.question);
    const sent = this.sent;
    this.sent = [...sent.filter((text) => text !== one.question), one.question];
    this.say(`${texts.copied} · ${one.question}`, () => (this.sent = sent));
  },
  async copyFirstQuestion() {
    if (!(await this.settle(() => this.firstQuestion))) return;
    if (this.asking.length) await this.sendQuestion(this.asking[0]);
  },
};
