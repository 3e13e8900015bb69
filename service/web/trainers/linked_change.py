"""An entry with the change that a link asks for, to be looked at and saved; a link never writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Depends, Query

Text = Annotated[str, Query(max_length=1000)]
Texts = Annotated[tuple[str, ...], Query(max_length=40)]


@dataclass(frozen=True, slots=True)
class LinkedChange:
    """What a link changes of an entry; `a:b` stands for a key and its value."""

    over: str
    under: str  # no longer over it
    differs: str
    because: str
    until: str
    decide: tuple[str, ...]
    ask: tuple[str, ...]
    say: tuple[str, ...]  # `douyin:default`: the one as the other
    accept: tuple[str, ...]  # outcomes that are left open on purpose, for the reason of `because`
    retire: bool

    @property
    def is_any(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


def _asked(
    over: Text = "",
    under: Text = "",
    differs: Text = "",
    because: Text = "",
    until: Text = "",
    decide: Texts = (),
    ask: Texts = (),
    say: Texts = (),
    accept: Texts = (),
    retire: bool = False,
) -> LinkedChange:
    return LinkedChange(over, under, differs, because.strip(), until, decide, ask, say, accept, retire)


AskedChange = Annotated[LinkedChange, Depends(_asked)]


def with_change(entry: Mapping[str, Any], asked: LinkedChange, today: date) -> Mapping[str, Any]:
    """Return an entry with what was asked for, every other key as it stood."""
    made = dict(entry)
    if asked.differs:
        made["differs"] = _differing(made.get("differs") or {}, asked)
    if asked.over:
        made["over"] = _with(made.get("over"), (asked.over,))
    if asked.under:
        _drop(made, "over", asked.under)
    if asked.decide:
        made["decide"] = {**(made.get("decide") or {}), **dict(_split(asked.decide))}
    if asked.ask:
        made["asks"] = _with(made.get("asks"), asked.ask)
    if asked.say:
        stands = made.get("say") or {}
        made["say"] = {**stands, **{one: stands[other] for one, other in _split(asked.say) if other in stands}}
    if asked.accept:
        made["gaps"] = _left_open(made.get("gaps") or {}, asked)
    if asked.retire:
        made["valid"] = _ended(made.get("valid") or {}, today - timedelta(days=1))
    return made


def first_text(when: Sequence[str], asked: LinkedChange, basis: str) -> Mapping[str, Any]:
    """Return what a new policy for a case begins with."""
    head = {"title": "", "when": dict(_split(when)), "decide": dict(_split(asked.decide))}
    left_open = {"gaps": _left_open({}, asked)} if asked.accept else {}
    return {**head, **left_open, "basis": [basis] if basis else [], "asks": [], "say": {"default": ""}}


def _split(pairs: Sequence[str]) -> list[tuple[str, str]]:
    return [(key, value) for key, colon, value in (one.partition(":") for one in pairs) if colon]


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _with(value: Any, more: Sequence[str]) -> list[str]:
    return [*dict.fromkeys((*_listed(value), *more))]


def _drop(made: dict[str, Any], key: str, value: str) -> None:
    rest = [one for one in _listed(made.get(key)) if one != value]
    if rest:
        made[key] = rest
    else:
        made.pop(key, None)


def _differing(known: Mapping[str, Any], asked: LinkedChange) -> Mapping[str, Any]:
    made = {"from": _with(known.get("from"), (asked.differs,)), "because": asked.because or known.get("because", "")}
    until = asked.until or known.get("until")
    return {**made, "until": until} if until else made


def _left_open(known: Mapping[str, Any], asked: LinkedChange) -> Mapping[str, Any]:
    return {
        "accepted": _with(known.get("accepted"), asked.accept),
        "because": asked.because or known.get("because", ""),
    }


def _ended(valid: Mapping[str, Any], last: date) -> Mapping[str, Any]:
    """Return the days of an entry that is no longer; one that has not begun yet ends as it begins."""
    begins = str(valid.get("from", ""))
    return {**valid, "to": max(last.isoformat(), begins)}
