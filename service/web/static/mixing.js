// Several matters in one message: a card each, those that are ticked as one reply with one greeting and one closing.

import { call } from "./calls.js";
import { fill, texts } from "./words.js";

export const mixing = {
  mixed: "", // the replies of the ticked matters as one
  unticked: [], // keys of matters that are left out

  get matters() {
    return (this.answer?.suggestions ?? []).filter((one) => one.matter);
  },
  get mixedCard() {
    const parts = this.ticked(this.answer);
    if (!this.mixed || parts.length < 2) return null;
    return { title: fill(texts.mixed, { n: parts.length, titles: parts.map((one) => one.title).join(texts.comma) }), text: this.mixed, parts };
  },
  ticked(answer) {
    return (answer?.suggestions ?? []).filter((one) => one.matter && !this.unticked.includes(`${one.kind}/${one.id}`));
  },
  async mix(answer) {
    const parts = this.ticked(answer);
    if (parts.length < 2) return "";
    try {
      return (await call("POST", "/v1/replies/merge", { replies: parts.map((one) => one.reply) }, { patience: 2000 })).reply;
    } catch {
      return ""; // each card can still be copied alone
    }
  },
  async tick(key, isTicked) {
    this.unticked = isTicked ? this.unticked.filter((one) => one !== key) : [...this.unticked, key];
    this.mixed = await this.mix(this.answer);
    this.selected = 0;
  },
};
