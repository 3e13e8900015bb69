"""Which of the model's pieces Chinese, English and Japanese text can use.

A unigram tokenizer cuts a text only into pieces that are made of the text's own characters. So if all pieces over a set
of characters stay, a text over that set is cut as before, and its vectors stay the same. Of every other script single
characters stay (`β-葡聚糖`), so that a strange word is still something.
"""

import unicodedata
from collections.abc import Sequence

SPACE = "▁"
_RANGES = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1: Avène, Estée
    (0x2E80, 0x2FDF),  # radicals
    (0x3000, 0x30FF),  # punctuation, hiragana, katakana
    (0x3100, 0x312F),  # bopomofo
    (0x31A0, 0x33FF),  # bopomofo, strokes, enclosed and squared characters
    (0x3400, 0x4DBF),  # extension A
    (0x4E00, 0x9FFF),  # unified
    (0xF900, 0xFAFF),  # compatibility
    (0xFE30, 0xFE4F),  # compatibility forms
    (0xFF00, 0xFFEF),  # half and full width
    (0x1F000, 0x1FAFF),  # emoji
    (0x20000, 0x3FFFF),  # further extensions
)
_KINDS = ("S", "P", "N", "Z", "M", "Cf")  # signs, punctuation, numbers, spaces, marks, joiners


def kept_pieces(pieces: Sequence[str], marks: int) -> tuple[int, ...]:
    """Return the rows to keep, in order; the first `marks` rows stand for no text and always stay."""
    return tuple(row for row, piece in enumerate(pieces) if row < marks or _is_kept(piece))


def _is_kept(piece: str) -> bool:
    return len(piece.removeprefix(SPACE)) <= 1 or all(map(_is_ours, piece))


def _is_ours(character: str) -> bool:
    point = ord(character)
    if character == SPACE or any(first <= point <= last for first, last in _RANGES):
        return True
    return unicodedata.category(character).startswith(_KINDS)
