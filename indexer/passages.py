"""The pieces of an entry that are searched on their own."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from knowledge.model.authored import Learned
from knowledge.model.base import Base
from knowledge.model.entries import AnyEntry, Guide, Kind, Policy, Product, Skin, Statute
from knowledge.model.ingredient import Ingredient

Field = Literal[
    "ask", "not_ask", "title", "name", "alias", "say", "advice", "steps", "mechanism", "use", "sign", "gist"
]
Role = Literal["query", "passage"]

PORTION = 300  # characters: about 200 tokens, and a reply of three sentences
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")
_LIKE_QUESTIONS: frozenset[Field] = frozenset({"ask", "not_ask", "title", "name", "alias", "sign"})


@dataclass(frozen=True, slots=True)
class Passage:
    kind: Kind
    id: str
    field: Field
    text: str
    path: tuple[str | int, ...] = ()  # where the text stands below the entry, for `Base.locate`

    @property
    def role(self) -> Role:
        """Say on which side of the encoder the text belongs: what reads like a question is met as a question."""
        return "query" if self.field in _LIKE_QUESTIONS else "passage"


def passages(kind: Kind, id: str, entry: AnyEntry) -> tuple[Passage, ...]:
    """Return the passages of an entry, in a fixed order, no text twice in one field.

    A policy that is there to browse has none: it is never suggested.
    """
    if isinstance(entry, Policy) and entry.browse:
        return ()
    pieces = ((field, text, path) for field, whole, path in _texts(entry) for text in _portions(whole))
    found: dict[tuple[Field, str], Passage] = {}
    for field_, text, path in pieces:
        found.setdefault((field_, text), Passage(kind, id, field_, text, path))
    return tuple(found.values())


@dataclass(slots=True)
class PassageMemory:
    """The passages of the bases seen last: those of an entry that is the same object are not made again."""

    known: dict[tuple[Kind, str], tuple[AnyEntry, tuple[Passage, ...]]] = field(default_factory=dict)

    def of(self, base: Base) -> tuple[Passage, ...]:
        """Return every passage of the base, by kind and id."""
        fresh: dict[tuple[Kind, str], tuple[AnyEntry, tuple[Passage, ...]]] = {}
        for kind, id, entry in sorted(base.entries(), key=lambda one: one[:2]):
            before = self.known.get((kind, id))
            same = before is not None and before[0] is entry
            fresh[kind, id] = before if before and same else (entry, passages(kind, id, entry))
        self.known = fresh
        return tuple(passage for _, made in fresh.values() for passage in made)


Piece = tuple[Field, str, tuple[str | int, ...]]


def _texts(entry: AnyEntry) -> Iterator[Piece]:
    yield from _each("ask", entry.asks, "asks")
    yield from _each("not_ask", entry.not_asks, "not_asks")
    yield from _named(entry)
    yield from _say(entry.say, ("say",))
    if isinstance(entry, Learned):
        yield from _each("alias", entry.aliases, "aliases")
        for number, case in enumerate(entry.cases):
            yield from _say(case.say, ("cases", number, "say"))
    yield from _told(entry)


def _named(entry: AnyEntry) -> Iterator[Piece]:
    match entry:
        case Policy() | Guide():
            yield "title", entry.title, ("title",)
        case Statute():
            yield "title", entry.cite, ("cite",)
        case Ingredient():
            yield "name", entry.name, ("name",)
            yield "alias", entry.inci, ("inci",)
        case Skin() | Product():
            yield "name", entry.name, ("name",)


def _told(entry: AnyEntry) -> Iterator[Piece]:
    match entry:
        case Statute():
            yield "gist", entry.gist, ("gist",)
        case Ingredient():
            yield "mechanism", entry.mechanism, ("mechanism",)
            yield "use", entry.use, ("use",)
        case Skin():
            yield "advice", entry.advice, ("advice",)
            yield from _each("sign", entry.signs, "signs")
            yield "advice", entry.doctor, ("doctor",)
        case Product():
            yield "use", entry.use, ("use",)
        case Guide():
            yield "steps", "；".join(entry.steps), ("steps",)


def _each(field: Field, texts: Iterable[str], key: str) -> Iterator[Piece]:
    for number, text in enumerate(texts):
        yield field, text, (key, number)


def _say(say: Mapping[str, str], path: tuple[str | int, ...]) -> Iterator[Piece]:
    """Yield the default text alone: a channel's variant says the same, and would cost as much again to embed."""
    if "default" in say:
        yield "say", say["default"], (*path, "default")


def _portions(text: str) -> Iterator[str]:
    """Cut a long text at the ends of sentences; a sentence is never cut, an empty text gives nothing."""
    portion = ""
    for sentence in _SENTENCE.findall(text.strip()):
        if portion and len(portion) + len(sentence) > PORTION:
            yield portion.strip()
            portion = ""
        portion += sentence
    if portion.strip():
        yield portion.strip()
