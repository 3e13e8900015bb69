// The agents' page: one component put together from its parts, and the keys that work everywhere.

import { draft } from "./draft.js";
import { facts } from "./facts.js";
import { list } from "./list.js";
import { message } from "./message.js";
import { standing } from "./standing.js";

const TOAST_MS = 6000;

const page = {
  toast: "",
  canUndo: false,

  async init() {
    try {
      this.channel = localStorage.getItem("yizhi.channel") ?? "";
    } catch {
      this.channel = "";
    }
    document.addEventListener("visibilitychange", () => document.hidden || this.look());
    await this.look();
  },
  say(text, undo = null) {
    clearTimeout(this.saying);
    Object.assign(this, { toast: text, canUndo: undo !== null });
    this.undoing = undo;
    this.saying = setTimeout(() => Object.assign(this, { toast: "", canUndo: false }), TOAST_MS);
  },
  undo() {
    this.undoing?.();
    Object.assign(this, { toast: "", canUndo: false });
  },
  fit(name) {
    const area = this.$refs[name];
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight + 2, innerHeight * 0.4)}px`;
    this.follow(name);
  },
  follow(name) {
    this.$refs[`${name}Under`].scrollTop = this.$refs[name].scrollTop;
  },

  onKey(event) {
    if (event.isComposing || event.keyCode === 229) return; // the key belongs to the input method
    const at = document.activeElement;
    const isControl = event.ctrlKey || event.metaKey;
    if (isControl && !event.shiftKey && event.key.toLowerCase() === "c") return this.onCopyKey(event, at);
    if (event.altKey && !isControl) return this.onAltKey(event);
    if (event.key === "Escape") return this.onEscape(event, at);
    if (at === this.$refs.message) return this.onMessageKey(event, at, isControl);
    if (at === this.$refs.draft && isControl && event.key === "Enter") return this.take(event, () => this.copyDraft());
    if (at?.classList.contains("card") && !isControl) return this.onCardKey(event);
  },
  onCopyKey(event, at) {
    const isField = at?.matches("textarea, input");
    const marked = isField ? at.selectionStart !== at.selectionEnd : !getSelection().isCollapsed;
    if (!marked && this.cards.length) this.take(event, () => this.copyCard(this.selected));
  },
  onAltKey(event) {
    if (event.key === "Enter") return this.take(event, () => this.useFirst());
    if (event.code === "KeyN") return this.take(event, () => this.nextMessage());
    const number = /^Digit([1-9])$/.exec(event.code)?.[1];
    if (number && number <= this.cards.length) this.take(event, () => this.copyCard(number - 1));
  },
  onEscape(event, at) {
    if (this.editing || this.isChoosingFact) return this.take(event, () => this.closeEditor());
    if (at?.closest("#list")) return this.take(event, () => this.$refs.message.focus());
    if (at?.matches("select")) return;
    if (this.hasAnything) this.take(event, () => this.clearAll());
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
  for (const part of parts) Object.defineProperties(whole, Object.getOwnPropertyDescriptors(part));
  return whole;
}

// state that holds lists or objects is made anew for each component
function fresh() {
  return { conversation: [], given: {}, rejections: [] };
}

document.addEventListener("alpine:init", () => {
  window.Alpine.data("sidebar", () => Object.assign(together(page, standing, message, facts, list, draft), fresh()));
});
