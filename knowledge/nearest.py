"""The known name that an unknown one was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from rapidfuzz import fuzz, process

_CUTOFF = 60.0  # per cent of rapidfuzz's ratio; below it a hint misleads more often than it helps


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name nearest to `name`, or None where nothing is near."""
    found = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=_CUTOFF)
    return None if found is None else str(found[0])


def nearest_hint(name: str, known: Iterable[str], called: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return 'did you mean X?', or nothing where no known name is near; `called` is what people call each of them."""
    found = next((key for key, label in called.items() if label == name.strip()), None) or nearest(name, known)
    return f"did you mean {found!r}?" if found else ""
