"""The words of the pages that say how the sidebar comes into a helpdesk."""

from __future__ import annotations

HELPDESK_TEXTS: dict[str, tuple[str, str]] = {
    "host_setup": ("接入客服系统", "Inside a helpdesk"),
    "host_lead": (
        "在 Chatwoot、Zendesk 或自家客服系统旁边用这一栏。默认不许任何网页嵌入，只有写进设置的来源可以。",
        "Use the sidebar inside a helpdesk. No page may frame it until its origin stands in the setting.",
    ),
    "host_which": ("接入哪一个", "Which one"),
    "host_origins": ("第一步：允许嵌入的来源", "First: origins that may frame it"),
    "host_none": ("还没有，所以现在任何页面都嵌不进来。", "None yet, so no page can frame it."),
    "host_step_origin": (
        "把客服系统的来源（https:// 加域名，不带路径）写进设置，多个用逗号隔开，重启服务：",
        "Write the origin of the helpdesk (https:// and its name, no path) into the setting, several with commas, "
        "and start the service again:",
    ),
    "host_https": (
        "客服系统用 https 打开，这个服务也要经 https 打开，否则浏览器不让嵌入。",
        "A helpdesk opened by https can only frame a service opened by https.",
    ),
    "host_is_set": ("已设置", "set"),
    "host_is_missing": ("未设置", "not set"),
    "host_chatwoot": ("Chatwoot", "Chatwoot"),
    "host_chatwoot_app": ("第二步：仪表盘应用", "Second: the dashboard app"),
    "host_chatwoot_1": (
        "以管理员登录 Chatwoot，点 设置 → 集成 → 仪表盘应用 → 添加新的仪表盘应用。",
        "As an administrator of Chatwoot click Settings → Integrations → Dashboard Apps → Add a new dashboard app.",
    ),
    "host_chatwoot_2": ("标题填“一致”，端点填：", "Title “Yizhi”, endpoint:"),
    "host_chatwoot_3": (
        "打开任一会话，点“一致”标签：顾客最后的话已填好，渠道按收件箱选好。",
        "Open a conversation and its “Yizhi” tab: the customer's last words are there, the channel is chosen by inbox.",
    ),
    "host_chatwoot_4": (
        "Chatwoot 不让应用写输入框：回复用 Enter 复制，再粘贴。",
        "Chatwoot lets no app write into its editor: copy with Enter and paste.",
    ),
    "host_inboxes": ("收件箱对应的渠道", "Which channel an inbox is"),
    "host_inboxes_1": (
        "收件箱编号在 设置 → 收件箱 → 该收件箱的网址末尾。冒号后是知识库的渠道：",
        "An inbox's id ends the address of Settings → Inboxes → that inbox; behind the colon, a channel of the base:",
    ),
    "host_unknown_channel": ("知识库里没有这个渠道", "the base has no such channel"),
    "host_notes": ("第三步（可选）：内部备注", "Third, if you like: private notes"),
    "host_notes_lead": (
        "顾客每来一条消息，建议自动写成只有客服看得到的内部备注。备注不会发给顾客。",
        "For each message of a customer the suggestion is left as a private note, which only agents see.",
    ),
    "host_notes_1": (
        "点左下角头像 → 个人资料设置，复制最下面的“访问令牌”（最好用一个专门的客服账号）。",
        "Click your avatar → Profile settings and copy the access token at the end (best of an agent made for this).",
    ),
    "host_notes_2": (
        "点 设置 → 集成 → Webhooks → 添加新的 webhook，勾选“消息已创建”，网址填：",
        "Click Settings → Integrations → Webhooks → Add new webhook, tick “Message created”, and give the address:",
    ),
    "host_notes_3": (
        "复制该 webhook 的密钥，设置好再启动服务：",
        "Copy the webhook's secret, set all three, and start again:",
    ),
    "host_notes_4": (
        "没有用这个密钥签名的、签名时间差 5 分钟以上的、编号收过的，一律不收。",
        "What is not signed with that secret, was signed more than 5 minutes from now, or was taken before is refused.",
    ),
    "host_zendesk": ("Zendesk", "Zendesk"),
    "host_zendesk_1": ("下载应用包：", "Download the app:"),
    "host_zendesk_file": ("一致的 Zendesk 应用（zip）", "Yizhi's app for Zendesk (zip)"),
    "host_zendesk_2": (
        "在 Zendesk 点 管理中心 → 应用和集成 → 应用 → Zendesk Support 应用 → 上传私有应用，选这个 zip，名称填“一致”。",
        "In Zendesk click Admin Center → Apps and integrations → Apps → Zendesk Support apps → Upload private app, "
        "choose the zip and name it “Yizhi”.",
    ),
    "host_zendesk_3": ("“address”填：", "Under “address” write:"),
    "host_zendesk_4": (
        "“channels”可填品牌编号或工单渠道与知识库渠道的对应，如 email:email,360001234567:tmall。点 安装。",
        "Under “channels” you may map brand ids or ticket channels to channels of the base, as "
        "email:email,360001234567:tmall. Click Install.",
    ),
    "host_zendesk_5": (
        "应用编号在安装后的应用设置网址里。把两个来源都写进设置，重启服务：",
        "The app's id stands in the address of its settings. Write both origins into the setting and start again:",
    ),
    "host_zendesk_6": (
        "打开一张工单，点右侧应用栏的“一致”。按 Enter 时回复插入工单输入框；插入前再核对工单号，换了工单就不插入。",
        "Open a ticket and “Yizhi” in the apps tray. Enter puts the reply into the ticket's editor; the ticket's id is "
        "checked once more before, and nothing is inserted where another ticket is open.",
    ),
    "host_frame": ("其他（iframe）", "Any other (iframe)"),
    "host_frame_title": ("第二步：嵌入页面", "Second: frame it"),
    "host_frame_1": (
        "在页面里放一个 iframe，用 postMessage 送消息进来、收回复出去：",
        "Put an iframe into the page; messages go in and replies come out by postMessage:",
    ),
    "host_frame_2": (
        "插入前请核对 conversation 仍是当前会话。完整协议见 docs/helpdesks.md。",
        "Before inserting, check that `conversation` is still the open one. The protocol: docs/helpdesks.md.",
    ),
    "host_bookmark": ("书签（网页客服台）", "Bookmark (web consoles)"),
    "host_bookmark_title": ("第二步：拖到书签栏", "Second: drag it to the bookmarks"),
    "host_bookmark_1": (
        "按 Ctrl+Shift+B 显示书签栏，把这个按钮拖上去：",
        "Show the bookmarks bar with Ctrl+Shift+B and drag this button onto it:",
    ),
    "host_bookmark_2": (
        "在客服台选中顾客的话，点书签，就在小窗里出建议；选好的回复已复制，回到客服台粘贴。",
        "Select the customer's words in the console and click it; what you choose is copied, paste it in the console.",
    ),
    "host_bookmark_name": ("问一致", "Ask Yizhi"),
}
