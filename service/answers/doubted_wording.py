"""What a draft may say in disguise: kinds of forbidden wording that no list finds, for an agent to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.wording.disguised import DisguiseReader, settled_reader
from knowledge.model.entries import Forbidden, Terms
from knowledge.reading.forbidden import ForbiddenFound

_KNOWN_BY = {  # a kind is that of the entry which holds this phrase; a base without it forbids nothing of the kind
    "reward": "好评返现",
    "review": "删差评",
    "private": "加我微信",
    "detox": "排毒反应",
    "insult": "脑残",
    "medical": "治好",
    "absolute": "史上最",
}


@dataclass(frozen=True, slots=True)
class DoubtedWording:
    """Finds in a text what may be forbidden and no list holds."""

    reader: DisguiseReader
    entries: Mapping[str, Forbidden]  # by kind

    @staticmethod
    def of(terms: Terms, reader: DisguiseReader | None = None) -> DoubtedWording:
        entries = {}
        for kind, phrase in _KNOWN_BY.items():
            entry = next((one for one in terms.forbidden if phrase in one.phrases), None)
            if entry is not None:
                entries[kind] = entry
        return DoubtedWording(reader or settled_reader(), entries)

    def find(self, text: str, known: Sequence[ForbiddenFound]) -> tuple[ForbiddenFound, ...]:
        """Return what is doubted in `text`, less what stands where a phrase is known to be forbidden."""
        if not self.entries:
            return ()
        found = []
        for doubt in self.reader.read_many([text])[0]:
            start, end = doubt.span
            entry = self.entries.get(doubt.kind)
            if entry is not None and not any(start < one.span[1] and one.span[0] < end for one in known):
                phrase = text[start:end]
                found.append(ForbiddenFound(phrase, doubt.span, "review", entry.because, entry.cite, entry.instead))
        return tuple(found)
