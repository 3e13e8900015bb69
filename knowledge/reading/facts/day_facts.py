"""Which fact each expression of time belongs to: 三天前收到 is no day of payment, 等了三天 no day at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ahocorasick

from knowledge.model.facts import Fact, IntegerFact, Value
from knowledge.reading.facts.past_windows import PastWindows
from knowledge.reading.facts.phrasebook import Mention
from knowledge.reading.spellings import NO_SPELLINGS, Spellings
from knowledge.reading.time.calendar_days import Spoken
from knowledge.reading.time.moments import spoken_times

_BETWEEN_ANCHOR_AND_TIME = re.compile(
    r"(?:货|了|的|款|钱|到|手|有|都|已经|已|快|差不多|才|也|大概|大约|是|在|于|就|刚|刚刚|这个|它|东西|快递|面霜|商品|后|以后|之后|到现在|到今天|至今|满|已满|刚满|刚好|正好|之日起|日起|产品|宝贝|足足|得有|少说|咗|it|on|for|them|this|my|over|about|\s){0,4}"
)
_BETWEEN_TIME_AND_ANCHOR = re.compile(r"[^,，。!！?？;；\n]{0,9}")
_NO_ANCHOR = re.compile(
    r"(?:没|没有|未|还没|不|冇|(?:驿站|丰巢|快递柜|门口|路上|仓库|车里)(?:里|上|又)?)$"
    r"|(?:能不能|会不会|可不可以|能否|是否|(?<!才)能|(?<!会)会|可以|应该|预计|估计|准备|打算|想|必须)"  # 今天能收到吗
    r"(?:够|不能)?(?:准时|按时|顺利|给我|帮我|正常)?$"
)
_OTHERS_PARCEL = re.compile(  # what we received back, and what the carrier says was signed for
    r"(?:(?:退的|退回|寄回|寄给你们|退货|上回退|上次退|申请)[^,。!?;\n]*|(?:你们|仓库|商家|卖家)[^,。!?;\n我发寄]{0,8}|(?:显示|说|写着|写的是|跳出)[^,。!?;\n]{0,6})$"
)
_RECEIVED = ("签收", "收到", "收货", "收了", "妥投")
_ALONE = re.compile(r"(?:^|[,。!?;\n ])$")
_ALONE_END = re.compile(r"(?:了|吧|左右)?(?:$|[,。!?;\n ])")
_AFTER_USE = re.compile(r"[^,。!?;\n]{0,6}")
_BREAKS = ",。!?;\n"
_JUST_IS_FAR = 20  # 刚 says less than any day that is named: 刚付完款三天
_ENGLISH = re.compile(r"[a-z]")
_DONE = ("了", "的")
_STEM_BEGINS = re.compile(r"(?:[天日周月号年晚早午前儿]|[期拜][一二三四五六日天])(?:才|刚|就|我)?$")  # 昨天买 今天降价
_STEM_ENDS = re.compile(r"$|[,。!?;\n ]|[今现这]")
_COUNT_BEGINS = re.compile(
    r"(?:^|[,。!?;\n ]|今天(?:是|已经)?|现在(?:是|已经)?|到今天|刚好|正好|才|已经|(?:^|[,。!?;\n ])(?:我?这)?都)$"
)
_ASKS_BACK = r"(?:还|我)?(?:能不能|能|可不可以|可以|想|要|给不给|给)?(?:无理由)?[退换]"
_IS_NTH_NOW = re.compile(rf"了{_ASKS_BACK}")  # 第6天了能退吗 tells of today, 第6天能退吗 may ask for the rule
_IS_NTH_TODAY = re.compile(rf"了?{_ASKS_BACK}")
_TODAY = re.compile(r"(?:今天|现在|今日)(?:是|已经)?$")
_LIES_ALONE = re.compile(r"(?:^|[,。!?;\n ])(?:都|已经|也|这都)?$")
_LIES_ALONE_END = re.compile(rf"了(?:$|[,。!?;\n ]|[都还也]?[没未](?:拆|开|动|用|碰|撕|启)|{_ASKS_BACK})")
_UNOPENED = re.compile(r"[没未](?:拆|开封|打开|开过|动过)")
_OVER = re.compile(r"超|过|满|已[过逾]|逾")
_ON_ITS_WAY = re.compile(  # 没拆，五天了，还没退款 counts from elsewhere
    r"[没未][^,。!?;\n]{0,3}(?:到|收|发|寄|退|回|取|理|动静|消息)|退款|到账|等|物流|回复|处理|审核|取件|申请|换货|寄回|发货|下单|付款"
)


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Words of a text that tie an expression of time to a fact: 签收, 付款."""

    fact: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DaysRead:
    """What a text says of the facts that count days, each with the words that do."""

    days: Mapping[str, tuple[int, Spoken]]
    at_least: Mapping[str, tuple[int, Spoken]]  # of those whose days it does not say


