"""Chinese text as syllables without tones, so that a misspelling that sounds alike is found: 烟先胺 is 烟酰胺."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


@lru_cache(maxsize=65536)
def syllable(char: str) -> str:
    """Return a character's syllable, with the sounds that speakers mix up made one; any other character is its own."""
    sound = str(lazy_pinyin(char, style=Style.NORMAL, errors=lambda rest: rest)[0])
    if not sound.isascii() or not sound.isalpha() or sound == char:
        return char
    for one, other in _MERGED:
        sound = sound.replace(one, other)
    return sound


@lru_cache(maxsize=64)  # a message is read by its sounds for its grams and for its names
def syllables(text: str) -> tuple[str, ...]:
    """Return one syllable a character."""
    return tuple(syllable(char) for char in text)
