// The agent's own draft: checked while it is written, with the fitting script one key away.

import { copy, Hung, later, newest, Unreachable } from "./calls.js";
import { blanks, cut, replaced, within } from "./spans.js";
import { factName, fill, outcomeName, outcomeValue, texts } from "./words.js";

const checking = newest();
const MARK = { outcome: "wrong", unsupported: "doubtful", open: "doubtful", forbidden: "banned" };

// advice on wording may be a sentence; only a word can take the place of a word
function isWord(text) {
  return text.length <= 12 && !/[、，；。,;（(]/.test(text);
}

export const draft = {
  draft: "",
  checked: "", // the draft that `check` is for
  check: null,
  picked: null, // the suggestion that the draft began from
  isUnchecked: false, // the service did not answer: asked again until it does
  isDraftOpen: false, // where it is narrow, the draft folds

  get draftParts() {
    if (this.checked !== this.draft) return cut(this.draft, []);
    return cut(this.draft, (this.check?.findings ?? []).map((one) => ({ span: one.span, mark: this.findingMark(one) })));
  },
  get draftMark() {
    return this.isDraftOpen ? "open" : "";
  },
  get verdict() {
    if (!this.draft.trim()) return "";
    return this.isUnchecked ? "unchecked" : (this.check?.verdict ?? "");
  },
  get verdictText() {
    const named = texts[`verdict_${this.verdict}`] ?? "";
    return named && this.isUnsure ? `${named} · ${texts.look_yourself}` : named;
  },
  get isUnsure() {
    return this.checked === this.draft && this.check?.certainty === "unsure";
  },
  get bothReadings() {
    const { grammar, learned } = this.check?.readings ?? {};
    const isDoubtful = this.isUnsure || this.findings.some((one) => one.isUnsure);
    if (!grammar || !isDoubtful) return "";
    const told = grammar === learned ? texts.read_alike : texts.read_twice;
    return fill(told, { grammar: texts[`verdict_${grammar}`], learned: texts[`verdict_${learned}`] });
  },
  get rewritten() {
    if (!this.draft.trim() || this.checked !== this.draft) return "";
    const text = this.check?.rewrite ?? "";
    return text === this.draft ? "" : text;
  },
  get findings() {
    if (!this.draft.trim() || this.checked !== this.draft) return [];
    const found = this.check?.findings ?? [];
    const first = found.findIndex((one) => this.insteadLabel(one));
    const scripts = found.map((one) => (one.kind === "forbidden" ? "" : one.instead));
    return found.map((one, at) => ({
      key: `${at}/${one.kind}/${one.outcome ?? one.phrase}`,
      at,
      mark: this.findingMark(one),
      quote: within(this.checked, one.span),
      reason: this.reason(one),
      basis: this.basis(one),
      label: scripts.indexOf(one.instead) < at && scripts.includes(one.instead) ? "" : this.insteadLabel(one),
      isFirst: at === first,
      isUnsure: one.certainty === "unsure",
    }));
  },
  get checkAsks() {
    return this.draft.trim() ? (this.check?.ask ?? []) : [];
  },

  findingMark(one) {
    if (one.certainty === "unsure") return "doubtful";
    return one.kind === "forbidden" && one.level === "review" ? "doubtful" : (MARK[one.kind] ?? "");
  },
  reason(one) {
    const told = this.findingText(one);
    return one.certainty === "unsure" ? `${told} · ${texts.look_yourself}` : told;
  },
  findingText(one) {
    const words = this.vocabulary;
    if (one.kind === "forbidden") {
      const advice = one.instead && !isWord(one.instead) ? `${texts.period}${texts.rather}${texts.colon}${one.instead}` : "";
      return `${one.level === "review" ? texts.review_word : texts.forbidden}${texts.colon}${one.because}${advice}`;
    }
    const named = (value) => `${outcomeName(words, one.outcome)}${texts.colon}${outcomeValue(words, one.outcome, value)}`;
    if (one.kind === "outcome" && one.decided) {
      const more = one.generous ? `（${texts.generous}）` : "";
      const decided = [one.decided].flat().map((value) => outcomeValue(words, one.outcome, value));
      return `${texts.says} ${named(one.said)} → ${texts.decided} ${decided.join(texts.or)}${more}`;
    }
    if (one.kind === "unsupported") return `${named(one.said)} · ${texts.no_policy}`;
    const asks = (this.check?.ask ?? []).map((ask) => factName(words, ask.fact)).join(texts.comma);
    return asks ? `${named(one.said)} · ${texts.depends_on} ${asks}` : named(one.said);
  },
  basis(one) {
    if (one.kind === "forbidden") return one.cite ?? "";
    const cites = (one.basis ?? []).map((id) => this.vocabulary?.statutes[id]?.cite ?? id);
    return [...new Set(cites)].join(texts.comma);
  },
  insteadLabel(one) {
    if (!one.instead) return "";
    if (one.kind !== "forbidden") return texts.use_instead;
    return isWord(one.instead) ? fill(texts.use_word, { word: one.instead }) : "";
  },
  onDraft() {
    this.expandPhrase();
    this.fit("draft");
    if (!this.composing) this.checkSoon();
  },
  onDraftComposed() {
    this.composing = false;
    this.checkSoon();
  },
  checkSoon() {
    this.checker ??= later(220, () => this.checkDraft());
    this.checker.soon();
  },
  checkNow() {
    this.checker ??= later(220, () => this.checkDraft());
    return this.checker.now();
  },
  async checkDraft() {
    const reply = this.draft;
    if (!reply.trim()) {
      checking.drop();
      Object.assign(this, { check: null, checked: "", picked: null, isUnchecked: false });
      return;
    }
    const body = { reply, facts: { ...this.given }, asked: this.message.slice(0, Number(document.body.dataset.maxText)), conversation: this.turns };
    if (this.channel) body.channel = this.channel;
    try {
      const check = await checking.call("POST", "/v1/replies/check", body);
      if (check !== null) Object.assign(this, { check, checked: reply, isUnchecked: false });
    } catch (error) {
      Object.assign(this, { check: null, checked: "", isUnchecked: true });
      if (error instanceof Unreachable) this.lose();
      else if (error instanceof Hung) this.checkSoon();
    }
  },
  useFirst() {
    const first = this.findings.find((one) => one.label);
    if (first) this.useInstead(first.at);
  },
  useInstead(at) {
    const one = this.check.findings[at];
    this.putDown(one.kind === "forbidden" ? replaced(this.draft, one.span, one.instead) : one.instead);
  },
  useRewrite() {
    if (this.rewritten) this.putDown(this.rewritten);
  },
  // what stood before comes back with undo
  putDown(text) {
    const before = this.draft;
    this.draft = text;
    this.checkNow();
    this.$nextTick(() => {
      this.fit("draft");
      this.draftBox.focus();
    });
    this.say(texts.replaced, () => {
      this.draft = before;
      this.checkNow();
      this.$nextTick(() => this.fit("draft"));
    });
  },
  async copyDraft() {
    if (this.checked !== this.draft) await this.checkNow();
    if (!(await copy(this.draft))) return this.say(texts.copy_failed);
    const [sent, picked, reply] = [this.sent, this.picked, this.draft];
    this.sent = [...sent.filter((one) => one !== this.lastReply), reply];
    Object.assign(this, { lastReply: reply, picked: null });
    this.insert(reply);
    const told = picked ? this.tell("edited", picked.one, { record: picked.record, reply }) : Promise.resolve(null);
    const undo = () => {
      Object.assign(this, { sent, picked });
      this.withdraw(told);
    };
    const left = blanks(reply);
    this.say(left.length ? fill(texts.copied_fill, { names: left.join(texts.comma) }) : texts.copied, undo);
    if ((await told)?.changed) this.say(texts.copied_changed, undo);
  },
};
