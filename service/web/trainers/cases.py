"""The table of cases: situations by channel, every cell a decision with its policies, boundary days side by side."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from knowledge.conflicts.wordings import Words
from knowledge.deciding.decide import Decision
from knowledge.model.base import Base
from knowledge.model.case import Case
from knowledge.model.conditions import Matcher
from knowledge.model.entries import Policy
from knowledge.model.facts import BooleanFact, ChoiceFact, IntegerFact, Value, assumed_value
from service.answers.decision_changes import boundary_values
from service.api.call_context import Context
from service.web.rendering import language_of
from service.web.shell import workplace
from service.web.trainers.words import (
    channels_in_words,
    fact_in_words,
    fact_value_in_words,
    facts_in_words,
    outcome_in_words,
    value_in_words,
)

router = APIRouter(prefix="/train", include_in_schema=False)
VARY = "*"
MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """A fact that policies of the subject name: the values that it can be set to, and what is chosen."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]  # value and its words
    chosen: str  # VARY, a value, or empty for unknown
    is_assumed: str  # the words of the value that is assumed; empty where none is
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One outcome in a cell: its value in words, the policies, and whether another cell or the row above says else."""

    outcome: str
    name: str
    value: str
    state: str  # decided, open, contested
    policies: tuple[tuple[str, str], ...]  # id and title
    differs: bool
    changes: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One decision, and what it turns on."""

    lines: tuple[Line, ...]
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One situation, a cell a column."""

    situation: str
    cells: tuple[Cell, ...]


@router.get("/cases")
def cases(request: Request, context: Context) -> HTMLResponse:
    """The table for what the query sets: a fact to a value, to `*` (a row for each value), or to nothing."""
    view = context.view
    base = view.base
    words = Words(base, language_of(request))
    query = request.query_params
    subject = _subject(base, query.get(base.subject, ""))
    day = _day(query.get("on", ""), context.settings.today())
    choices = _choices(words, subject, query)
    situations = list(islice(_situations(base, subject, choices), MOST_ROWS + 1))
    kept = situations[:MOST_ROWS]
    decided = [[view.assistant.decider.decide(Case(key, day, facts)) for key in base.channels] for facts in kept]
    columns = _columns(base, decided, is_split=query.get("split") == "1")
    varied = [choice.name for choice in choices if choice.chosen == VARY]
    return workplace(
        request,
        "trainers/cases.html",
        context,
        subject=Choice(base.subject, fact_in_words(words, base.subject), _options(words, base.subject), subject, ""),
        choices=choices,
        day=day,
        is_split=query.get("split") == "1",
        columns=[_heading(words, column) for column in columns],
        rows=list(_rows(words, kept, decided, columns, varied)),
        is_cut=len(situations) > MOST_ROWS,
        most=MOST_ROWS,
        vary=VARY,
    )


def _subject(base: Base, wanted: str) -> str:
    values = base.subject_values()
    return wanted if wanted in values else next(iter(values), "")


def _day(wanted: str, today: datetime.date) -> datetime.date:
    try:
        return datetime.date.fromisoformat(wanted)
    except ValueError:
        return today


def _choices(words: Words, subject: str, query: Mapping[str, str]) -> list[Choice]:
    """Return the facts on which the policies of a subject turn; where nothing is chosen yet, days vary."""
    base = words.base
    named = _named(base, subject)
    is_fresh = not any(name in query for name in named)
    found = []
    for name in base.facts:
        if name == base.subject or name not in named:
            continue
        fact = base.facts[name]
        options = _options(words, name, named[name])
        given = query.get(name, VARY if is_fresh and isinstance(fact, IntegerFact) else "")
        taken = assumed_value(fact)
        assumed = "" if taken is None else fact_value_in_words(words, name, taken)
        low, high = (fact.min, fact.max) if isinstance(fact, IntegerFact) else (None, None)
        chosen = given if given == VARY or _value(base, name, given) is not None else ""
        if chosen not in (VARY, "") and chosen not in dict(options):
            options = (*options, (chosen, fact_value_in_words(words, name, int(chosen))))
        found.append(Choice(name, fact_in_words(words, name), options, chosen, assumed, low, high))
    return found


def _named(base: Base, subject: str) -> Mapping[str, list[Matcher]]:
    """Return the facts that policies of the subject name in their conditions, with the conditions."""
    found: dict[str, list[Matcher]] = {}
    for policy in base.policies.values():
        if _is_about(base, policy, subject):
            for mapping in (policy.when.all, *policy.when.any):
                for name, matcher in mapping.items():
                    found.setdefault(name, []).append(matcher)
    return found


def _is_about(base: Base, policy: Policy, subject: str) -> bool:
    values = getattr(policy.when.all.get(base.subject), "values", None)
    return bool(policy.decide) and (values is None or subject in values)


def _options(words: Words, name: str, matchers: Sequence[Matcher] = ()) -> tuple[tuple[str, str], ...]:
    match words.base.facts[name]:
        case ChoiceFact(values=values):
            return tuple((key, value.name) for key, value in values.items())
        case BooleanFact():
            return tuple((str(one).lower(), fact_value_in_words(words, name, one)) for one in (True, False))
        case IntegerFact() as fact:
            bounds = boundary_values(fact, matchers)
            return tuple((str(one), fact_value_in_words(words, name, one)) for one in bounds)


def _value(base: Base, name: str, text: str) -> Value | None:
    match base.facts[name]:
        case ChoiceFact(values=values):
            return text if text in values else None
        case BooleanFact():
            return {"true": True, "false": False}.get(text)
        case IntegerFact(min=low, max=high):
            return int(text) if text.isdecimal() and len(text) < 8 and low <= int(text) <= high else None


def _situations(base: Base, subject: str, choices: Sequence[Choice]) -> Iterator[dict[str, Value]]:
    known = [choice for choice in choices if choice.chosen]
    texts = [[key for key, _ in one.options] if one.chosen == VARY else [one.chosen] for one in known]
    for values in product(*texts):
        facts: dict[str, Value] = {base.subject: subject}
        for choice, text in zip(known, values, strict=True):
            value = _value(base, choice.name, text)
            if value is not None:
                facts[choice.name] = value
        yield facts


def _columns(base: Base, decided: Sequence[Sequence[Decision]], *, is_split: bool) -> list[list[int]]:
    """Return the channels that share a column: those that decide every row alike, unless each is to have its own."""
    found: dict[object, list[int]] = {}
    for place in range(len(base.channels)):
        alike = place if is_split else repr([_comparable(row[place]) for row in decided])
        found.setdefault(alike, []).append(place)
    return list(found.values())


def _comparable(decision: Decision) -> dict[str, str]:
    contested = {one.outcome: "!" for one in decision.contested}
    return {**decision.decided, **dict.fromkeys(decision.open, "?"), **contested}


def _heading(words: Words, column: Sequence[int]) -> str:
    channels = list(words.base.channels)
    return "" if len(column) == len(channels) else channels_in_words(words, tuple(channels[place] for place in column))


def _rows(
    words: Words,
    situations: Sequence[Mapping[str, Value]],
    decided: Sequence[Sequence[Decision]],
    columns: Sequence[Sequence[int]],
    varied: Sequence[str],
) -> Iterator[Row]:
    above: Sequence[Decision] | None = None
    for facts, every in zip(situations, decided, strict=True):
        row = [every[column[0]] for column in columns]
        first = _comparable(row[0])
        cells = tuple(_cell(words, one, first, above[place] if above else None) for place, one in enumerate(row))
        shown = {name: facts[name] for name in varied if name in facts} or facts
        yield Row(facts_in_words(words, shown), cells)
        above = row


def _cell(words: Words, decision: Decision, first: Mapping[str, str], above: Decision | None) -> Cell:
    here = _comparable(decision)
    before = here if above is None else _comparable(above)
    contested = {one.outcome: one.between for one in decision.contested}
    lines = tuple(
        Line(
            outcome,
            outcome_in_words(words, outcome),
            value_in_words(words, outcome, value) if value not in ("?", "!") else "",
            {"?": "open", "!": "contested"}.get(value, "decided"),
            tuple(
                (key, words.base.policies[key].title)
                for key in (*decision.policies.get(outcome, ()), *contested.get(outcome, ()))
            ),
            first.get(outcome) != value,
            before.get(outcome) != value,
        )
        for outcome, value in sorted(here.items(), key=lambda pair: list(words.base.outcomes).index(pair[0]))
    )
    return Cell(lines, tuple(fact_in_words(words, ask.fact) for ask in decision.ask))
