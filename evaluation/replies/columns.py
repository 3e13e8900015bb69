"""Which column of a log holds what: by the names that logs give them, or as the user says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evaluation.problem import EvaluationError
from evaluation.replies.names import FIELDS, MESSAGES, plain_name
from knowledge.model.base import Base
from knowledge.nearest import nearest_hint


@dataclass(frozen=True, slots=True)
class Columns:
    """The column of each field that the log has, the columns that hold one fact each, and the others."""

    fields: Mapping[str, str]
    facts: Mapping[str, str]  # column -> fact
    others: tuple[str, ...] = ()

    def without(self) -> tuple[str, ...]:
        """Return what cannot be seen for want of a column: the text or facts, the channel, the customer, the time."""
        sees = {"asked": "asked" in self.fields or "facts" in self.fields or bool(self.facts)}
        sees |= {field: field in self.fields for field in ("channel", "at")}
        sees["customer"] = "customer" in self.fields or "conversation" in self.fields
        return tuple(field for field, is_seen in sees.items() if not is_seen)


def given_columns(options: Sequence[str] | None) -> Mapping[str, str]:
    """Return the columns that a user names, `field=column`; raises EvaluationError for what is no field."""
    found: dict[str, str] = {}
    for option in options or ():
        field, equals, column = option.partition("=")
        if not equals or not column:
            raise EvaluationError(f"--column {option!r} names no column: write --column reply=客服回复")
        if field not in FIELDS and field not in MESSAGES:
            fields = [*FIELDS, *(name for name in MESSAGES if name not in FIELDS)]
            hint = nearest_hint(field, fields) or f"the fields are {', '.join(fields)}"
            raise EvaluationError(f"--column {option!r}: there is no field {field!r}: {hint}")
        found[field] = column
    return found


def columns_of(names: Iterable[str], given: Mapping[str, str], base: Base) -> Columns:
    """Return what the columns of a log of replies hold; raises EvaluationError where no column holds the reply."""
    there = [str(name) for name in names]
    fields = named_fields(there, given, FIELDS)
    if "reply" not in fields:
        raise EvaluationError(
            f"no column holds the reply, of {', '.join(there) or 'none'}: name it with --column reply=COLUMN; in a log "
            "of one message a row name the text, the sender and the conversation: --column content=COLUMN "
            "--column role=COLUMN --column conversation=COLUMN; where the names stand further down, --header ROW"
        )
    return with_facts(there, fields, base)


def named_fields(
    there: Sequence[str], given: Mapping[str, str], known: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    """Return the column of each field: the one that is given, else the first of its known names."""
    by_name = {plain_name(name): name for name in reversed(there)}
    exact = {name.strip(): name for name in there}
    for field, column in given.items():
        if column not in exact:
            hint = nearest_hint(column, exact) or f"the columns are {', '.join(exact)}"
            raise EvaluationError(f"the log has no column {column!r} for {field}: {hint}")
    taken = set(given.values())
    fields: dict[str, str] = {}
    for field, names in known.items():
        free = [by_name[name] for name in names if name in by_name and by_name[name] not in taken]
        found = [exact[given[field]]] if field in given else free
        if found:
            fields[field] = found[0]
            taken.add(found[0])
    return fields


def with_facts(there: Sequence[str], fields: Mapping[str, str], base: Base) -> Columns:
    """Return the columns with those that hold a fact each, and the rest."""
    taken = set(fields.values())
    exact = {name.strip(): name for name in there}
    facts = {
        exact[spelled]: name
        for name, fact in base.facts.items()
        for spelled in (name, f"facts.{name}", f"facts_{name}", fact.name)
        if spelled in exact and exact[spelled] not in taken
    }
    return Columns(fields, facts, tuple(name for name in there if name not in taken and name not in facts))
