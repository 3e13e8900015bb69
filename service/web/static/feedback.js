// What the agent did with a suggestion: copied, edited or rejected with a reason, each taken back with one key.

import { call } from "./calls.js";
import { texts } from "./words.js";

const SHOWN_AFTER_MS = 4000; // less is a glance while typing
let showing;

const REASONS = ["other_matter", "wrong_decision", "wrong_facts", "wording", "incomplete", "outdated"];

export const feedback = {
  rejecting: "", // key of the suggestion whose reasons are open
  reasonWords: "",

  get reasons() {
    return REASONS.map((id, at) => ({ id, key: at + 1, name: texts[`reason_${id}`] }));
  },
  openReasons(at) {
    const card = this.cards[at];
    if (!card || card.isMixed) return;
    Object.assign(this, { selected: at, rejecting: card.key, reasonWords: "" });
    this.$nextTick(() => document.querySelector(`[data-at="${at}"] .reasons button`)?.focus());
  },
  closeReasons() {
    this.rejecting = "";
    this.focusCard();
  },
  onReasonKey(event) {
    if (event.target.matches("input")) return;
    const reason = this.reasons[Number(event.key) - 1];
    if (reason) this.take(event, () => this.reject(reason.id));
  },
  reject(reason) {
    const card = this.cards.find((one) => one.key === this.rejecting);
    if (!card) return;
    const words = this.reasonWords.trim();
    if (!reason && !words) return;
    const told = this.tell("rejected", card.one, { reason: reason || undefined, words });
    this.rejections = [...this.rejections, card.key];
    this.rejecting = "";
    this.focusCard();
    this.say(texts.rejected, () => {
      this.rejections = this.rejections.filter((one) => one !== card.key);
      this.withdraw(told);
    });
  },
  // that an agent had the suggestions before their eyes
  noteShown() {
    clearTimeout(showing);
    const record = this.answer?.record;
    if (!record || !this.answer.suggestions.length) return;
    showing = setTimeout(() => {
      const isUsed = this.record !== record;
      if (isUsed || this.answer?.record !== record || document.visibilityState !== "visible") return;
      call("POST", `/v1/suggestions/${record}/feedback`, { action: "shown" }).catch(() => {});
    }, SHOWN_AFTER_MS);
  },
  // what the agent did is worth knowing, and never worth an error on the page
  tell(action, one, { record = this.answer?.record, ...more } = {}) {
    if (!record) return Promise.resolve(null);
    this.record = null; // a used record is not overwritten by what is typed next
    const path = `/v1/suggestions/${record}/feedback`;
    return call("POST", path, { action, kind: one.kind, id: one.id, ...more })
      .then((kept) => ({ path: `${path}/${kept.feedback}`, changed: kept.decision_changed }))
      .catch(() => null);
  },
  async withdraw(told) {
    const kept = await told;
    if (kept) call("DELETE", kept.path).catch(() => {});
  },
};
