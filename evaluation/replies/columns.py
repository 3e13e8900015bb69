"""Which column of a log holds what: by the names that logs give them, or as the user says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evaluation.problem import EvaluationError
from knowledge.model.base import Base
from knowledge.nearest import nearest_hint

FIELDS: Mapping[str, tuple[str, ...]] = {
    "reply": ("reply", "客服回复", "回复", "回复内容", "答复", "response", "agent_reply", "agent_text"),
    "channel": ("channel", "渠道", "平台", "来源渠道", "店铺渠道"),
    "asked": (
        "asked",
        "顾客消息",
        "客户消息",
        "顾客",
        "客户问题",
        "问题",
        "顾客提问",
        "question",
        "text",
        "customer",
        "customer_text",
        "message",
    ),
    "facts": ("facts", "情形", "事实"),
    "agent": ("agent", "客服", "客服工号", "工号", "坐席", "客服账号", "agent_id"),
    "at": ("at", "time", "时间", "回复时间", "发送时间", "日期", "date", "timestamp", "sent_at", "created_at"),
    "id": ("id", "编号", "消息编号", "会话编号", "reply_id", "message_id"),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The column of each field that the log has, and the columns that hold one fact each."""

    fields: Mapping[str, str]
    facts: Mapping[str, str]  # column -> fact


def given_columns(options: Sequence[str] | None) -> Mapping[str, str]:
    """Return the columns that a user names, `field=column`; raises EvaluationError for what is no field."""
    found: dict[str, str] = {}
    for option in options or ():
        field, equals, column = option.partition("=")
        if not equals or not column:
            raise EvaluationError(f"--column {option!r} names no column: write --column reply=客服回复")
        if field not in FIELDS:
            hint = nearest_hint(field, FIELDS) or f"the fields are {', '.join(FIELDS)}"
            raise EvaluationError(f"--column {option!r}: there is no field {field!r}: {hint}")
        found[field] = column
    return found


def columns_of(names: Iterable[str], given: Mapping[str, str], base: Base) -> Columns:
    """Return what the columns hold; raises EvaluationError where no column holds the reply."""
    there = {str(name).strip(): str(name) for name in names}
    lower = {name.lower(): column for name, column in there.items()}
    for field, column in given.items():
        if column not in there:
            hint = nearest_hint(column, there) or f"the columns are {', '.join(there)}"
            raise EvaluationError(f"the log has no column {column!r} for {field}: {hint}")
    fields = {
        field: given.get(field) or next((lower[known] for known in known_names if known in lower), "")
        for field, known_names in FIELDS.items()
    }
    fields = {field: column for field, column in fields.items() if column}
    if "reply" not in fields:
        raise EvaluationError(
            f"no column holds the reply, of {', '.join(there) or 'none'}: name it with --column reply=COLUMN"
        )
    taken = set(fields.values())
    facts = {
        there[spelled]: name
        for name, fact in base.facts.items()
        for spelled in (name, f"facts.{name}", f"facts_{name}", fact.name)
        if spelled in there and there[spelled] not in taken
    }
    return Columns(fields, facts)
