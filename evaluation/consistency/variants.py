"""Spellings that must not change an answer: Traditional characters, typos, homophones, politeness; drawn by seed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from random import Random

import opencc
from pypinyin import lazy_pinyin

from knowledge.model.base import Base

_OPENINGS = ("亲，", "你好，", "在吗，", "麻烦问下，", "客服你好 ")
_CLOSINGS = ("，谢谢", "🙏", "~", "，急！", "呢", "😭😭")

Spell = Callable[[str, Random], str]


def spellings(base: Base) -> Mapping[str, Spell]:
    """Return the ways to spell a text, by name; homophones are taken from the characters of the base's questions."""
    sounds = _sounds(char for _, _, entry in base.entries() for text in entry.asks for char in text)
    return {
        "traditional": lambda text, random: traditional(text),
        "typo": typo,
        "homophone": lambda text, random: homophone(text, random, sounds),
        "polite": polite,
    }


def traditional(text: str) -> str:
    """Return the text in Traditional characters."""
    return str(_converter().convert(text))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def typo(text: str, random: Random) -> str:
    """Swap two neighbouring characters or double one; numbers stay, since another number is another case."""
    places = [
        at for at in range(len(text) - 1) if _is_han(text[at]) and _is_han(text[at + 1]) and text[at] != text[at + 1]
    ]
    if len(places) < 4:
        return text
    at = random.choice(places[1:])
    if random.random() < 0.5:
        return f"{text[:at]}{text[at + 1]}{text[at]}{text[at + 2 :]}"
    return f"{text[: at + 1]}{text[at]}{text[at + 1 :]}"


def homophone(text: str, random: Random, sounds: Mapping[str, tuple[str, ...]]) -> str:
    """Put another character of the same sound in one place."""
    places = []
    for at, char in enumerate(text):
        others = [one for one in sounds.get(_sound(char), ()) if one != char] if _is_han(char) else []
        if others:
            places.append((at, others))
    if len(places) < 4:
        return text
    at, others = random.choice(places)
    return f"{text[:at]}{random.choice(others)}{text[at + 1 :]}"


def polite(text: str, random: Random) -> str:
    """Put what people say around a question around it."""
    return f"{random.choice(_OPENINGS)}{text}{random.choice(_CLOSINGS)}"


def _sounds(chars: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for char in set(chars):
        if _is_han(char) and char not in _NUMERALS:
            found.setdefault(_sound(char), set()).add(char)
    return {sound: tuple(sorted(same)) for sound, same in found.items()}


_NUMERALS = frozenset("零一二两三四五六七八九十百千万半几天日周月年号个")  # and what they count: 八了天 is no day


@cache
def _sound(char: str) -> str:
    return "".join(lazy_pinyin(char))


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" and char not in _NUMERALS
