// Between a Zendesk ticket and the sidebar: the ticket's conversation goes in, the chosen reply comes out into its editor.

(async () => {
  const HEIGHT = "760px";
  const MOST_TURNS = 20;
  const client = window.ZAFClient.init();
  const frame = document.getElementById("yizhi");
  const { settings } = await client.metadata();
  const origin = new URL(settings.address).origin;
  const channels = new Map(String(settings.channels || "").split(",").map((pair) => pair.split(":").map((one) => one.trim())));
  const isChinese = (await read("currentUser.locale").catch(() => "")).toLowerCase().startsWith("zh");
  let isListening = false;

  async function read(path) {
    return (await client.get(path))[path] ?? "";
  }

  function say(chinese, english) {
    const told = document.getElementById("told");
    told.textContent = isChinese ? chinese : english;
    told.hidden = !told.textContent;
  }

  function plain(html) {
    const spaced = html.replace(/<(?:br|\/p|\/div|\/li)\b[^>]*>/gi, "$&\n");
    return new DOMParser().parseFromString(spaced, "text/html").body.textContent.replace(/\n{2,}/g, "\n").trim();
  }

  // an editor of rich text reads markup, and a reply holds none
  function marked(text) {
    const letters = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "<br>" };
    return text.replace(/[&<>\n]/g, (one) => letters[one]);
  }

  // internal notes are no turn of the conversation
  function turnsOf(conversation) {
    return [...conversation]
      .filter((one) => one.channel?.name !== "internal" && one.message?.content)
      .sort((one, other) => Date.parse(one.timestamp) - Date.parse(other.timestamp))
      .map((one) => ({ role: one.author?.role === "end-user" ? "customer" : "agent", text: plain(one.message.content) }));
  }

  async function tell() {
    if (!isListening) return;
    const [id, conversation, brand, via, known, email] = await Promise.all([
      read("ticket.id"),
      read("ticket.conversation").catch(() => []),
      read("ticket.brand.id").catch(() => ""),
      read("ticket.via.channel").catch(() => ""),
      read("ticket.requester.externalId").catch(() => ""),
      read("ticket.requester.email").catch(() => ""),
    ]);
    const turns = turnsOf(conversation || []);
    const open = [];
    while (turns.at(-1)?.role === "customer") open.unshift(turns.pop().text);
    const channel = channels.get(String(brand)) ?? channels.get(String(via));
    const message = { yizhi: 1, type: "message", conversation: `zendesk-${id}`, text: open.join("\n"), turns: turns.slice(-MOST_TURNS), channel, customer: known || email };
    frame.contentWindow.postMessage(message, origin);
  }

  // the agent may have gone to another ticket since: nothing is written into that one
  async function insert({ text, conversation }) {
    if (`zendesk-${await read("ticket.id")}` !== conversation) {
      return say("已经换了工单，没有插入。", "Another ticket is open by now; nothing was inserted.");
    }
    const isRich = await read("comment.useRichText").catch(() => false);
    const written = isRich ? marked(text) : text;
    try {
      await client.invoke("ticket.editor.insert", written);
    } catch {
      const before = await read("comment.text");
      await client.set("comment.text", before ? `${before}${isRich ? "<br>" : "\n"}${written}` : written);
    }
    say("", "");
  }

  addEventListener("message", ({ source, origin: from, data }) => {
    if (source !== frame.contentWindow || from !== origin || data?.yizhi !== 1) return;
    if (data.type === "ready") {
      isListening = true;
      tell();
    }
    if (data.type === "insert") insert(data);
  });
  for (const event of ["app.activated", "ticket.conversation.changed", "ticket.brand.changed"]) client.on(event, tell);
  client.invoke("resize", { width: "100%", height: HEIGHT });
  frame.src = `${origin}/embed?lang=${isChinese ? "zh-CN" : "en"}`;
})();
