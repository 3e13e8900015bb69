"""What the words around a phrase make of it: denied, unwanted, set aside, wondered about, or only compared with."""

from __future__ import annotations

import re

_DENIED = re.compile(
    r"(?:没有|没|不是|并不是|并没有|并没|不会|不曾|未曾|从未|绝非|而非|不算|谈不上|无|尚未)(?:什么|去|去过|能去|来得及|出现|发生|任何|再|怎么|觉得|说|因为|在|太|很|啥|过)?$"
)
_UNWANTED = re.compile(  # 不想取消, 别发错了
    r"(?:(?<!要)不想|(?<!要)不要|(?<![特分个区性级])别|勿|不用|不必|不需要|无需|不打算|不准备|不愿意?|没想|没要|没打算|没准备|没说要|甭|(?<!除)非)"
    r"(?:再|给我|帮我|把|要|去|申请|随便)?$"
)
_ASIDE_BEFORE = re.compile(
    r"(?:(?:先|且|姑且|暂且|暂时)?不(?:管|论|说|谈|提)|无论|抛开|撇开)(?:它|这|这个|东西)?(?:到底)?(?:是不是|是)?(?:真的)?$"
)
_ASIDE_AFTER = re.compile(
    r"^(?:与否|这事|的事|的问题|什么的)?(?:咱们?|我们?)?[先都]?(?:不论|另说|另论|放一边|放一放|搁一边|(?:先|且|姑且|暂且|暂时)不(?:管|论|说|谈|提))"
)
_NOT_ISSUED = re.compile(r"(?:没有?|未)(?:给我?|帮我?)?(?:开具?|写|办|打印?)(?:过|出)?$")  # 没开诊断证明
_PROMISES = ("说", "答应", "承诺")  # 不是说好送小样吗 denies nothing
_WONDERED = re.compile(
    r"(?:会不会|是否会|会|怕|担心|害怕|万一|如果|要是|假如|容易|防止|避免|预防|以防)(?:又|再|也|有|出现|引起|导致|用了|用完|它|我)?$"
)
_A_NOT_A = re.compile(r"(?:会不会|是不是|有没有|算不算|能不能|要不要)(?:又|再|也|引起|导致|出现)?$")
_INTERROGATIVE = re.compile(r"^(?:吗|么|嘛|不会吧|怎么办才好吗)")
_OTHERS = r"(?:我|咱|你|他|她|朋友|闺蜜|同事|同学|别人|人家|家里)(?:们|的|家)?"
_ANOTHER = re.compile(  # 跟我以前在超市买的, 我上次在超市买的
    rf"(?:(?:跟|和|与|同|比|像|不如)(?:{_OTHERS})?(?:上一?[次回]|以前|之前|原来|从前|平时)?|(?:上一?[次回]|以前|之前|原来|从前|平时))"
    r"(?:在|从|去|到)?(?:你们|你家|附近|那个|那家)?$"
)
_COMPARES = re.compile(
    r"不一样|不同|不像|两样|差[别异距远得好很不]|区别|对不上|对比|的比|相比|比起|不是[这那一同]|是一样|[稀稠淡浅深薄厚](?:$|[了些点一多])|的那[瓶支盒罐个]$"
)


def is_denied(before: str, phrase: str, after: str) -> bool:
    """Say whether a phrase between these words is denied, unwanted or set aside: 没过敏, 别发错了, 真假不论."""
    if _A_NOT_A.search(before):
        return False
    if _DENIED.search(before):
        return not (before.endswith("不是") and phrase.startswith(_PROMISES))
    if before.endswith("不") and phrase.startswith(("是", "想", "要")):  # 不|是假, 不|想取消
        return not before.endswith(("是不", "想不", "要不"))
    return bool(_UNWANTED.search(before) or _ASIDE_BEFORE.search(before) or _ASIDE_AFTER.match(after))


def is_wondered(before: str, after: str) -> bool:
    """Say whether a phrase between these words is only feared, supposed or asked about: 会不会过敏."""
    wondered = bool(_WONDERED.search(before)) and not before.endswith("不会")
    return bool(_A_NOT_A.search(before)) or wondered or bool(_INTERROGATIVE.match(after))


def is_not_issued(before: str) -> bool:
    """Say whether a paper was not made out: 没开诊断证明."""
    return bool(_NOT_ISSUED.search(before))


def is_compared(before: str, after: str) -> bool:
    """Say whether a phrase tells of another thing that this one is held against: 跟超市买的不一样."""
    return bool(_ANOTHER.search(before) and _COMPARES.search(after))