def day_facts(facts: Mapping[str, Fact]) -> dict[str, IntegerFact]:
    """Return the facts that count days."""
    return {name: fact for name, fact in facts.items() if isinstance(fact, IntegerFact) and fact.unit == "day"}


class DayFacts:
    """The facts of a base that count days, with the words that tie a time to each; compiled once."""

    def __init__(self, facts: Mapping[str, Fact], spellings: Spellings = NO_SPELLINGS) -> None:
        self._facts = day_facts(facts)
        self._past = PastWindows(self._facts, spellings)
        self._anchors = ahocorasick.Automaton()
        self._alone = {
            name: tuple(map(spellings.normalise, fact.alone)) for name, fact in self._facts.items() if fact.alone
        }
        meant: dict[str, set[str]] = {}
        stems: dict[str, set[str]] = {}
        for name, fact in self._facts.items():
            for phrase in map(spellings.normalise, fact.phrases):
                meant.setdefault(phrase, set()).add(name)
                if phrase.endswith(_DONE):
                    stems.setdefault(phrase[:-1], set()).add(name)
        for phrase, names in meant.items():
            self._anchors.add_word(phrase, (len(phrase), tuple(sorted(names)), False))
        for stem, names in stems.items():
            if stem and stem not in meant:
                self._anchors.add_word(stem, (len(stem), tuple(sorted(names)), True))
        if meant:
            self._anchors.make_automaton()

    def read(
        self,
        text: str,
        today: date,
        stated: Mapping[str, Value],
        uses: Sequence[Mention],
        lasting: Sequence[Mention] = (),
    ) -> DaysRead:
        """Return what normal `text` says of days; `uses` are actions without a thing, `lasting` those that last."""
        times = spoken_times(text, today) if self._facts else ()
        past = self._past.read(text, times)
        if not times:
            return DaysRead({}, self._least(past, 0))
        tied = self._anchored(text, times)
        worn: dict[str, Spoken] = {}
        for name, fact in self._facts.items():
            if fact.follows and name not in tied and _holds(fact.follows.when, stated):
                moment = tied.get(fact.follows.fact) or _free_moment(text, times, uses)
                if moment is not None:
                    tied[name] = moment
            alone = self._alone.get(name, ())
            if name not in tied and any(word in text for word in alone):
                alone_time = next((time for time in times if _is_counted_alone(text, time)), None)
                if alone_time is not None:
                    tied[name] = alone_time
            if fact.used and name not in tied:
                length = next(
                    (time for time in times if time.least > 1 and _is_worn(text, time, (*uses, *lasting))), None
                )
                if length is not None:
                    worn[name] = length
        days = {name: (self.within(name, time.days), time) for name, time in tied.items()}
        untold = {name: time for name, time in past.items() if name not in tied}
        return DaysRead(days, self._least(worn, 1) | self._least(untold, 0))

    def named(self, text: str) -> tuple[str, ...]:
        """Return the facts whose words stand in normal `text`, in order."""
        return tuple(dict.fromkeys(anchor.fact for anchor in self._found(text)))

    def _least(self, times: Mapping[str, Spoken], less: int) -> dict[str, tuple[int, Spoken]]:
        return {name: (self.within(name, time.least - less), time) for name, time in times.items()}

    def within(self, name: str, days: int) -> int:
        return min(max(days, self._facts[name].min), self._facts[name].max)

    def _anchored(self, text: str, times: Sequence[Spoken]) -> dict[str, Spoken]:
        """Give each expression to the fact whose anchor is nearest, and each fact the nearest expression."""
        anchors = self._found(text)
        best: dict[str, tuple[int, Spoken]] = {}
        for time in times:
            near = [(gap, anchor.fact) for anchor in anchors if (gap := _gap(text, time, anchor)) is not None]
            if not near:
                continue
            least = min(gap for gap, _ in near)
            name = next(name for name in self._facts if (least, name) in near)
            far = least + (_JUST_IS_FAR if time.form == "just" else 0)
            if name not in best or far < best[name][0]:
                best[name] = (far, time)
        return {name: time for name, (_, time) in best.items()}

    def _found(self, text: str) -> list[_Anchor]:
        found: list[_Anchor] = []
        denied: list[tuple[int, int]] = []
        for last, (size, names, is_stem) in self._anchors.iter(text) if len(self._anchors) else ():
            start, end = last + 1 - size, last + 1
            if is_stem and not (_STEM_ENDS.match(text, end) and _STEM_BEGINS.search(text[:start])):
                continue
            if _is_denied(text, start, end):
                denied.append((start, end))
            else:
                found += [_Anchor(name, start, end) for name in names]
        return [one for one in found if not any(start <= one.start < end for start, end in denied)]


