// Inside a helpdesk: the customer's words come in, replies go out, and nobody but the origins that the settings name is heard.

import { texts } from "./words.js";

const CHATWOOT = "chatwoot-dashboard-app:fetch-info";
const MOST_TURNS = 20;

const parameters = new URLSearchParams(location.search);
const origins = (document.body?.dataset.origins ?? "").split(" ").filter(Boolean);
const host = window.parent === window ? window.opener : window.parent;
const inboxes = new Map((parameters.get("inbox") ?? document.body?.dataset.inboxes ?? "").split(",").map((pair) => pair.split(":")));

function post(message) {
  for (const origin of origins) host?.postMessage(message, origin); // only the one that is there receives it
}

// Chatwoot tells the whole conversation: the turns before the customer's last words, and those words
function ofChatwoot({ conversation, contact }) {
  const said = (conversation?.messages ?? []).filter((one) => one.content && !one.private && one.message_type < 2);
  const turns = said.map((one) => ({ role: one.message_type === 0 ? "customer" : "agent", text: one.content }));
  const open = [];
  while (turns.at(-1)?.role === "customer") open.unshift(turns.pop().text);
  const id = conversation?.id ?? contact?.id;
  const channel = inboxes.get(String(conversation?.inbox_id));
  const customer = contact?.identifier || contact?.email || contact?.phone_number || "";
  return { type: "message", conversation: id === undefined ? "" : `chatwoot-${id}`, text: open.join("\n"), turns, channel, customer };
}

function readable(data) {
  if (typeof data === "string") {
    if (!data.includes('"appContext"')) return null;
    try {
      const told = JSON.parse(data);
      return told.event === "appContext" && told.data ? ofChatwoot(told.data) : null;
    } catch {
      return null;
    }
  }
  return data?.yizhi === 1 ? data : null;
}

export const embedding = {
  isEmbedded: false,

  listen() {
    if (document.body.dataset.origins === undefined) return;
    this.isEmbedded = true;
    addEventListener("message", (event) => {
      if (event.source !== host || !origins.includes(event.origin.toLowerCase())) return;
      const told = readable(event.data);
      if (told) this.hear(told);
    });
    post({ yizhi: 1, type: "ready" });
    if (parameters.get("host") === "chatwoot") post(CHATWOOT);
  },
  hear(told) {
    if (told.type === "theme") document.documentElement.style.colorScheme = told.theme === "dark" ? "dark" : "light";
    if (told.type === "language" && told.language !== document.documentElement.lang) {
      parameters.set("lang", told.language);
      this.save();
      location.search = parameters;
    }
    if (told.type === "conversation") this.meet(String(told.conversation ?? ""));
    if (told.type === "message") this.receive(told);
  },
  receive({ conversation = "", text = "", turns, channel, customer, order }) {
    this.meet(String(conversation));
    const named = { customer: String(customer || this.named.customer || ""), order: String(order || this.named.order || "") };
    this.named = named;
    if (channel) this.channel = String(channel);
    if (Array.isArray(turns)) {
      const known = turns.filter((turn) => turn && ["customer", "agent"].includes(turn.role)).slice(-MOST_TURNS);
      this.conversation = known.map((turn, key) => ({ role: turn.role, text: String(turn.text), key, who: texts[turn.role] }));
    } else if (this.sent.length && this.message.trim() !== String(text).trim()) {
      this.takeUp(this.message.trim() || this.answered);
    }
    if (String(text).trim()) this.put(String(text).trim());
    else this.askNow();
  },
  // the host must check that the conversation is still the open one
  insert(text) {
    if (this.isEmbedded) post({ yizhi: 1, type: "insert", text, conversation: this.customer });
  },
};
