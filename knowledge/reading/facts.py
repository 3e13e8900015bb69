"""The facts that a customer's message states, with their spans in the message as sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.facts import BooleanFact, ChoiceFact, Fact, IntegerFact, Value
from knowledge.reading.days import Spoken, spoken_times
from knowledge.reading.mentions import Mention, Phrasebook
from knowledge.reading.normal import Normal, normal_form, normalise

_CLAUSE_END = re.compile(r"[,，。!！?？;；\n~]")
_BETWEEN_ANCHOR_AND_TIME = re.compile(
    r"(?:货|了|的|到|手|有|都|已经|已|快|差不多|才|也|大概|大约|是|在|就|刚|刚刚|这个|它|东西|快递|面霜|商品|后|以后|之后|到现在|到今天|至今|满|已满|刚满|刚好|正好|之日起|日起|产品|宝贝|足足|得有|少说|\s){0,4}"
)
_BETWEEN_TIME_AND_ANCHOR = re.compile(r"[^,，。!！?？;；\n]{0,9}")
_USED = re.compile(r"(?:用|涂|抹|擦|敷|使|搽|试)(?:了|过|快|才|都)(?:快|有|差不多|大概|才|也|将近|都|好歹|整整)*")
_NEGATED_ANCHOR = re.compile(r"(?:没|没有|未|还没|不)$")


@dataclass(frozen=True, slots=True)
class FactRead:
    """A fact that the text states; the span counts code points of the text as sent, the end excluded."""

    fact: str
    value: Value
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message states: facts, and the mentions of the subject that a decision on the subject weighs."""

    facts: Mapping[str, FactRead]  # every fact but the subject
    subject: tuple[Mention, ...]
    normal: Normal


class FactReader:
    """Reads the facts of one base out of messages; compiled once, without state between messages."""

    def __init__(self, facts: Mapping[str, Fact], subject: str) -> None:
        self._facts = facts
        self._subject = subject
        self._phrases = Phrasebook(facts)
        self._anchors = {
            name: tuple(sorted({normalise(phrase) for phrase in fact.phrases}, key=len, reverse=True))
            for name, fact in facts.items()
            if isinstance(fact, IntegerFact) and fact.unit == "day"
        }

    def read(self, text: str, today: date) -> Reading:
        """Return what `text` states; `today` is the day that 昨天 and 上周三 are counted from."""
        normal = normal_form(text)
        mentions = self._phrases.find(normal.text)
        found: dict[str, FactRead] = {}
        for name, fact in self._facts.items():
            mine = [mention for mention in mentions if mention.fact == name]
            if name != self._subject and mine:
                chosen = _choose(fact, mine)
                if chosen is not None:
                    found[name] = FactRead(name, chosen[0], normal.span(chosen[1].start, chosen[1].end))
        for name, spoken in self._days(normal.text, today, found).items():
            fact = self._facts[name]
            if isinstance(fact, IntegerFact):
                value = min(max(spoken.days, fact.min), fact.max)
                found[name] = FactRead(name, value, normal.span(spoken.start, spoken.end))
        return Reading(found, tuple(mention for mention in mentions if mention.fact == self._subject), normal)

    def _days(self, text: str, today: date, found: Mapping[str, FactRead]) -> Mapping[str, Spoken]:
        """Tie each expression of time to the day fact whose anchor stands beside it."""
        times = spoken_times(text, today)
        if not times or not self._anchors:
            return {}
        tied: dict[str, Spoken] = {}
        for spoken in times:
            for name in self._tied_to(text, spoken):
                tied.setdefault(name, spoken)
        for name, fact in self._facts.items():
            if isinstance(fact, IntegerFact) and fact.follows and name not in tied:
                source, condition = fact.follows.fact, fact.follows.when
                if all(key in found and found[key].value == value for key, value in condition.items()):
                    moment = tied.get(source) or next((item for item in times if item.form == "moment"), None)
                    if moment is not None:
                        tied[name] = moment
            if isinstance(fact, IntegerFact) and fact.used and name not in tied:
                worn = next((item for item in times if item.form == "length" and _used_for(text, item)), None)
                if worn is not None:
                    tied[name] = worn
        return tied

    def _tied_to(self, text: str, spoken: Spoken) -> Sequence[str]:
        """Return the fact whose anchor is nearest to the expression, if one stands close enough to mean it."""
        best: tuple[int, str] | None = None
        for name, anchors in self._anchors.items():
            distance = _distance(text, spoken, anchors)
            if distance is not None and (best is None or distance < best[0]):
                best = (distance, name)
        return () if best is None else (best[1],)


def _distance(text: str, spoken: Spoken, anchors: Sequence[str]) -> int | None:
    """Return how many characters lie between the expression and the nearest anchor that it can belong to."""
    best: int | None = None
    for anchor in anchors:
        at = text.find(anchor)
        while at >= 0:
            gap = _gap(text, spoken, at, at + len(anchor))
            if (
                gap is not None
                and not _NEGATED_ANCHOR.search(text[max(0, at - 2) : at])
                and (best is None or gap < best)
            ):
                best = gap
            at = text.find(anchor, at + 1)
    return best


def _gap(text: str, spoken: Spoken, start: int, end: int) -> int | None:
    if end <= spoken.start:
        between = text[end : spoken.start]
        return len(between) if _BETWEEN_ANCHOR_AND_TIME.fullmatch(between) else None
    if start >= spoken.end and spoken.form == "moment":
        between = text[spoken.end : start]
        return len(between) if _BETWEEN_TIME_AND_ANCHOR.fullmatch(between) else None
    return None


def _used_for(text: str, spoken: Spoken) -> bool:
    """Say whether the expression tells how long the thing has been used: 用了半个月."""
    before = text[max(0, spoken.start - 8) : spoken.start]
    return any(match.end() == len(before) for match in _USED.finditer(before))


def _choose(fact: Fact, mentions: Sequence[Mention]) -> tuple[Value, Mention] | None:
    """Return the value that the mentions of one fact state, and the mention that states it."""
    match fact:
        case BooleanFact():
            stated = [
                (mention.value != mention.is_denied if isinstance(mention.value, bool) else mention.value, mention)
                for mention in mentions
            ]
            sure = [pair for pair in stated if not pair[1].is_wondered] or stated
            return sure[0]
        case ChoiceFact():
            sure_mentions = [mention for mention in mentions if not mention.is_denied]
            order = {value: rank for rank, value in enumerate(dict.fromkeys((*fact.urgency, *fact.values)))}
            ranked = sorted(
                sure_mentions,
                key=lambda mention: (order.get(str(mention.value), 0) if fact.urgency else 0, mention.start),
            )
            return (ranked[0].value, ranked[0]) if ranked else None
        case _:
            return None
