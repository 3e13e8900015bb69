"""What platforms and forwarding put around a message: order cards, numbers, stickers, links, headers.

Works on the text as sent, so that the normal form can leave these stretches out and still point into it.
"""

from __future__ import annotations

import re

_LABEL = (
    r"(?:订单|訂單|交易|退款|退货|退貨|售后|售後|快递|快遞|运单|運單|物流"
    r"|服务|服務|工单|工單|商品|宝贝|寶貝|流水|会员|會員)"
)
_NUMBER = r"(?:编号|編號|号码|號碼|单号|單號|号|號|ID|id)"
_STICKERS = (
    r"动画表情|動畫表情|商品卡片|订单卡片|社会社会|让我看看|泣不成声|灵光一闪|what|小程序|快哭了|翻白眼|666|呆无辜|绿帽子|图片"
    r"|圖片|视频|影片|语音|語音|文件|链接|连结|位置|表情|贴纸|貼圖|商品|订单|卡片|名片|红包|转账|微笑|撇嘴|发呆|得意|流泪|大哭"
    r"|害羞|闭嘴|尴尬|发怒|调皮|呲牙|惊讶|难过|抓狂|偷笑|愉快|白眼|傲慢|惊恐|流汗|憨笑|悠闲|奋斗|咒骂|疑问|骷髅|敲打|再见|擦汗"
    r"|抠鼻|鼓掌|坏笑|哈欠|鄙视|委屈|阴险|亲亲|可怜|菜刀|西瓜|咖啡|猪头|玫瑰|凋谢|嘴唇|爱心|心碎|蛋糕|炸弹|便便|月亮|太阳|拥抱"
    r"|握手|胜利|抱拳|勾引|拳头|爱你|好的|OK|捂脸|奸笑|机智|皱眉|吃瓜|加油|天啊|旺柴|好吧|打脸|叹气|苦涩|裂开|比心|笑哭|泪目"
    r"|送心|生气|哈哈|谢谢|求求|爱慕|思考|石化|黑脸|失望|飞吻|惊呆|酷拽|尬笑|色|睡|囧|吐|困|嘘|晕|衰|强|弱|不|耶|汗|哇|赞"
    r"|哭|笑"
)
_STAMP = r"\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?[ \t]+\d{1,2}[：:]\d{2}(?:[：:]\d{2})?"

_BREAKS = re.compile(  # leave a blank behind
    rf"""
    [\[【［][^\[\]【】［］\n]{{0,40}}(?:{_LABEL}{_NUMBER}?[ ]?[：:]|金[额額][ ]?[：:])[^\[\]【】［］\n]{{0,120}}[\]】］]
  | [\[［](?:{_STICKERS})[\]］]
  | 【(?:淘宝|天猫|京东|拼多多|抖音|小红书|唯品会|快手)(?:网|商城|超市)?】
  | \#E-[A-Za-z]{{1,2}}\d{{1,3}}
  | /:[\x21-\x7e]{{1,4}}(?![\x21-\x7e])
  | https?://[\x21-\x7e]+
  | ^[ \t]*(?:转发|轉發|回复|回覆|[Rr][Ee]|[Ff][Ww][Dd]?|主题|主旨|[Ss]ubject)[ \t]*[：:]
  | ^-{{2,}}[ \t]*(?:转发|轉發|原始|以下|[Oo]riginal|[Ff]orwarded)[^\n]{{0,30}}-{{2,}}[ \t]*$
  | ^[ \t]*(?:发件人|寄件者|收件人|收件者|抄送|发送时间|傳送時間|发送日期|From|To|Cc|Sent|Date)[ \t]*[：:][^\n]*$
  | ^[^\n,，。!！?？;；]{{1,20}}[ \t(（\[]+{_STAMP}[)）\]]*(?:[：:]|[ \t]*$)
  | ^[ \t]*(?:发自我的|來自我的|来自我的|Sent[ ]from[ ]my)[ ]?[A-Za-z一-鿿 ]{{2,20}}$
  | ^[ \t]*@[^\s@,，:：]{{1,16}}[ \u2005]
    """,
    re.VERBOSE | re.MULTILINE,
)
_NUMBERS = re.compile(  # leave nothing behind: 订单3021…退款
    r"[：:#\s]*(?<![A-Za-z\d.¥￥])[A-Za-z]{0,4}\d{9,}[A-Za-z]?(?:-\d{1,6})*(?![\d.])"
)


def noise(text: str) -> tuple[tuple[int, int, bool], ...]:
    """Return the stretches of `text`, as sent, that say nothing, in order; the flag says that each is a break."""
    found = [(*match.span(), True) for match in _BREAKS.finditer(text)]
    for match in _NUMBERS.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end, _ in found):
            found.append((*match.span(), False))
    return tuple(sorted(found))
