"""Asks that stand in entries which answer differently: no fact tells them apart, so neither can be found for sure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from indexer.ranker.targets import group_of, is_suggested
from knowledge.model.base import Base
from knowledge.reading.normal import normalise
from service.api.catalogue import title


@dataclass(frozen=True, slots=True)
class AlikeAsk:
    """One ask, in normal form, that stands in entries of different groups."""

    text: str
    leaves: tuple[tuple[str, str, str], ...]  # kind, id, title


@dataclass(slots=True)
class AlikeAsks:
    """Finds them; remembers the normal form of every ask, so that an edit costs what it changes."""

    _normal: dict[str, str] = field(default_factory=dict)
    _found: tuple[str, tuple[AlikeAsk, ...]] = ("", ())

    def of(self, base: Base) -> tuple[AlikeAsk, ...]:
        """Return the asks alike of a base, in its order."""
        if self._found[0] != base.fingerprint:
            self._found = (base.fingerprint, tuple(self._alike(base)))
        return self._found[1]

    def _alike(self, base: Base) -> Iterator[AlikeAsk]:
        owners: dict[str, dict[object, tuple[str, str, str]]] = {}
        seen: dict[str, str] = {}
        for kind, key, entry in base.entries():
            if is_suggested(entry):
                group = group_of(base, kind, key, entry)
                for ask in entry.asks:
                    seen[ask] = normal = self._normal.get(ask) or normalise(ask)
                    owners.setdefault(normal, {}).setdefault(group, (kind, key, title(entry)))
        self._normal = seen
        for text, found in owners.items():
            if len(found) > 1:
                yield AlikeAsk(text, tuple(found.values()))
