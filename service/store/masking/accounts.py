"""Accounts that are told by their name: WeChat, QQ, 旺旺, Alipay, nicknames, passwords."""

from __future__ import annotations

import re

from service.store.masking.labels import DATE
from service.store.masking.view import MASKED, View

_PLACES = (
    r"微[·.\s]?信|薇信|威信|威x|绿泡泡?|telegram|(?<![a-z])line(?=\s?id|[:])|(?<=[我加])v(?!ip)(?=[a-z0-9])|徽信|卫星(?=号)|[薇徽](?=[a-z0-9:号❤♥])|v信|[+➕加]\s?[v微薇](?![\u3400-\u9fff])|(?<![a-z])v(?=[:❤♥])|(?<![a-z])[vw]\s?x"
    r"|(?<![a-z])wei\s?xin|(?<![a-z])wechat|(?<![a-z])q\s?q|扣扣|球球|企鹅号?|支付宝|旺旺|淘宝|天猫|京东|拼多多|抖音|快手|小红书|微博|钉钉"
    r"|账号|账户|帐号|帐户|会员卡?|用户|邮箱|(?<![a-z])id"
)
_LINK = (
    r"(?:号码|账号|帐号|号|id|名字|名称|名|昵称|搜索?|加我?|我|的|就?是|为|叫"
    r"|填的?|写的?|[改换][成为]|[:=#.\-\s❤♥])"
)
_HANDLE = re.compile(
    rf"(?:{_PLACES}){_LINK}{{0,6}}(@?[a-z0-9_](?: [a-z0-9]){{4,40}}(?![a-z0-9])|@?[a-z0-9_][a-z0-9_.\-]{{3,40}})"
)
_PASSWORD = re.compile(r"(?:密码|口令)(?:是|为|[:\s]){0,3}([!-~]{6,40})")
_NICKNAME = re.compile(
    r"(?:(?:旺旺|淘宝|微信|抖音|快手|小红书|微博|会员|用户|账号|网)(?:账号|号|id|名字|名称|名|昵称|(?=\s?[:@]))|旺旺|昵称|网名|花名|(?:小红书|抖音|快手|微博|淘宝|拼多多|京东)我?(?=叫))"
    r"(?:(?<=[多宝东音手书博信]昵称)|(?<=[多宝东音手书博信]网名)|\s?(?:是|叫做?|[:@])\s?|(?<=名)|(?<=旺号)|(?<=名字)){1,2}@?"
    r"((?!(?:是|叫|什么|哪|啥|怎|谁|多少|不|没|可以|能|要|在|有|写|被|改|违规|吗|里|上|支付|客服|的|我)|[a-z0-9_.\-]+(?![\u3400-\u9fff\w]))"
    r"[\u3400-\u9fff\w·]{2,16}+)(?=[^\w" + MASKED + r"]|$)"
)
_NICKNAME_THAT_BOUGHT = re.compile(
    r"(?:旺旺|昵称|网名)[号名:\s]{0,2}"
    r"((?!是|叫|什么|哪|怎|不|没|可以|能|在|有|里|上|支付|客服|的|我|跟|和|找|聊|消息|沟通|[今昨前]天|之前|刚|直接|给|你|问|咨询)"
    r"[\u3400-\u9fff\w·]{3,12}?)(?=(?:拍|买|下单|付款|咨询)的|下的单|付的款)"
)
_NOT_AN_ACCOUNT = re.compile(r"(?:ios|android|app|vip|pay|wechat|alipay|iphone|ipad|huawei|plus|pro|max|http|www|id)")


def claim_accounts(view: View) -> None:
    """Claim handles, nicknames and passwords after the name of what they are for; bare numbers are not read here."""
    for pattern in (_PASSWORD, _HANDLE, _NICKNAME, _NICKNAME_THAT_BOUGHT):
        spans = []
        for found in pattern.finditer(view.text):
            if pattern is not _HANDLE or _is_handle(found[1]):
                spans.append((*found.span(1), "账号"))
        view.claim_all(spans)


def _is_handle(value: str) -> bool:
    plain = value.replace(" ", "").strip("@.-")
    digits = sum(char.isdigit() for char in plain)
    day = DATE.search(plain)
    if (
        plain.isdigit()
        or (day and (day.start() < 2 or plain.startswith(("lot", "batch"))))
        or (digits < 4 and _NOT_AN_ACCOUNT.match(plain))
    ):
        return False
    return len(plain) >= 4 if digits or "_" in plain else len(plain) >= 6
