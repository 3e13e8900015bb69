"""Scripts for mystery shoppers at the bounds of conditions: what to say, what to tell when asked, what to expect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from evaluation.boundaries import Boundary, boundaries
from evaluation.quiz.teaching import Teaching
from evaluation.quiz.told import lines
from knowledge.model.facts import Value


@dataclass(frozen=True, slots=True)
class Visit:
    """One test call; `told` are the facts that the shopper gives, the decisive one only when asked."""

    id: str
    channel: str
    opening: str
    told: Mapping[str, Value]
    decisive: str
    questions: tuple[str, ...]  # what a good agent asks
    expected: tuple[str, ...]
    wrong: tuple[str, ...]  # what would be right on the other side of the bound
    script: str


def visits(teaching: Teaching, count: int, seed: int) -> tuple[Visit, ...]:
    """Draw visits at the bounds of the base, both sides of each one after the other, on channels in turn."""
    random = Random(seed)
    found = list(boundaries(teaching.assistant.base, teaching.assistant.decider, teaching.on))
    random.shuffle(found)
    made = (visit for boundary in found for visit in _both(teaching, boundary, random))
    return tuple(visit for visit, _ in zip(made, range(count), strict=False))


def _both(teaching: Teaching, boundary: Boundary, random: Random) -> Iterator[Visit]:
    base = teaching.assistant.base
    for is_inside in (True, False):
        facts = boundary.side(is_inside)
        fitting = lines(teaching, boundary.issue, boundary.channel, facts, random)
        opening = next((text for text in fitting if _is_open(teaching, text)), None)
        if opening is None:
            return
        found = teaching.scripted(boundary.channel, facts, boundary.changes)
        without = {base.subject: boundary.issue}
        asked = tuple(one.question for one in teaching.decided(boundary.channel, without).ask)
        yield Visit(
            f"{boundary.id}/{'in' if is_inside else 'out'}",
            boundary.channel,
            opening,
            facts,
            boundary.fact,
            asked,
            tuple(
                teaching.value_in_words(name, values[0 if is_inside else 1])
                for name, values in boundary.changes.items()
            ),
            tuple(
                teaching.value_in_words(name, values[1 if is_inside else 0])
                for name, values in boundary.changes.items()
            ),
            found[1] if found else "",
        )


def _is_open(teaching: Teaching, text: str) -> bool:
    """Say whether an opening tells no fact, so that a good agent has to ask."""
    reading = teaching.reading(text)
    return not reading.facts and not reading.at_least


def _without(facts: Mapping[str, Value], name: str) -> Mapping[str, Value]:
    return {key: value for key, value in facts.items() if key != name}


def visits_text(found: Sequence[Visit], teaching: Teaching) -> str:
    """Return the scripts as Markdown, to print and to fill in."""
    base = teaching.assistant.base
    parts = [f"# 神秘顾客脚本\n\n{base.about.name} · {teaching.on} · 共 {len(found)} 次\n"]
    for number, one in enumerate(found, 1):
        asked = "\n".join(f"   - {question}" for question in one.questions) or "   - （无须追问）"
        parts.append(
            f"## {number}. {base.channels[one.channel].name}\n\n"
            f"1. 开场：「{one.opening}」\n"
            f"2. 被问到才说：{teaching.facts_in_words(_without(one.told, base.subject))}\n"
            f"3. 客服应当追问：\n{asked}\n"
            f"4. 应得到的处理：{'，'.join(one.expected)}\n"
            f"5. 出现即判错：{'，'.join(one.wrong)}\n"
            f"6. 参考话术：{one.script or '（知识库没有话术）'}\n\n"
            "   - [ ] 追问到位　[ ] 处理正确　[ ] 没有禁用语　客服原话：__________\n"
        )
    return "\n".join(parts)
