// Texts cut at spans; the service counts code points, the browser UTF-16 units.

export function cut(text, spans) {
  const points = Array.from(text);
  const ordered = spans
    .filter(({ span }) => span && span[0] < span[1] && span[1] <= points.length)
    .sort((left, right) => left.span[0] - right.span[0]);
  const parts = [];
  let at = 0;
  for (const { span, mark } of ordered) {
    if (span[0] < at) continue;
    if (span[0] > at) parts.push({ text: points.slice(at, span[0]).join(""), mark: "" });
    parts.push({ text: points.slice(span[0], span[1]).join(""), mark });
    at = span[1];
  }
  parts.push({ text: `${points.slice(at).join("")}\n`, mark: "" }); // a last empty line has height too
  return parts;
}

export function within(text, span) {
  return span ? Array.from(text).slice(span[0], span[1]).join("") : "";
}

export function replaced(text, span, instead) {
  const points = Array.from(text);
  return [...points.slice(0, span[0]), instead, ...points.slice(span[1])].join("");
}

const BLANK = /〔([^〔〕]{1,40})〕/g;

// a script cut at what the agent still fills in
export function scripted(text) {
  const parts = [];
  let at = 0;
  for (const found of text.matchAll(BLANK)) {
    if (found.index > at) parts.push({ text: text.slice(at, found.index), mark: "" });
    parts.push({ text: found[1], mark: "blank" });
    at = found.index + found[0].length;
  }
  parts.push({ text: text.slice(at), mark: "" });
  return parts;
}

export function blanks(text) {
  return [...new Set(Array.from(text.matchAll(BLANK), (found) => found[1]))];
}
