"""The words of signing in, of who one is, and of the keys' page, in Simplified Chinese first and in English."""

from __future__ import annotations

# each text in the order of LANGUAGES; `{…}` is filled in by the page
PEOPLE_TEXTS: dict[str, tuple[str, str]] = {
    "sign_in": ("登录", "Sign in"),
    "sign_in_company": ("用公司账号登录", "Sign in with the company's account"),
    "sign_in_key": ("用密钥登录", "Sign in with an API key"),
    "sign_in_other": ("退出，换个账号", "Sign out and use another account"),
    "sign_in_again": ("登录已失效，请重新登录", "You are no longer signed in: sign in again"),
    "sign_in_state": (
        "这次登录没有完成：可能隔得太久，或开了两个窗口。请再试一次。",
        "That did not work: it took too long, or two windows were open. Try again.",
    ),
    "sign_in_provider": (
        "公司的登录服务没有给出可用的回答。请再试一次；仍不行请找管理员。",
        "The company's provider gave no usable answer. Try again, else ask an admin.",
    ),
    "sign_in_roles": (
        "您的账号还没有这里的角色，请让管理员在公司的登录服务里加上。",
        "Your account has no role here: ask an admin to give it one in the company's provider.",
    ),
    "sign_out": ("退出", "Sign out"),
    "signed_in_as": ("{name}（{roles}）", "{name} ({roles})"),
    "shut": ("这一页您打不开", "This page is not for your role"),
    "shut_text": (
        "您是 {name}（{roles}）。需要的话请找管理员。",
        "You are {name} ({roles}). Ask an admin if you need it.",
    ),
    "to_agents": ("到客服页", "To the agents' page"),
    "role_agent": ("客服", "agent"),
    "role_trainer": ("培训师", "trainer"),
    "role_qa": ("质检", "QA"),
    "role_admin": ("管理员", "admin"),
    "role_none": ("没有角色", "no role"),
    "admin_keys": ("密钥", "API keys"),
    "keys_lead": (
        "给程序用的密钥，每个只有一个角色。密钥只在新建时显示一次，库里只存它的摘要。",
        "Keys for programs, each with one role. A key is shown once, when it is made; only a digest of it is kept.",
    ),
    "key_new": ("新建密钥", "New key"),
    "key_name": ("给谁用", "Who holds it"),
    "key_role": ("角色", "Role"),
    "key_channel": ("只用于渠道", "For one channel"),
    "key_every_channel": ("全部渠道", "Every channel"),
    "key_made": ("请现在保存，离开本页就看不到了：", "Keep it now; it is gone once you leave this page:"),
    "key_copy": ("复制", "Copy"),
    "key_revoke": ("吊销", "Revoke"),
    "key_revoke_sure": (
        "吊销「{name}」？用它的程序会立刻失效。",
        "Revoke “{name}”? What uses it stops working at once.",
    ),
    "key_revoked": ("已于 {day} 吊销", "revoked {day}"),
    "key_stands": ("有效", "stands"),
    "key_state": ("状态", "State"),
    "key_at": ("新建于", "Made"),
    "key_by": ("由谁", "By"),
    "key_none": ("还没有密钥。", "No keys yet."),
    "sessions": ("结束某人的登录", "End someone's sessions"),
    "sessions_lead": (
        "账号停用后，已经登录的浏览器要到登录期满才退出；在这里可以让它们立刻退出。要再登录，由公司的登录服务决定。",
        "After an account is closed, browsers that are signed in stay so until their time is up; here they are signed "
        "out at once. Whether that person may sign in again is the provider's to say.",
    ),
    "sessions_person": ("姓名或账号", "Name or id"),
    "sessions_end": ("立即退出", "Sign out now"),
    "sessions_ended": ("已退出：", "Signed out: "),
    "key_wrong": ("密钥不对，或已被吊销", "This key is not known, or it was revoked"),
    "api_key": ("密钥", "API key"),
}
