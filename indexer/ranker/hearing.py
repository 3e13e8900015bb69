"""What a message names and mentions, read before anything is searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from indexer.names import Names
from indexer.ranker.evidence import Heard
from knowledge.model.base import Base
from knowledge.model.facts import Value
from knowledge.reading.facts.phrasebook import Mention, Phrasebook
from knowledge.reading.facts.reader import FactReader
from knowledge.reading.spellings import Spellings

_SOME_DAY = date(2026, 1, 1)  # dates in a base's own questions are counted from it: the same base teaches the same


@dataclass(frozen=True, slots=True)
class Read:
    """What the service read from a message: mentions of the subject, and what is known of the other facts."""

    mentions: Sequence[Mention]
    facts: Mapping[str, Value]


class Hearer:
    """Reads names and phrases of a base out of messages."""

    def __init__(self, base: Base) -> None:
        self._subject = base.subject
        self._phrases = Phrasebook({base.subject: base.facts[base.subject]}, Spellings(base.terms.spellings))
        self._names = Names(
            [
                *((("ingredient", key), (one.name, one.inci, *one.aliases)) for key, one in base.ingredients.items()),
                *((("skin", key), (one.name, *one.aliases)) for key, one in base.skins.items()),
                *((("product", key), (one.name, *one.aliases)) for key, one in base.products.items()),
            ]
        )

    def hear(self, text: str, read: Read | None = None) -> Heard:
        """Return what `text` in normal form names and mentions; `read` saves reading its phrases again."""
        said = self._phrases.find(text) if read is None else read.mentions
        mentions = tuple(mention for mention in said if mention.fact == self._subject)
        facts = {} if read is None else {name: value for name, value in read.facts.items() if name != self._subject}
        return Heard(text, self._names.find(text), mentions, facts)

    def hear_alone(self, text: str, reader: FactReader) -> Heard:
        """Return what `text` says with the facts that it states, as a message of its own."""
        reading = reader.read(text, _SOME_DAY)
        return self.hear(text, Read(reading.subject, {name: fact.value for name, fact in reading.facts.items()}))