def _is_denied(text: str, start: int, end: int) -> bool:
    """Say whether the anchor tells of nothing that came to the customer: 还没收到, 退的货你们上周三就签收了."""
    if _NO_ANCHOR.search(text[max(0, start - 5) : start]):
        return True
    return text[start:end].startswith(_RECEIVED) and bool(_OTHERS_PARCEL.search(text[max(0, start - 20) : start]))


def _gap(text: str, time: Spoken, anchor: _Anchor) -> int | None:
    """Return how many characters part the two, or None where the expression cannot belong to the anchor."""
    if anchor.end <= time.start:
        between = text[anchor.end : time.start]
        is_near = len(between) <= 16 and (
            _BETWEEN_ANCHOR_AND_TIME.fullmatch(between) or _is_english(text, anchor, between)
        )
        return len(between) if is_near and time.form != "dated" else None
    if anchor.start >= time.end and time.form != "length":
        between = text[time.end : anchor.start]
        return len(between) if _BETWEEN_TIME_AND_ANCHOR.fullmatch(between) else None
    return None


def _is_english(text: str, anchor: _Anchor, between: str) -> bool:
    """English puts the day behind what was bought: bought this cream in store last sunday."""
    return bool(_ENGLISH.match(text[anchor.start])) and not any(char in between for char in _BREAKS)


def _holds(condition: Mapping[str, str], stated: Mapping[str, Value]) -> bool:
    return all(stated.get(name) == value for name, value in condition.items())


def _free_moment(text: str, times: Sequence[Spoken], uses: Sequence[Mention]) -> Spoken | None:
    """Return the first moment, or length that stands alone, that is not of a use: 昨晚涂完 is no day of purchase."""
    return next(
        (
            time
            for time in times
            if (time.form == "moment" or _stands_alone(text, time)) and not _tells_use(text, time, uses)
        ),
        None,
    )


def _stands_alone(text: str, time: Spoken) -> bool:
    return bool(_ALONE.search(text[: time.start]) and _ALONE_END.match(text, time.end))


def _is_counted_alone(text: str, time: Spoken) -> bool:
    """Say whether 第六天, or 五天了 beside 没拆, is told by itself: 第6天，能退吗, but not 退款第三天."""
    before = text[: time.start]
    if time.is_nth:
        ends = _IS_NTH_TODAY if _TODAY.search(before) else _IS_NTH_NOW
        return bool(_COUNT_BEGINS.search(before) and (_ALONE_END.match(text, time.end) or ends.match(text, time.end)))
    is_alone = time.form == "length" and _LIES_ALONE.search(before) and _LIES_ALONE_END.match(text, time.end)
    is_own = _UNOPENED.search(text) and not _OVER.match(text, time.start) and not _ON_ITS_WAY.search(text)
    return bool(is_alone and is_own)


def _tells_use(text: str, time: Spoken, uses: Sequence[Mention]) -> bool:
    return any(
        not any(char in _BREAKS for char in text[min(time.end, use.start) : max(time.start, use.start)]) for use in uses
    )


def _is_worn(text: str, time: Spoken, uses: Sequence[Mention]) -> bool:
    """Say whether the expression tells for how long something has been used or open: 用了半个月, 才开俩礼拜."""
    if time.form != "length":
        return False
    return any(
        use.start < time.start and (time.start < use.end or _AFTER_USE.fullmatch(text[use.end : time.start]))
        for use in uses
    )
