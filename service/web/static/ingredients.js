// A pasted ingredient list: each name with what it is, and first what to watch for this customer; two lists compared.

import { newest } from "./calls.js";
import { fill, texts } from "./words.js";

const reading = newest(20_000); // the first list waits for the official tables
const FEWEST = 5; // names from which a text may be a list
const LONGEST = 28; // characters of a name, on average
const KNOWN = 0.5; // share of names that are recognised, from which it is one

function names(text) {
  return text.replace(/^[^:：\n]{0,16}[:：]/, "").split(/[、，,;；\n/]/).map((one) => one.trim()).filter(Boolean);
}

// a message may hold two lists, with an empty line or VS between
function lists(text) {
  const parts = text.split(/\n\s*\n|\n?\s*(?:VS|vs|对比)\s*\n?/).map((one) => one.trim()).filter(Boolean);
  return parts.filter((one) => names(one).length >= FEWEST && one.length / names(one).length <= LONGEST).slice(0, 2);
}

export const ingredients = {
  list: null, // what was read in the message
  isListOpen: false,

  get hasList() {
    return this.list !== null && !this.isStale;
  },
  get listLabel() {
    if (!this.list) return "";
    const known = this.list.parts.filter((one) => one.id || one.official).length;
    return fill(texts.list_read, { n: this.list.parts.length, m: known });
  },
  get listWatch() {
    return (this.list?.watch ?? []).map((one, key) => ({ key, name: one.name, text: one.text, cite: one.cite ?? "", mark: `watch ${one.kind}`, kind: texts[`watch_${one.kind}`] }));
  },
  get listPairs() {
    return (this.list?.pairs ?? [])
      .filter((one) => one.stance !== "fit")
      .map((one, key) => ({ key, names: one.names.join(" + "), stance: texts[`stance_${one.stance}`], why: one.why, mark: one.stance }));
  },
  get listParts() {
    const known = new Map((this.list?.ingredients ?? []).map((one) => [one.id, one]));
    const order = { banned: 0, limit: 1, pregnancy: 2, skin: 2 };
    const grave = new Map(this.listWatch.map((one) => [one.name, order[this.list.watch[one.key].kind]]));
    return (this.list?.parts ?? [])
      .map((part, place) => {
        const it = known.get(part.id);
        const name = part.name ?? part.official?.name ?? part.text;
        const limits = (it?.limits ?? []).map((one) => `≤${one.max}${one.unit} ${one.for}`);
        const what = it ? [it.roles.join(texts.comma), it.mechanism].filter(Boolean).join(texts.colon) : (part.official?.text ?? texts.list_unknown);
        return { key: place, name, written: part.text === name ? "" : part.text, what, limits: limits.join("；"), grave: grave.get(name) ?? 9 };
      })
      .sort((one, other) => one.grave - other.grave || one.key - other.key);
  },
  get comparisonText() {
    const { comparison, parts, versus } = this.list ?? {};
    if (!comparison) return "";
    const named = (all, places) => places.map((place) => all[place]?.name ?? all[place]?.text).join(texts.comma) || texts.list_none;
    return fill(texts.list_compared, {
      both: comparison.common.map((one) => one.name).join(texts.comma) || texts.list_none,
      here: named(parts, comparison.only_here),
      there: named(versus.parts, comparison.only_there),
    });
  },

  async readList(text) {
    const [first, second] = lists(text);
    if (!first) {
      reading.drop();
      this.list = null;
      return;
    }
    const facts = Object.fromEntries(Object.entries(this.known).filter(([, one]) => one.value !== null && one.from !== "assumed").map(([id, one]) => [id, one.value]));
    const body = { text: first, facts, ...(second && { versus: second }) };
    try {
      const read = await reading.call("POST", "/v1/ingredients/read", body);
      if (read === null) return;
      const known = read.parts.filter((one) => one.id || one.official).length;
      this.list = read.parts.length >= FEWEST && known >= KNOWN * read.parts.length ? read : null;
    } catch {
      this.list = null;
    }
  },
};
