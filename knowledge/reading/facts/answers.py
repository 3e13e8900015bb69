"""What a message says as the answer to a question, and which facts a question asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from rapidfuzz import fuzz

from knowledge.model.facts import BooleanFact, ChoiceFact, Fact, IntegerFact, Value
from knowledge.reading.facts.reader import FactRead, FactReader
from knowledge.reading.sentences import Clause, clauses
from knowledge.reading.time.moments import spoken_times

_ALIKE = 80.0  # per cent of rapidfuzz's ratio from which two questions ask the same
_ASKS = re.compile(
    r"[吗么呢嘛没不]$|没有$|哪|几[号天]|什么时候|啥时候|何时|多久|有没有|是否|是不是|还是|能否|方便|麻烦"
)
_WHEN = re.compile(r"哪一?[天日]|几[号天日]|什么时候|啥时候|何时|多久|多长时间|日期")
_COURTESY = re.compile(
    r"请问|麻烦|方便|提供|告诉|一下|我们|这边|现在|目前|这件|这个|商品|产品|东西|[您你亲呢吗呀啊哦哈么嘛的]| "
)
_CORRECTS = re.compile(
    r"(?:[哦啊呃额诶唉]+[,。! ]?)?(?:不对|不是不是|(?:说|打|记|搞|写)错了?|更正|纠正|口误|错了)(?![劲板吗么])"
)
_NO = re.compile(
    r"(?:[都还也]|暂时|目前|我|好像|应该)*(?:没有?|不是|不在|无|未|否|no|nope|丢|扔|删|找不到|找不着|不见)"
    r"(?:[了的呢哦啊呀哎诶啦哈过嘞]|有)*(?:$|[,。!;~ ])"
)
_YES = re.compile(
    r"(?:[嗯恩对是有在]|yes|yep|留着|带着|存着|都有|都在)[的啊呀了呢哦滴过嗯对是有在啦哈]*(?:$|[,。!;~ ])"
)
_ECHO = re.compile(
    r"(?:[都也我就才刚]|已经?|刚刚)*(?P<no>还?没有?|未|从没)?(?P<verb>[\u4e00-\u9fff])[开完好掉封]?(?P<done>[了过的呢啊呀])*"
)
_FRAME = re.compile(r"^(?:就是|应该是|好像是|[是在从我嗯哦啊额呃])+|(?:[的呢啊呀哦吧了]|买的)+$")


def facts_asked(reader: FactReader, question: str, today: date) -> tuple[str, ...]:
    """Return the facts that an agent's message asks for, in the order of its questions; empty where it asks none."""
    text = reader.normal_form(question).text
    found = (_fact_asked(reader, text[one.start : one.end], one, today) for one in clauses(text))
    return tuple(dict.fromkeys(name for name in found if name))


def answer(reader: FactReader, name: str, text: str, today: date) -> FactRead | None:
    """Return what `text` says of a fact that was asked; None where it says nothing of it.

    What the text states by itself goes first: 昨天收的. Then it is read as a bare answer: 前天, 没有, 网上.
    """
    stated = reader.read(text, today).facts
    if name in stated:
        return stated[name]
    if name in reader.day_facts and reader.day_facts & stated.keys():
        return None  # 哪天签收的? 三天前付的款
    normal = reader.normal_form(text)
    found = _bare_answer(reader, reader.facts[name], normal.text, today)
    if found is None:
        return None
    value, start, end = found
    return FactRead(name, value, normal.span(start, end))


def answers(
    reader: FactReader, text: str, question: str, known: Sequence[str], stated: Mapping[str, FactRead], today: date
) -> dict[str, FactRead]:
    """Return the facts that `text` fills as an answer, or puts right: 哪天签收的? 前天; 说错了，是大前天.

    `question` is the agent's message before it, empty where there is none; `known` are the facts that the customer
    stated before, and `stated` those that the text states by itself.
    """
    asked = facts_asked(reader, question, today) if question else ()
    if is_correction(reader, text):
        asked = (*asked, *known)
    choices = [name for name in asked if isinstance(reader.facts[name], BooleanFact)]
    found: dict[str, FactRead] = {}
    for name in asked:
        is_open = name not in stated and (len(choices) < 2 or name not in choices)  # 没有 to two questions says nothing
        read = answer(reader, name, text, today) if is_open else None
        if read is not None:
            found.setdefault(name, read)
    return found


def is_correction(reader: FactReader, text: str) -> bool:
    """Say whether a message takes back what was said before it: 说错了，是前天."""
    return bool(_CORRECTS.match(reader.normal_form(text).text))


def _fact_asked(reader: FactReader, words: str, clause: Clause, today: date) -> str:
    """Return the fact that a clause asks for: by its days, by the words that would state it, or by its wording."""
    if not (clause.asks or _ASKS.search(words)):
        return ""
    if _WHEN.search(words) and (days := reader.days_named(words)):
        return days[0]
    stated = (name for name in reader.read(words, today).facts if name not in reader.day_facts)
    if named := (*reader.actions_named(words), *stated):
        return named[0]
    bare = _COURTESY.sub("", words)
    scores = {
        name: _likeness(bare, fact, reader) for name, fact in reader.facts.items() if len(bare) > 1 and not fact.subject
    }
    best = max(scores, key=lambda name: scores[name], default="")
    return best if best and scores[best] >= _ALIKE else ""


def _likeness(bare: str, fact: Fact, reader: FactReader) -> float:
    """Return how alike a question and the questions for a fact are, in per cent; its name counts as one."""
    asked = (*re.split(r"[,。?!;:()、]", reader.normal_form(fact.ask).text), reader.normal_form(fact.name).text)
    return max(fuzz.ratio(bare, _COURTESY.sub("", one)) for one in asked)


def _bare_answer(reader: FactReader, fact: Fact, text: str, today: date) -> tuple[Value, int, int] | None:
    match fact:
        case IntegerFact(unit="day"):
            time = next(iter(spoken_times(text, today)), None)
            return None if time is None else (min(max(time.days, fact.min), fact.max), time.start, time.end)
        case BooleanFact():
            return _yes_or_no(text, set(reader.normal_form(fact.ask).text))
        case ChoiceFact():
            return _choice(reader, fact, text)
        case _:
            return None


def _yes_or_no(text: str, asked: set[str]) -> tuple[Value, int, int] | None:
    """Read 拆了 and 没拆 by a verb of the question, whose characters are `asked`, and 有 and 没有 by themselves."""
    for clause in clauses(text):
        words = text[clause.start : clause.end]
        no, yes, echo = _NO.match(words), _YES.match(words), _ECHO.match(words)
        plain = no or yes
        if plain:
            return not no, clause.start, clause.start + plain.end()
        if echo and echo["verb"] in asked and (echo["no"] or echo["done"]):
            return not echo["no"], clause.start, clause.start + echo.end()
    return None


def _choice(reader: FactReader, fact: ChoiceFact, text: str) -> tuple[Value, int, int] | None:
    """Read 网上 by the one value that it names, or is part of the name or of a phrase of."""
    for clause in clauses(text):
        words = _FRAME.sub("", text[clause.start : clause.end])
        meant = [
            value
            for value, choice in fact.values.items()
            if any(words in reader.normal_form(one).text for one in (choice.name, *choice.phrases))
        ]
        if len(words) > 1 and len(meant) == 1:
            return meant[0], clause.start, clause.end
    return None
