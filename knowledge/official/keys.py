"""The keys under which one name of the register is found."""

from __future__ import annotations

import re

from knowledge.reading.ingredient_list.spelling import key_of

_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")


def keys_of(name: str) -> tuple[str, ...]:
    """Return the key of the whole name and, where that is another, of the name without what stands in brackets."""
    whole, short = key_of(name), key_of(_BRACKETED.sub("", name))
    return tuple(key for key in dict.fromkeys((whole, short)) if len(key) > (0 if key == whole else 2))
