"""What replies say beside outcomes: that a case is handed on, what is asked for, comfort, a return to the customer."""

from __future__ import annotations

import re

_HANDED_ON = re.compile(
    r"(转|升级|上报|反馈|提交|移交|请)(接|给|到|至|交)?(了|一下)?(我们|咱们)?(的)?"
    r"(主管|经理|上级|领导|组长|专员|品控|质检|医学顾问|医学团队|高级客服|售后专员|专家)|升级处理|上报处理"
)
_ASKED_FOR = re.compile(
    r"(提供|发|报|给|拍|留|说|告知|麻烦|上传)[^。！？，]{0,12}(订单号|订单编号|单号|手机号|电话|照片|图片|凭证|视频|截图|批号|病历)"
    r"|(订单号|订单编号|手机号|照片|图片|凭证|视频|截图|批号)[^。！？，]{0,8}(提供|发|报|给|拍|多少|上传)"
)
_COMFORT = re.compile(
    r"抱歉|对不起|不好意思|理解您|能理解|您别急|别担心|您别担心|请放心|心疼|担心您|身体要紧|您受累|给您添麻烦|让您久等"
)
_RETURNED = re.compile(
    r"回访|好些了|好点了|好转|恢复得|恢复的怎么样|后续情况|再跟您确认|后来怎么样|处理得还满意|用得怎么样|最近怎么样"
)
_GOOD = re.compile(r"满意|好评|很好|不错|good|offered_good|positive|非常满意|👍", re.IGNORECASE)
_BAD = re.compile(r"不满|差评|不好|一般|中评|bad|negative|失望", re.IGNORECASE)
_YES = frozenset(
    ("是", "true", "1", "yes", "y", "已解决", "解决", "solved", "closed", "resolved", "已回访", "已升级", "已结束")
)
_NO = frozenset(("否", "false", "0", "no", "n", "未解决", "open", "pending", "未回访", "未升级", "", "无"))
_URGENT = re.compile(r"紧急|加急|特急|urgent|^high$|^p[01]$|^是$|^高$|^1$", re.IGNORECASE)
_PART_TIME = re.compile(r"兼职|外包|临时|实习|小时工|part|temp|outsourc|^是$", re.IGNORECASE)


def hands_on(reply: str) -> bool:
    return _HANDED_ON.search(reply) is not None


def asks_for_proof(reply: str) -> bool:
    return _ASKED_FOR.search(reply) is not None


def comforts(reply: str) -> bool:
    return _COMFORT.search(reply) is not None


def returns(reply: str) -> bool:
    """Say whether a reply comes back to the customer after the case."""
    return _RETURNED.search(reply) is not None


def is_urgent(priority: str) -> bool:
    return _URGENT.search(priority) is not None


def is_part_time(kind: str) -> bool:
    return _PART_TIME.search(kind) is not None


def yes_or_no(text: str) -> bool | None:
    """Return what a column of yes and no says, None where it is empty; a day or other words say that it was done."""
    plain = text.strip().lower()
    if not plain:
        return None
    return plain in _YES or plain not in _NO


def is_good(rating: str) -> bool | None:
    """Return whether a rating is good, None where it is none."""
    plain = rating.strip()
    try:
        number = float(plain.rstrip("分星"))
    except ValueError:
        if _BAD.search(plain):
            return False
        return True if _GOOD.search(plain) else None
    return number >= 4
