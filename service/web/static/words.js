// What ids are called on the page: facts, values, outcomes and durations, in the words of the base.

export const texts = JSON.parse(document.getElementById("texts").textContent);

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

export function duration(value) {
  const found = /^(\d+)([mhd])$/.exec(value);
  if (!found) return value;
  return fill(texts[{ m: "minutes", h: "hours", d: "days" }[found[2]]], { n: found[1] });
}

export function factName(vocabulary, id) {
  return vocabulary?.facts[id]?.name ?? id;
}

export function factValue(vocabulary, id, value) {
  const fact = vocabulary?.facts[id];
  if (typeof value === "boolean") return value ? texts.yes : texts.no;
  if (fact?.type === "choice") return fact.values.find((one) => one.id === value)?.name ?? String(value);
  return `${value}${unitOf(fact)}`;
}

export function unitOf(fact) {
  if (!fact?.unit) return "";
  return fact.unit === "day" ? fill(texts.days, { n: "" }) : ` ${fact.unit}`;
}

export function outcomeName(vocabulary, id) {
  return vocabulary?.outcomes[id]?.name ?? id;
}

export function outcomeValue(vocabulary, id, value) {
  const outcome = vocabulary?.outcomes[id];
  return outcome?.type === "duration" ? duration(value) : (outcome?.labels[value] ?? value);
}

// "good" is the value most favourable to the customer, "poor" the least, "fair" between; "" where there is no order
export function favour(vocabulary, id, value) {
  const outcome = vocabulary?.outcomes[id];
  if (!outcome || outcome.type === "duration" || !outcome.ordered) return "";
  const at = outcome.values.indexOf(value);
  if (at === outcome.values.length - 1) return "good";
  return at === 0 ? "poor" : "fair";
}
