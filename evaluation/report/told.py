"""What a case's message says, in Chinese for the report: messages are English where programs read them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from evaluation.report.words import KINDS, VERDICTS

Labels = Mapping[str, Any]
Say = Callable[[re.Match[str], Labels], str]

_QUOTED = re.compile(r"(「[^」]*」)")  # what customers wrote stays as it is
_LEVELS = {"high": "高", "medium": "中", "low": "低"}


def in_chinese(message: str, labels: Labels) -> str:
    """Return a message with what it says in Chinese; what no pattern knows stays as it is."""
    parts = _QUOTED.split(message)
    return "".join(part if part.startswith("「") else _said(part, labels) for part in parts)


def _said(text: str, labels: Labels) -> str:
    for pattern, say in _PATTERNS:
        text = pattern.sub(lambda match, say=say: say(match, labels), text)  # type: ignore[misc]  # bound on purpose
    return text


def _name(table: str, key: str, labels: Labels) -> str:
    return str(labels.get(table, {}).get(key, key))


def _kind(key: str) -> str:
    return KINDS.get(key, key)


def _value(outcome: str, value: str, labels: Labels) -> str:
    return str(labels.get("values", {}).get(outcome, {}).get(value, {"none": "无", "open": "待定"}.get(value, value)))


def _differs(match: re.Match[str], labels: Labels) -> str:
    outcome, was, wanted = match.groups()
    came = "没有决定" if was == "not decided" else f"是「{_value(outcome, was, labels)}」"
    return f"{_name('outcomes', outcome, labels)}{came}，应为「{_value(outcome, wanted, labels)}」"


def _either(match: re.Match[str], labels: Labels) -> str:
    outcome, left, right = match.groups()
    return f"{_name('outcomes', outcome, labels)}：{_value(outcome, left, labels)} 与 {_value(outcome, right, labels)}"


_PATTERNS: tuple[tuple[re.Pattern[str], Say], ...] = tuple(
    (re.compile(pattern), say)
    for pattern, say in (
        (r"(\d+) of (\d+) replies contradict", lambda m, _: f"{m[2]} 条回复里 {m[1]} 条与政策矛盾"),
        (r"^silent; wanted (?:(\w+) )?", lambda m, _: f"没有给建议，应为{_kind(m[1] or '')} "),
        (r"; silence was right", lambda m, _: "；本不该给建议"),
        (r"; the right one stands at (\d+)", lambda m, _: f"；对的排在第 {m[1]}"),
        (r"; wanted (?:(\w+) )?", lambda m, _: f"；应为{_kind(m[1] or '')} "),
        (
            r"(\w+) (\S+) at ([\d.]+) \((high|medium|low)\), near ",
            lambda m, _: f"给了{_kind(m[1])} {m[2]}（把握 {m[3]}，{_LEVELS[m[4]]}），像",
        ),
        (r"\ba (\w+), not a (\w+)", lambda m, _: f"是{_kind(m[1])}，不是{_kind(m[2])}"),
        (r"another (\w+) than ", lambda m, _: f"{_kind(m[1])}不对，应为 "),
        (r"a guide without ", lambda m, _: "指南里没有："),
        (
            r"issue ([\w-]+), not ([\w-]+)",
            lambda m, labels: f"情形认成「{_name('issues', m[1], labels)}」，应为「{_name('issues', m[2], labels)}」",
        ),
        (
            r"(\w+) is decided, though it should be open",
            lambda m, labels: f"{_name('outcomes', m[1], labels)}已决定，本应待定",
        ),
        (r"(\w+) is (not decided|\w+), not (\w+)", _differs),
        (r"(\w+): (\w+) or (\w+)", _either),
        (r"\bwrong in ", lambda m, _: "不对的："),
        (r"（(\w+)）", lambda m, _: f"（{VERDICTS.get(m[1], m[1])}）"),
        (r"(?<=: )(\w+)(?=: )", lambda m, labels: _name("channels", m[1], labels)),
        (r"(?<![\w-])(policy|ingredient|skin|product|guide|statute)/", lambda m, _: f"{_kind(m[1])} "),
        (r"\bsilent\b", lambda m, _: "没有建议"),
        (r" or ", lambda m, _: " 或 "),
    )
)
