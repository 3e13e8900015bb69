// Where another was quicker: both changes as one text, and what both changed chosen by hand.

import { texts } from "./words.js";

const at = (id) => document.getElementById(id);

// `post` asks the service; `resume` goes on with a text against what stands now
export async function askMerge({ post, base, mine, resume, say }) {
  const began = at("merge");
  began.innerHTML = await post("/train/merge", { base });
  const now = JSON.parse(at("merge-parts").textContent);
  at("stands").hidden = false;
  at("take-merged").hidden = !now.etag;
  at("take-merged").onclick = () => {
    const lines = mergedLines(now.parts, began);
    if (lines === null) return say(texts.merge_open);
    resume(now, `${lines.join("\n")}\n`);
  };
  at("keep-mine").onclick = () => resume(now, mine);
  at("take-now").onclick = () => resume(now, now.text || mine);
  at("stands").scrollIntoView({ block: "nearest" });
  (began.querySelector("input") ?? at("take-merged")).focus();
}

// null while a place is not chosen
function mergedLines(parts, root) {
  const lines = [];
  for (const [place, part] of parts.entries()) {
    if (part.kind === "settled") {
      lines.push(...part.lines);
      continue;
    }
    const chosen = root.querySelector(`input[name="clash-${place}"]:checked`);
    if (!chosen) return null;
    lines.push(...(chosen.value === "both" ? [...part.theirs, ...part.mine] : part[chosen.value]));
  }
  return lines;
}
