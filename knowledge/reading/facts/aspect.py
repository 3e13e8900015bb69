"""Whether a verb in a customer's clause tells of something done, left undone, supposed, or none of these.

Works on text in normal form. Chinese says it around the verb: 抹了两次 and 天天抹 are done, 没舍得抹 is undone,
如果抹了 is supposed; 想抹, 怎么抹, 抹完要不要洗 and 大家抹过的都说好 tell nothing of this customer's own case.
"""

from __future__ import annotations

import re
from enum import Enum

_MEASURE = (
    r"(?:次|回|趟|片|支|只|瓶|罐|管|盒|滴|下|天|日|周|月|星期|礼拜|晚|早|遍|层|勺|坨|点|丁点|丢丢|张|颗|泵|ml|毫升"
    r"|半|年|块|脸|圈)"
)
_COUNT = rf"(?:\d{{1,3}}|(?:好几|[一两二三四五六七八九十半数俩仨]{{1,3}})(?:几|多|来|大)?)个?(?:多|半|来)?{_MEASURE}"
_AFTER = r"(?:之后|以后|后(?!天|面(?![部颊])|悔|续|来|台|期|年|果|边))"
_DONE = re.compile(
    rf"(?:了|过|完|掉|光|咗|着|啦|嘞|咧|空|剩|起来|下来|下去|的时候|一半|大半|得(?=脸|嘴|眼|皮肤|浑身|好好|只剩|差不多|快)"
    rf"|(?=(?:你们|你家|您家|你哋|恁)(?!家?$|[^,]{{0,10}}(?:哪|什么|啥|可以|能|会不会|好不好|怎么|吗)))"
    rf"|中(?=发现|出现|觉得|途)|(?:过程中|期间|途中)|(?:在)?(?:脸|嘴|唇|手|身|脖子|头|眼皮|皮肤)上?(?:就|起|红|疼|痒|刺|辣|掉|卡|显|像)"
    rf"|上(?!面|次|回|周|个|礼拜|星期|线|架|网|市|门)|到(?:脸|嘴|眼|皮肤|一半|现在|今天|底|第|快|最后|昨|前)|{_AFTER}"
    rf"|[^的吗呢吧先再还哪边]{{1,10}}?(?:{_AFTER}|咗)|(?P<count>{_COUNT}))"
)
_HABIT = re.compile(
    r"(?:天天|每天|每晚|每日|早晚|坚持在?|连续|头一[回次趟]|第一[回次]|首次|已经?|刚刚?|昨晚|今早|早上|晚上|今天才|(?<![第统同专唯单])一)都?(?:有在?|在)?$"
)
_AT_A_TIME = re.compile(  # 睡前抹的, 洗脸后擦的
    r"(?:睡前|睡觉前|饭前|出门前|(?:洗|卸|化|敷)完?[脸澡妆头膜]?[之以]?[前后]|完[脸澡妆头]|[今昨前]天|[今昨前]晚|夜里|半夜|白天"
    r"|清早|早晨|上午|中午|下午|傍晚|刚才|刚)(?:[就才还又也都我]|给我)?$"
)
_ITS_NOUN = re.compile(r"的(?!$|[,。!?; ])")
_WHICH = re.compile(r"有没有|哪|什么|啥|推荐|适合|能不能|可以")
_RESULTS = "开破断"  # 撕开 is done without 了
_NOT_EVEN = re.compile(r"(?:[都也]|一?下[都也])还?(?:没有?|未曾?|不曾|冇|莫)(?:舍得|敢|来得及|去|往[^,。!?;]{1,2}上)?")
_UNDONE = re.compile(
    r"(?:没有?|未曾?|不曾|从没|从未|冇|莫|莫得|没得|都无|从不)"
    r"(?:舍得|来得及|顾得上|顾上|顾着|敢|再|去|给|往.{1,2}上|真的?|开始|动手|有|曾|机会|空|时间|时候|工夫|功夫|自己|正经|好好|我|先|被|把它|去过|全|能|倒出空去?|得空|打|在.{0,4}|是|跟|用来){0,3}$"
)
_UNREAL = re.compile(
    r"(?:(?<!没)想|(?<!只)要|(?<![可只])能|会|敢|可以|(?<=.)可|别|不|准备|打算|该|应|需|怎么|咋个?|如何|怎样|请|肯|愿意|怕|担心|害怕|避免|防止|是不是|有没有|是否|建议|应该|让人|才好|(?<![觉不])得|多久|多长时间|几分钟|再|难|容易|提前)"
    r"(?:再|又|去|给|拿|先|天天|继续|长期|同时|直接|接着|叠加|敢|它|我|孩子|宝宝|往.{1,2}上|在.{1,2}上|一起|都|每天|到|把它|帮我?|给我){0,2}$"
)
_UNABLE = re.compile(
    r"(?:没法子?|没办法|无法|不会|唔识|冇办法)(?:给你们?|自己|再|好好)?[撕揭拆打拧掀]?$"
)  # 没法拍照片, 没法撕开封膜
_UNABLE_TO = re.compile(r"(?:不了|不上|不出|不成|不开|唔到|唔倒|唔开)")  # 拍不了照片, 封膜撕不开
_OF_USE = "用"
_BY_ACCIDENT = re.compile(r"(?:不小心|不留神|不注意|不得不|差不多)$")
_RATE = re.compile(r"(?:[一每]天|每日|每晚|每?周|礼拜|星期|早晚|一次|一般|通常|平时)")
_ASKED = re.compile(
    r"^(?:吗|么|没有?$|嘛|的(?:人|姐妹|朋友|都|评价|宝|亲)|.{0,6}?(?:会不会|会唔会|能不能|要不要|要唔要|可不可以|用不用|需不需要|需要|多久|多长时间|几分钟|几次才|"
    r"管用不|管不管用|有没有用|有用吗|对.{1,8}(?:有|好)|有影响|有什么用|有啥用|有何|到底|要洗|得洗|要擦|要涂|再洗|再涂|再擦|是.{1,16}还是|行不行|行吗|能.{1,6}吗|可以.{0,6}吗|会.{1,8}吗|好不好|哪个|效果怎么样|怎么样$))"
)
_OWN = re.compile(r"[退换赔]|你[们家]|恁家|倷|投诉")
_SUPPOSED = re.compile(r"如果|要是|假如|假设|万一|倘若|若是|的话|一旦|就算")
_OTHERS = r"(?:朋友|闺蜜|同事|同学|邻居|别人|人家|网友|博主|主播|大家|室友|网上|小?姐妹|有人)"
_TOLD = re.compile(rf"{_OTHERS}.{{0,12}}(?:说|推荐|种草|夸)|听说|据说")
_BY_OTHERS = re.compile(rf"(?<![送给]){_OTHERS}[们她他也都自己之前上次买了]{{0,4}}$")  # 我闺蜜用完, but not 送朋友用的


