"""A text in normal form to its clauses: where each stands, which sentence it belongs to, and what is quoted."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

_ENDS = frozenset("。!?;…\n")
_BREAKS = frozenset(",:()~ |/")
_OPENING = {"“": "”", "「": "」", "『": "』", "《": "》", "‘": "’", '"': '"', "【": "】"}
_QUOTABLE = re.compile(r"(?:支持|享受|选择|办理|申请|走|按|属于|可以|可|选|开通|参加|提供)$")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between two breaks; `asks` where its sentence ends in a question mark and it is the last of it."""

    start: int
    end: int
    sentence: int
    asks: bool
    exclaims: bool = False


def clauses(text: str, begins: Collection[int] = ()) -> tuple[Clause, ...]:
    """Return the clauses of a text in order, empty ones left out; one more begins at each of `begins`."""
    found: list[Clause] = []
    start, sentence = 0, 0
    for at, char in enumerate(text):
        if at in begins and at > start:
            found.append(Clause(start, at, sentence, False))
            start = at
        ends = char in _ENDS or (char == "." and not _is_decimal(text, at))
        if not ends and not (char in _BREAKS and not _is_inside_number(text, at)):
            continue
        if at > start:
            found.append(Clause(start, at, sentence, char == "?", char == "!"))
        elif char == "?" and found and found[-1].sentence == sentence:
            last = found[-1]
            found[-1] = Clause(last.start, last.end, last.sentence, True)
        start = at + 1
        sentence += ends
    if start < len(text):
        found.append(Clause(start, len(text), sentence, False))
    return tuple(found)


def quotations(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans that stand in quotation marks and are another's words, the name of a service left out."""
    found = []
    at = 0
    while at < len(text):
        closing = _OPENING.get(text[at])
        end = text.find(closing, at + 1) if closing else -1
        if end < 0:
            at += 1
            continue
        if not _QUOTABLE.search(text[:at]):
            found.append((at, end + 1))
        at = end + 1
    return tuple(found)


def _is_decimal(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit()


def _is_inside_number(text: str, at: int) -> bool:
    """A blank, tilde, colon or stroke between digits, or a blank beside a letter or digit, breaks nothing."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] == " ":
        return not (_is_han(before) and _is_han(after))
    return text[at] in "~:/" and before.isdigit() and after.isdigit()


def _is_han(char: str) -> bool:
    return bool(char) and "\u4e00" <= char <= "\u9fff"
