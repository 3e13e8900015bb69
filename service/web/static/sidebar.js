// The agents' page: one component put together from its parts, and the keys that work everywhere.

import { attachments } from "./attachments.js";
import { filling } from "./blanks.js";
import { copy } from "./calls.js";
import { changes } from "./changes.js";
import { customer } from "./customer.js";
import { draft } from "./draft.js";
import { elsewhere } from "./elsewhere.js";
import { embedding } from "./embed.js";
import { facts } from "./facts.js";
import { feedback } from "./feedback.js";
import { gate } from "./gate.js";
import { ingredients } from "./ingredients.js";
import { list } from "./list.js";
import { message } from "./message.js";
import { mixing } from "./mixing.js";
import { search } from "./search.js";
import { signing } from "./signing.js";
import { standing } from "./standing.js";
import { texts } from "./words.js";

const TOAST_MS = 6000;

const page = {
  toast: "",
  canUndo: false,

  // by id: what is called from an element that has just gone finds no $refs
  get messageBox() {
    return document.getElementById("message");
  },
  get draftBox() {
    return document.getElementById("draft");
  },

  async init() {
    try {
      this.channel = localStorage.getItem("yizhi.channel") ?? "";
    } catch {
      this.channel = "";
    }
    document.addEventListener("visibilitychange", () => document.hidden || this.look());
    this.listenSignedOut();
    this.$nextTick(() => this.wake()); // a field that is still cloaked takes no focus
    await this.look();
    this.listen();
  },
  say(text, undo = null) {
    clearTimeout(this.saying);
    Object.assign(this, { toast: text, canUndo: undo !== null });
    this.undoing = undo;
    this.saying = setTimeout(() => Object.assign(this, { toast: "", canUndo: false }), TOAST_MS);
  },
  undo() {
    const act = this.undoing;
    clearTimeout(this.saying);
    Object.assign(this, { toast: "", canUndo: false, undoing: null });
    act?.();
  },
  fit(name) {
    const area = document.getElementById(name);
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight + 2, innerHeight * 0.4)}px`;
    this.follow(name);
  },
  follow(name) {
    document.getElementById(`${name}-under`).scrollTop = document.getElementById(name).scrollTop;
  },

  onKey(event) {
    if (event.isComposing || event.keyCode === 229) return; // the key belongs to the input method
    const at = document.activeElement;
    const isControl = event.ctrlKey || event.metaKey;
    if (isControl && event.key.toLowerCase() === "k") return this.take(event, () => this.openSearch());
    if (this.isSearching) return;
    if (isControl && !event.shiftKey && event.key.toLowerCase() === "c") return this.onCopyKey(event, at);
    if (event.altKey && !isControl) return this.onAltKey(event);
    if (event.key === "Escape") return this.onEscape(event, at);
    if (at === this.messageBox) return this.onMessageKey(event, at, isControl);
    if (at === this.draftBox && isControl && event.key === "Enter") return this.take(event, () => this.copyDraft());
    if (at?.classList.contains("card") && !isControl) return this.onCardKey(event);
  },
  onCopyKey(event, at) {
    const isField = at?.matches("textarea, input");
    const marked = isField ? at.selectionStart !== at.selectionEnd : !getSelection().isCollapsed;
    if (!marked && (this.cards.length || this.isStale)) this.take(event, () => this.copyCard(this.selected));
  },
  onAltKey(event) {
    const acts = {
      Enter: () => this.useFirst(),
      KeyN: () => this.nextMessage(),
      KeyS: () => this.copyHandOver(),
      KeyR: () => this.useRewrite(),
      KeyQ: () => this.copyFirstQuestion(),
      KeyX: () => this.openReasons(this.selected),
      KeyZ: () => this.undo(),
    };
    if (acts[event.code]) return this.take(event, acts[event.code]);
    const number = /^Digit([1-9])$/.exec(event.code)?.[1];
    if (number && (number <= this.cards.length || this.isStale)) this.take(event, () => this.copyCard(number - 1));
  },
  async copyHandOver() {
    if (!this.isAsking && !this.conversation.length) return;
    this.say((await copy(await this.handOver())) ? texts.hand_over_copied : texts.copy_failed);
  },
  onEscape(event, at) {
    if (this.rejecting) return this.take(event, () => this.closeReasons());
    if (this.editing || this.isChoosingFact) return this.take(event, () => this.closeEditor());
    if (at === this.draftBox) return this.take(event, () => (this.draft ? this.clearField("draft") : this.closeDraft()));
    if (at === this.messageBox) return this.message ? this.take(event, () => this.clearField("message")) : undefined;
    if (at?.matches("select")) return;
    this.take(event, () => this.messageBox.focus());
  },
  closeDraft() {
    this.isDraftOpen = false;
    this.messageBox.focus();
  },
  onMessageKey(event, at, isControl) {
    const isAtEnd = at.selectionStart === at.value.length && at.selectionEnd === at.value.length;
    const goes = (isControl && event.key === "Enter") || (event.key === "ArrowDown" && isAtEnd && !event.shiftKey);
    if (goes && this.cards.length) this.take(event, () => this.enterList());
  },
  onCardKey(event) {
    const last = this.cards.length - 1;
    const acts = {
      ArrowDown: () => this.move(1),
      ArrowUp: () => this.move(-1),
      Home: () => this.move(-this.selected),
      End: () => this.move(last - this.selected),
      Enter: () => this.copyCard(this.selected),
    };
    if (acts[event.key]) this.take(event, acts[event.key]);
  },
  take(event, act) {
    event.preventDefault();
    act();
  },
};

function together(...parts) {
  const whole = {};
  for (const part of parts) {
    const own = Object.getOwnPropertyDescriptors(part);
    const twice = Object.keys(own).filter((name) => name in whole);
    if (twice.length) throw new Error(`two parts of the page have ${twice.join(", ")}`);
    Object.defineProperties(whole, own);
  }
  return whole;
}

// state that holds lists or objects is made anew for each component
function fresh() {
  return { conversation: [], given: {}, outruled: {}, sent: [], rejections: [], unticked: [], gone: {}, blanks: {}, named: {} };
}

document.addEventListener("alpine:init", () => {
  const parts = [page, standing, customer, message, facts, list, mixing, changes, gate, feedback, draft, filling, search, embedding, ingredients, attachments, elsewhere, signing];
  window.Alpine.data("sidebar", () => Object.assign(together(...parts), fresh()));
});
