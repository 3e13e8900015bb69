"""Resolve one case: decided, open and contested outcomes, the deciding policies, and the facts to ask."""

from __future__ import annotations

from knowledge.deciding.decide import Decision
from knowledge.deciding.decide import decide as resolve
from knowledge.model.base import Base
from knowledge.model.case import Case
from service.answers.answer import to_json
from service.answers.script import assumed_lines, value_label
from service.cli.options import (
    BaseOption,
    ChannelOption,
    FactOption,
    Format,
    FormatOption,
    OnOption,
    open_base,
    print_json,
    read_channel,
    read_day,
    read_known,
)
from service.settings import Settings

NAME = "decide"


def run(
    base: BaseOption = None,
    channel: ChannelOption = None,
    fact: FactOption = None,
    on: OnOption = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """Print the decision for a case, whole or in part."""
    settings = Settings()
    found = open_base(base, settings).require()
    case = Case(read_channel(channel, found), read_day(on, settings), read_known(fact, found))
    decision = resolve(found, case)
    if format is Format.JSON:
        print_json(to_json(decision))
    else:
        for line in _lines(found, decision):
            print(line)


def _lines(base: Base, decision: Decision) -> list[str]:
    lines = assumed_lines(base, decision.assumed)
    for outcome, value in decision.decided.items():
        by = ", ".join(decision.policies[outcome])
        lines.append(
            f"{base.outcomes[outcome].name}：{value_label(base.outcomes[outcome], value)}  [{outcome}={value}] ← {by}"
        )
    for outcome in decision.open:
        lines.append(f"{base.outcomes[outcome].name}：待定  [{outcome}]")
    for found in decision.contested:
        lines.append(f"{base.outcomes[found.outcome].name}：规则冲突  [{found.outcome}] {' 与 '.join(found.between)}")
    lines += [f"要问：{question.question}  [{question.fact}]" for question in decision.ask]
    return lines or ["没有政策涉及这种情形"]
