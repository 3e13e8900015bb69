"""Hold a draft reply against the policies: verdict, findings, and what to say instead."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from knowledge.model.base import Base
from knowledge.reading.claims.unread import unread_outcomes
from service.answers.answer import to_json
from service.answers.check import CheckedReply, DraftReply, ForbiddenFinding, check
from service.answers.script import value_label
from service.cli.opening import opened_case
from service.cli.options import BaseOption, ChannelOption, FactOption, Format, FormatOption, OnOption, print_json

NAME = "check-reply"

_VERDICTS = {
    "contradicts": "与规定不符",
    "unsupported": "没有依据",
    "depends": "视情况而定",
    "consistent": "符合规定",
    "silent": "没有作出承诺",
}


def run(
    reply: Annotated[str, typer.Argument(help="the draft")],
    base: BaseOption = None,
    channel: ChannelOption = None,
    fact: FactOption = None,
    asked: Annotated[str, typer.Option("--asked", help="the customer's message that it answers")] = "",
    on: OnOption = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """Print the verdict; exit 1 if the draft contradicts the policies."""
    given = opened_case(base, channel, fact, on)
    draft = DraftReply(reply, given.on, given.channel, given.facts, asked)
    checked = check(given.assistant, draft)
    unread = unread_outcomes(given.assistant.base, given.assistant.claims_reader)
    if unread:
        names = "、".join(given.assistant.base.outcomes[name].name for name in unread)
        print(f"注意：知识库没有这些结果的说法词典，回复里的承诺读不出来：{names}（见 yizhi lint）", file=sys.stderr)
    if format is Format.JSON:
        print_json(to_json(checked))
    else:
        for line in _lines(checked, given.assistant.base, reply):
            print(line)
    raise typer.Exit(1 if checked.verdict == "contradicts" else 0)


def _lines(checked: CheckedReply, base: Base, reply: str) -> list[str]:
    lines = [f"{_VERDICTS[checked.verdict]}（{checked.verdict}）{_certainty(checked)}"]
    for finding in checked.findings:
        quoted = reply[slice(*finding.span)]
        if isinstance(finding, ForbiddenFinding):
            lines.append(f"  「{quoted}」是{'禁用' if finding.level == 'ban' else '慎用'}的说法：{finding.because}")
        else:
            outcome = base.outcomes[finding.outcome]
            values = (finding.decided,) if isinstance(finding.decided, str) else finding.decided or ()
            words = "或".join(value_label(outcome, value) for value in values) or "没有规定"
            said = f"  「{quoted}」说的是{outcome.name}：{value_label(outcome, finding.said)}；规定：{words}"
            lines.append(f"{said}（请核对）" if finding.certainty else said)
        if finding.instead:
            lines.append(f"    可以说：{finding.instead}")
    if checked.rewrite:
        lines.append(f"可以改成：{checked.rewrite}")
    return [*lines, *(f"要问：{question.question}" for question in checked.ask)]


def _certainty(checked: CheckedReply) -> str:
    """Say how sure the verdict is, and what each reading says where they are not at one."""
    if checked.certainty is None or checked.readings is None or checked.probability is None:
        return ""
    share = f"{checked.probability:.0%}"
    if checked.certainty == "sure":
        return f" 把握 {share}"
    spoken, heard = _VERDICTS[checked.readings.grammar], _VERDICTS[checked.readings.learned]
    return f" 请核对，把握 {share}：按语法读是{spoken}，按学到的读法是{heard}"
