"""Rules that a reply denies as a whole: 不是拆了就不能退, 没有超过7天就不能退这一说, 只有无理由才看7天."""

from __future__ import annotations

import re

_WHOLE = re.compile(
    r"(?P<no>(?:并|也|可|又)?(?:不是说|没有说|没说|没有规定|没规定|不是|并非|不存在|没有|哪有|不会因为|没))"
    r"(?P<when>(?:只要|说|什么)?(?:(?:超过?|过)了?[^,。!?;不没]{1,5}|[^,。!?;不没]{1,4}[天日周月]以?之?后"
    r"|(?:封膜|封口|密封|包装)?(?:拆|用|开|撕|打开|启封)[^,。!?;不没]{0,3}[了过封]))"
    r"(?:的话)?(?:就|便|都)(?:一定|肯定|一概|必须|完全)?(?:不|没法|无法|没办法|[退换补]不)[^,。!?;]{1,5}"
)
_TAIL = re.compile(r"(?:这|那)(?:一|种|个|条|回)?(?:说|说法|事|道理|规定|规矩)|的(?:说法|道理|规定|规矩|事)")
_BOUND_ONLY = re.compile(r"只有[^,。!?;]{2,8}才[会要得]?(?:看|受|有|算|讲|限|按|管|卡|适用|分)")


def denied(text: str) -> tuple[tuple[int, int], ...]:
    """Return where the words stand by which a text in normal form denies a whole rule.

    没拆就不能退 denies the condition; only with 这一说 behind it is the rule denied. A time is never denied like that.
    """
    if "就" not in text and "都" not in text and "便" not in text:
        return ()  # most replies
    found = []
    for match in _WHOLE.finditer(text):
        is_time = match["when"].lstrip("只要说什么").startswith(("超", "过")) or match["when"].endswith("后")
        is_short = match["no"] in ("没", "没有", "不存在", "哪有")
        if is_time or not is_short or _TAIL.search(text, match.end() - 5, match.end() + 6):
            found.append(match.span("no"))
    return tuple(found)


def binds_others_only(text: str) -> bool:
    """Say whether a clause binds only the cases that it names: 只有无理由才看7天."""
    return _BOUND_ONLY.search(text) is not None
