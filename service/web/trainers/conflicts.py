"""The conflicts page: findings by cause, what the customer would hear of each, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from knowledge.conflicts.conflict import ConflictKind
from knowledge.conflicts.wordings import Words
from knowledge.model.base import AnyEntry, Base
from knowledge.model.case import Case
from knowledge.model.entries import Kind, Policy, Statute
from knowledge.model.facts import ChoiceFact
from service.answers.causes import Cause, causes
from service.answers.conflict import ConflictAnswer
from service.answers.script import script
from service.api.call_context import Context
from service.api.conflicts import with_state
from service.live.live_snapshot import View
from service.web.rendering import language_of
from service.web.shell import workplace
from service.web.trainers.leaving_open import OpenPlace, open_places
from service.web.trainers.mends import Act, Apart, acts, apart, case_of
from service.web.trainers.words import outcome_in_words, value_in_words

router = APIRouter(prefix="/train", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Side:
    """One entry of a conflict: what it decides there, and what the customer hears of it on a channel."""

    kind: Kind
    id: str
    title: str
    link: str
    line: str
    channel: str  # its name; empty for what is said on none
    decides: tuple[tuple[str, str], ...]
    says: str
    statute: Statute | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A conflict as the page shows it."""

    conflict: ConflictAnswer
    witness: str
    sides: tuple[Side, ...]
    acts: tuple[Act, ...]
    apart: tuple[Apart, ...]
    open_places: Sequence[OpenPlace]
    case: Sequence[str]  # `fact:value` of the witness, for a policy of its own


@dataclass(frozen=True, slots=True)
class Group:
    """Conflicts of one cause as the page shows them."""

    cause: Cause
    name: str
    shown: tuple[Shown, ...]


@router.get("")
def start() -> Response:
    """The first of the trainers' pages."""
    return RedirectResponse("/train/conflicts", 307)


@router.get("/conflicts")
def conflicts(
    request: Request,
    context: Context,
    kind: Annotated[str, Query(max_length=40)] = "",
    state: Annotated[Literal["open", "dismissed"], Query()] = "open",
) -> HTMLResponse:
    """Findings by cause, the most harmful first."""
    view = context.view
    language = language_of(request)
    words = Words(view.base, language)
    found = [with_state(one, context).in_language(language) for one in view.conflicts or ()]
    known = [one for one in found if all(entry in _kinds(view.base) for entry in one.entries)]
    of_state = [one for one in known if one.state == state]
    chosen = [one for one in of_state if kind in ("", one.kind.value)]
    groups = [
        Group(one, _name(view.base, one), tuple(_shown(view, words, each) for each in one.conflicts))
        for one in causes(chosen)
    ]
    return workplace(
        request,
        "trainers/conflicts.html",
        context,
        groups=groups,
        kinds=[one.value for one in ConflictKind if any(each.kind is one for each in of_state)],
        counts={one: sum(each.state == one for each in known) for one in ("open", "dismissed")},
        kind=kind,
        state=state,
        today=context.settings.today(),
        is_known=view.conflicts is not None,
        is_older=view.conflicts is not None and view.analysed != view.base.fingerprint,
    )


def _name(base: Base, cause: Cause) -> str:
    fact = base.facts[base.subject]
    if cause.entry or not isinstance(fact, ChoiceFact):
        return cause.title or cause.subject
    return fact.values[cause.subject].name if cause.subject in fact.values else cause.subject


def _kinds(base: Base) -> Mapping[str, tuple[Kind, AnyEntry]]:
    return {key: (kind, entry) for kind, key, entry in base.entries()}


def _shown(view: View, words: Words, conflict: ConflictAnswer) -> Shown:
    mends = tuple(acts(view.base, conflict))
    places = open_places(view.base, view.assistant.decider.space, conflict)
    sides = tuple(_sides(view, words, conflict))
    return Shown(conflict, conflict.sentence, sides, mends, apart(conflict), places, case_of(conflict))


def _sides(view: View, words: Words, conflict: ConflictAnswer) -> Iterator[Side]:
    known = _kinds(view.base)
    for place, (key, name, source) in enumerate(zip(conflict.entries, conflict.titles, conflict.sources, strict=False)):
        kind, entry = known[key]
        channel = _channel(conflict, place)
        link = f"/train/entries/{kind}/{key}"
        line = f"{source.file}:{source.line}"
        law = entry if isinstance(entry, Statute) else None
        decided = tuple(_decided(words, entry, conflict.outcomes))
        where = view.base.channels[channel].name if channel else ""
        yield Side(kind, key, name, link, line, where, decided, _says(view, conflict, entry, channel), law)


def _channel(conflict: ConflictAnswer, place: int) -> str | None:
    channels = conflict.witness.channel if conflict.witness else ()
    if not channels:
        return None
    return channels[min(place, len(channels) - 1)]


def _decided(words: Words, entry: AnyEntry, outcomes: Sequence[str]) -> Iterator[tuple[str, str]]:
    decides = entry.decide if isinstance(entry, Policy) else entry.floor if isinstance(entry, Statute) else {}
    for outcome, value in decides.items():
        if outcome in outcomes or not outcomes:
            yield outcome_in_words(words, outcome), value_in_words(words, outcome, value)


def _says(view: View, conflict: ConflictAnswer, entry: AnyEntry, channel: str | None) -> str:
    """Return what the customer hears of an entry in the case of the witness."""
    if not entry.say or isinstance(entry, Statute):
        return ""
    witness = conflict.witness
    if witness is None:
        return entry.say["default"]
    decider = view.assistant.decider
    case = Case(channel, witness.on, dict(witness.facts))
    return script(entry, decider, case, decider.decide(case).decided)
