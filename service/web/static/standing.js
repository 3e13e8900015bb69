// What the page knows of the service: its words, whether the newest base serves, and whether it can be reached.

import { call, Unreachable } from "./calls.js";
import { fill, texts } from "./words.js";

const LOOK_MS = 5000;
const RETRY_MS = 2000;
const SHOWN = 20;

export const standing = {
  vocabulary: null,
  ready: null,
  isUnreachable: false,

  get hasVocabulary() {
    return this.vocabulary !== null;
  },
  get channels() {
    return this.vocabulary?.channels ?? [];
  },
  get isStarting() {
    return this.isUnreachable && this.ready?.status === "starting";
  },
  get startingText() {
    const { step = 0, share = 0 } = this.ready?.opening ?? {};
    return this.isStarting ? fill(texts.starting, { step, percent: Math.floor(share * 100) }) : "";
  },
  get isLight() {
    return this.ready?.index === "light";
  },
  get lightText() {
    return this.isLight ? fill(texts.light, { percent: Math.floor((this.ready.opening?.share ?? 0) * 100) }) : "";
  },
  get isBroken() {
    return this.ready?.base === "broken";
  },
  get hasLostRecords() {
    return this.ready?.records === "unavailable";
  },
  get bannerText() {
    if (!this.isBroken) return "";
    const count = this.ready.problems.length;
    return count ? fill(texts.broken_base, { count }) : texts.fault_base;
  },
  get bannerProblems() {
    if (!this.isBroken) return [];
    const found = this.ready.problems.slice(0, SHOWN).map((one, at) => ({
      key: at,
      place: `${one.file}:${one.line}:${one.column}`,
      text: [one.entry, `${one.message}${texts.semicolon}${one.mend}`].filter(Boolean).join(texts.colon),
    }));
    return this.ready.fault ? [...found, { key: "fault", place: "", text: this.ready.fault }] : found;
  },

  async learn() {
    try {
      this.vocabulary = await call("GET", "/v1/base");
      if (this.isSignedOut) this.resumeSignedIn();
      if (this.channel && !this.channels.some((one) => one.id === this.channel)) this.channel = "";
    } catch (error) {
      if (error instanceof Unreachable) this.lose();
    }
  },
  async look() {
    clearTimeout(this.looking);
    const wasUnreachable = this.isUnreachable;
    try {
      this.ready = await call("GET", "/readyz");
      this.isUnreachable = this.ready.status === "starting";
      const isNew = !this.isUnreachable && (this.isSignedOut || this.ready.snapshot !== this.vocabulary?.snapshot);
      if (isNew) await this.learn();
      if (wasUnreachable && !this.isUnreachable) {
        this.askNow();
        this.checkNow();
      }
      if (!wasUnreachable && isNew && this.answer && this.answer.snapshot !== this.ready.snapshot) this.askNow();
      if (isNew) this.checkNow();
    } catch {
      Object.assign(this, { isUnreachable: true, ready: null });
    }
    this.looking = setTimeout(() => this.look(), this.isUnreachable || this.isLight ? RETRY_MS : LOOK_MS);
  },
  resumeSignedIn() {
    this.isSignedOut = false;
    this.askNow();
    this.checkNow();
  },
  lose() {
    this.isUnreachable = true;
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.look(), RETRY_MS);
  },
};
