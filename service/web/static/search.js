// Search of the whole base under Ctrl+K: found by words and meaning, copied with Enter; one's own phrases beside it.
// A browser keeps which entries an agent likes and uses; what they say is asked of the service each time.

import { call, copy, later, newest, PATIENCE_MS } from "./calls.js";
import { scripted } from "./spans.js";
import { texts } from "./words.js";

const searching = newest();
const KEPT = "yizhi.mine"; // what is this agent's alone, kept in this browser
const SHOWN = 12;
const MOST = 60; // entries that are kept

function mine() {
  try {
    return { stars: [], recent: [], uses: {}, phrases: [], ...JSON.parse(localStorage.getItem(KEPT)) };
  } catch {
    return { stars: [], recent: [], uses: {}, phrases: [] };
  }
}

export const search = {
  isSearching: false,
  sought: "",
  found: [],
  foundFor: "", // the words that `found` is for
  chosen: 0,
  own: mine(),
  phraseName: "",
  isWritingPhrase: false,

  get results() {
    const keyed = (one, mark) => ({ ...one, key: `${one.kind}/${one.id}`, mark });
    const phrases = this.own.phrases
      .filter((one) => !this.sought.trim() || `/${one.name}`.includes(this.sought.trim()) || one.text.includes(this.sought.trim()))
      .map((one) => keyed({ kind: "phrase", id: one.name, title: `/${one.name}`, text: one.text }, texts.search_mine));
    const entries = this.sought.trim() ? this.found.map((one) => keyed(one, texts[`kind_${one.kind}`])) : this.favourites;
    return [...phrases, ...entries].slice(0, SHOWN).map((one, at) => ({
      ...one,
      at,
      isChosen: at === this.chosen,
      parts: scripted(one.text).slice(0, 40),
      isStarred: this.own.stars.some((star) => star.key === one.key),
      canStar: one.kind !== "phrase",
    }));
  },
  // without words: favourites, then what was used lately, then what is used most
  get favourites() {
    const most = Object.values(this.own.uses).sort((one, other) => other.times - one.times);
    const groups = [[this.own.stars, texts.search_star], [this.own.recent, texts.search_recent], [most, texts.search_most]];
    const seen = new Set();
    return groups.flatMap(([ones, mark]) => ones.filter((one) => !seen.has(one.key) && seen.add(one.key)).map((one) => ({ ...one, mark })));
  },
  get isPhraseChosen() {
    return this.results[this.chosen]?.kind === "phrase";
  },
  get isEntryChosen() {
    return this.results[this.chosen]?.canStar === true;
  },
  get isNothingFound() {
    return this.results.length === 0;
  },

  openSearch() {
    if (this.isSearching) return this.closeSearch();
    Object.assign(this, { isSearching: true, sought: "", found: [], foundFor: "", chosen: 0, isWritingPhrase: false });
    const dialog = document.getElementById("search");
    dialog.showModal();
    document.getElementById("search-q").focus();
    this.renewOwn();
  },
  async standing(keys) {
    const query = new URLSearchParams([...keys.map((key) => ["entry", key]), ...(this.channel ? [["channel", this.channel]] : [])]);
    const { entries } = await call("GET", `/v1/scripts?${query}`, undefined, { patience: PATIENCE_MS });
    return new Map(entries.map((one) => [`${one.kind}/${one.id}`, one]));
  },
  // what is kept says what it says now, on this channel; what left the base goes
  async renewOwn() {
    const { stars, recent, uses } = this.own;
    const keys = [...new Set([...stars, ...recent, ...Object.values(uses).sort((one, other) => other.times - one.times)].map((one) => one.key))].slice(0, MOST);
    if (!keys.length) return;
    try {
      const now = await this.standing(keys);
      const renewed = (ones) => ones.filter((one) => now.has(one.key)).map((one) => ({ ...one, title: now.get(one.key).title, text: now.get(one.key).text }));
      const used = renewed(Object.values(uses).filter((one) => keys.includes(one.key)));
      this.keepOwn({ stars: renewed(stars), recent: renewed(recent), uses: Object.fromEntries(used.map((one) => [one.key, one])) });
    } catch {
      // they are asked for again before one is copied
    }
  },
  // what is shown of an entry, held against what stands; false, and said, where it is other or cannot be known
  async isStanding(one) {
    if (one.kind === "phrase") return true;
    try {
      const now = (await this.standing([one.key])).get(one.key);
      if (now?.text === one.text) return true;
      this.found = this.found.flatMap((other) => (`${other.kind}/${other.id}` === one.key ? (now ? [now] : []) : [other]));
      this.renewOwn();
      return this.refuseCopy(texts.copy_changed);
    } catch {
      return this.refuseCopy(texts.copy_unreachable);
    }
  },
  closeSearch() {
    this.isSearching = false;
    document.getElementById("search").close();
    this.messageBox.focus();
  },
  onSearch() {
    this.chosen = 0;
    this.searcher ??= later(120, () => this.seek());
    this.searcher.soon();
  },
  async seek() {
    const foundFor = this.sought;
    const query = new URLSearchParams({ q: foundFor, ...(this.channel && { channel: this.channel }) });
    if (!foundFor.trim()) {
      searching.drop();
      return Object.assign(this, { found: [], foundFor });
    }
    try {
      const answer = await searching.call("GET", `/v1/search?${query}`);
      if (answer) Object.assign(this, { found: answer.entries, foundFor });
    } catch {
      Object.assign(this, { found: [], foundFor });
    }
  },
  // what is typed is meant, not what was found before it
  async takeChosen() {
    const isOpen = this.sought.trim() && this.foundFor !== this.sought && this.chosen === 0 && !this.isPhraseChosen;
    if (isOpen) {
      await this.searcher.now();
      if (this.foundFor !== this.sought || !this.isSearching) return;
    }
    await this.takeResult(this.chosen);
  },
  onSearchKey(event) {
    const count = this.results.length;
    const acts = {
      ArrowDown: () => (this.chosen = (this.chosen + 1) % Math.max(1, count)),
      ArrowUp: () => (this.chosen = (this.chosen + count - 1) % Math.max(1, count)),
      Enter: () => this.takeChosen(),
      Escape: () => this.closeSearch(),
    };
    if (event.shiftKey && event.key === "Delete") return this.take(event, () => this.dropPhrase());
    if (!acts[event.key]) return;
    event.stopPropagation();
    this.take(event, acts[event.key]);
    this.$nextTick(() => document.querySelector("#search [aria-selected=true]")?.scrollIntoView({ block: "nearest" }));
  },
  async takeResult(at) {
    const one = this.results[at];
    if (!one || !(await this.isStanding(one))) return;
    this.closeSearch();
    const text = this.filled(one.text);
    if (!(await copy(text))) return this.say(texts.copy_failed);
    const before = this.sent;
    this.sent = [...before.filter((text) => text !== this.lastReply), text];
    this.lastReply = text;
    this.insert(text);
    this.use(one);
    this.say(`${texts.copied} · ${one.title}`, () => (this.sent = before));
  },
  use({ key, kind, id, title, text }) {
    if (kind === "phrase") return;
    const one = { key, kind, id, title, text };
    const times = (this.own.uses[key]?.times ?? 0) + 1;
    const recent = [one, ...this.own.recent.filter((other) => other.key !== key)].slice(0, 8);
    this.keepOwn({ recent, uses: { ...this.own.uses, [key]: { ...one, times } } });
  },
  star(at) {
    const { key, kind, id, title, text, isStarred } = this.results[at];
    const others = this.own.stars.filter((one) => one.key !== key);
    this.keepOwn({ stars: isStarred ? others : [...others, { key, kind, id, title, text }] });
  },
  keepOwn(changed) {
    this.own = { ...this.own, ...changed };
    try {
      localStorage.setItem(KEPT, JSON.stringify(this.own));
    } catch {
      // a browser that keeps nothing works all the same
    }
  },
  // the draft becomes a phrase of one's own: /name writes it
  keepPhrase() {
    const name = this.phraseName.trim().replace(/^\/+|\s+/g, "");
    if (!name || !this.draft.trim()) return;
    const others = this.own.phrases.filter((one) => one.name !== name);
    this.keepOwn({ phrases: [...others, { name, text: this.draft.trim() }] });
    Object.assign(this, { phraseName: "", isWritingPhrase: false });
    this.say(`${texts.phrase_kept} /${name}`, () => this.keepOwn({ phrases: others }));
  },
  dropPhrase() {
    if (!this.isPhraseChosen) return;
    const before = this.own.phrases;
    const { id } = this.results[this.chosen];
    this.keepOwn({ phrases: before.filter((one) => one.name !== id) });
    this.chosen = 0;
    this.say(texts.phrase_gone, () => this.keepOwn({ phrases: before }));
  },
  // "/name " in the draft is replaced by the phrase
  expandPhrase() {
    const found = /(^|\s)\/(\S+) $/.exec(this.draft);
    const phrase = found && this.own.phrases.find((one) => one.name === found[2]);
    if (phrase) this.draft = this.draft.slice(0, found.index) + found[1] + phrase.text;
  },
};
