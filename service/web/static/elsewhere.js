// What the same customer or order told on another channel: shown with where it comes from, and true once it is confirmed.

import { factName, factValue, fill, texts } from "./words.js";

const day = new Intl.DateTimeFormat(document.documentElement.lang, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });

export const elsewhere = {
  reference: "", // the customer's or order's number, as the agent types it
  named: {}, // customer and order, as the helpdesk tells them

  // a number that is typed may be that of a customer or of an order
  get caseKeys() {
    const typed = this.reference.trim();
    const keys = Object.entries({ customer: this.named.customer || typed, order: this.named.order || typed });
    return Object.fromEntries(keys.filter(([, key]) => key).map(([name, key]) => [name, String(key).slice(0, 120)]));
  },
  get knownElsewhere() {
    if (this.isStale) return [];
    return (this.answer?.known ?? [])
      .filter((one) => !(one.fact in this.given))
      .map((one) => ({
        id: one.fact,
        value: one.value,
        text: `${factName(this.vocabulary, one.fact)}${texts.colon}${factValue(this.vocabulary, one.fact, one.value)}`,
        from: fill(texts.known_from, { channel: this.channels.find((channel) => channel.id === one.channel)?.name ?? texts.any_channel, at: day.format(new Date(one.at)) }),
      }));
  },
  get hasKnown() {
    return this.knownElsewhere.length > 0;
  },
  confirm({ id, value }) {
    this.set(id, value);
  },
  deny({ id }) {
    this.makeUnknown(id);
  },
  confirmAll() {
    const all = Object.fromEntries(this.knownElsewhere.map((one) => [one.id, one.value]));
    this.given = { ...this.given, ...all };
    this.askNow();
    this.checkNow();
    this.messageBox.focus();
  },
};
