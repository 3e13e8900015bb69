"""A private note: what an agent needs of the suggestions for one message, in a few lines of Markdown."""

from __future__ import annotations

import re

from knowledge.model.base import Base
from service.answers.script import value_label
from service.answers.suggestion import Suggestion, Suggestions

_CONFIDENCE = {"high": "高", "medium": "中", "low": "低"}
_MARKUP = re.compile(r"([\\`*_\[\]<>#])")


def note(answer: Suggestions, base: Base) -> str:
    """Return the note: the first script, or a script a matter where there are several; empty where there is none."""
    matters = [one for one in answer.suggestions if one.matter]
    offered = matters if len(matters) > 1 else list(answer.suggestions[:1])
    if not offered:
        return ""
    asks = [f"先问：{_plain(ask.question)}" for ask in answer.ask]
    return "\n\n".join([*("\n\n".join(_one(one, base)) for one in offered), *asks])


def _one(one: Suggestion, base: Base) -> list[str]:
    percent = min(99, round(one.score * 100))
    lines = [f"**一致** {_plain(one.title)}（把握{_CONFIDENCE[one.confidence.value]} {percent}%）"]
    lines.append("\n".join(f"> {_plain(line)}" for line in one.reply.splitlines()))
    if one.decision:
        decided = (
            f"{base.outcomes[key].name}：{value_label(base.outcomes[key], to)}" for key, to in one.decision.items()
        )
        lines.append(_plain(" · ".join(decided)))
    if one.conflicts or one.contested:
        lines.append("有冲突，发送前请核对")
    return lines


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)
