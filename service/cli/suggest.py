"""Suggest replies for one customer message."""

from __future__ import annotations

from typing import Annotated

import typer

from indexer.ranker.calibration import Confidence
from knowledge.model.base import Base
from service.answers.answer import to_json
from service.answers.script import assumed_lines, value_label
from service.answers.suggest import CustomerMessage, suggest
from service.answers.suggestion import Suggestion, Suggestions
from service.cli.opening import opened_case
from service.cli.options import BaseOption, ChannelOption, FactOption, Format, FormatOption, OnOption, print_json

NAME = "suggest"
_SURE = {Confidence.HIGH: "高", Confidence.MEDIUM: "中", Confidence.LOW: "低"}


def run(
    text: Annotated[str, typer.Argument(help="what the customer wrote")],
    base: BaseOption = None,
    channel: ChannelOption = None,
    fact: FactOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10, help="suggestions at most")] = 3,
    on: OnOption = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """Print the suggestions, best first; none where the base has no answer."""
    given = opened_case(base, channel, fact, on)
    known = given.assistant.base
    answer = suggest(given.assistant, CustomerMessage(text, given.on, given.channel, given.facts, limit=limit))
    if format is Format.JSON:
        print_json(to_json(answer))
        return
    for line in _lines(answer, known):
        print(line)


def _lines(answer: Suggestions, base: Base) -> list[str]:
    if not answer.suggestions:
        return ["没有建议：知识库里没有把握的答案"]
    asked = [f"先问：{ask.question}" for ask in answer.ask]
    lines = [*asked, *([""] if asked else [])]
    for place, suggestion in enumerate(answer.suggestions, 1):
        lines += [*_one(place, suggestion, base), ""]
    return lines[:-1]


def _one(place: int, suggestion: Suggestion, base: Base) -> list[str]:
    sure = _SURE[suggestion.confidence]
    head = f"{place}. {suggestion.title}（{suggestion.id}，把握 {suggestion.score:.2f}，{sure}）"
    lines = [head, f"   {suggestion.reply}"]
    if suggestion.decision:
        decided = (
            f"{base.outcomes[name].name}：{value_label(base.outcomes[name], value)}"
            for name, value in suggestion.decision.items()
        )
        lines.append("   决定　" + " · ".join(decided))
    lines += [f"   {line}" for line in assumed_lines(base, suggestion.assumed)]
    if suggestion.contested:
        lines.append("   冲突　" + "、".join(base.outcomes[name].name for name in suggestion.contested))
    if suggestion.why.matched:
        lines.append(f"   依据　像「{suggestion.why.matched}」")
    cited = dict.fromkeys(base.statutes[name].cite for name in suggestion.why.basis if name in base.statutes)
    lines += [f"   法规　{cite}" for cite in cited]
    lines.append(f"   出处　{suggestion.source.file}:{suggestion.source.line}")
    return lines