class Aspect(Enum):
    """What a clause says of an action."""

    DONE = "done"
    UNDONE = "undone"
    SUPPOSED = "supposed"  # done, in a case that is only imagined
    SILENT = "silent"


def aspect_of(clause: str, start: int, end: int, *, is_bound: bool) -> tuple[Aspect, int]:
    """Say what `clause` tells of the verb at `start`..`end`, and where the words that tell it end.

    With `is_bound` the verb's object stands in the clause, and no sign of being done is asked for.
    """
    before, after = clause[max(0, start - 12) : start], clause[end:]
    verb = clause[start:end]
    before = before.removesuffix(verb)  # 想试试
    if (denial := _NOT_EVEN.match(after)) and after.startswith(verb, denial.end()):
        return Aspect.UNDONE, end + denial.end() + len(verb)  # 撕都没撕
    if _UNABLE.search(before) or (is_bound and _UNABLE_TO.match(after)):
        return (Aspect.UNDONE if is_bound else Aspect.SILENT), end
    if _UNDONE.search(before) and not _BY_ACCIDENT.search(before):
        return _undone(verb, after), end
    if _UNREAL.search(before) and not _BY_ACCIDENT.search(before):
        return Aspect.SILENT, end
    sign = _DONE.match(after)
    counted = sign is not None and sign["count"] is not None
    if counted and (_RATE.search(clause[:start]) or re.match(r"才|吗|合适|最好", after[sign.end() if sign else 0 :])):
        sign = None
    is_told = sign is not None or (len(verb) > 1 and verb[-1] in _RESULTS) or _is_timed(clause, before, after)
    if not (is_told or is_bound):
        return Aspect.SILENT, end
    stop = end + (sign.end() if sign else 0)
    if _TOLD.search(clause[:start]) or _BY_OTHERS.search(before) or _is_asked(clause, stop):
        return Aspect.SILENT, stop
    return (Aspect.SUPPOSED if _SUPPOSED.search(clause) else Aspect.DONE), stop


def _is_timed(clause: str, before: str, after: str) -> bool:
    """Say whether the words before the verb tell when or how often it was done: 天天抹, 睡前抹的."""
    if _HABIT.search(before):
        return True
    return bool(after.startswith("的") and _AT_A_TIME.search(before)) and not (
        _ITS_NOUN.match(after) or _WHICH.search(clause)
    )


def _undone(verb: str, after: str) -> Aspect:
    """没抹 is undone; 没抹几次, 没抹完 is done; 没抹之前 says nothing, and 没用 mostly that it is of no use."""
    if re.match(r"(?:过|了)?(?:几|两|多|完|光|一会)", after):
        return Aspect.DONE
    if re.match(r"(?:之前|以前|前|到|出|了$|吗|么)", after) or (verb == _OF_USE and not after.startswith("过")):
        return Aspect.SILENT
    return Aspect.UNDONE


def _is_asked(clause: str, at: int) -> bool:
    """Say whether the rest of the clause asks what the action is good for: 抹完要不要洗."""
    return bool(_ASKED.match(clause[at:])) and not _OWN.search(clause)
