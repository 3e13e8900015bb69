"""Damage that copying and cameras do to a printed list, undone one character for one, so that places stay right."""

from __future__ import annotations

import re
import unicodedata

CUT = "\0"  # a break that the text itself marks
LOST = "□�▯"  # stand for a character that could not be read
_BULLETS = frozenset("●○◦◆◇■▪▫★☆✓✔❖➢➤►▶◎⚫⬤∙⋅‣⁃＊※")
FILLER = "\u2060"  # stands for what is left of a character that took several places
_REST = (  # what the second and later bytes of a letter look like in Latin-1 and in Windows-1252
    r"[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    r"\u2013-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]"
)
_MISREAD = re.compile(r"[\u00c2-\u00f4]" + _REST + "{1,3}")
_COMMA_LOST = re.compile("ã€�?")  # 、 whose last byte Windows has no letter for
_HALF_LOST = re.compile(f"[\u00e3-\u00ef](?:{_REST}�|�{_REST}|{_REST}(?![\\w\u0080-\u00bf]))")
_ENTITY = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|bull|middot|reg|trade|copy|#\d{1,6}|#x[0-9a-fA-F]{1,5});"
    r"|<br\s{0,2}/?>|</?(?:p|li|ul|b|strong|span|div|td|tr)>",
    re.I,
)
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "nbsp": " ", "quot": " ", "reg": " ", "trade": " ", "copy": " "}
_HYPHEN = re.compile(r"ー(?=[\d１-９])|(?<=[A-ZＡ-Ｚ])ー")
_COMMA = re.compile(r"(^|[^\d.])([\dlI])、(?=\d[-‐–—一][\u4e00-\u9fff])")  # 1、2-己二醇
_ONE = re.compile(r"(?<![A-Za-z\d])[lI|](?=\s?[,，.]\s?\d\s?[-‐–—一])")
_ONE_AFTER = re.compile(r"(?<=\d[,，])[lI|](?=[-‐–—一])|(?<=\d[,，]\s)[lI|](?=[-‐–—一])")


def mend(text: str) -> str:
    """Return a text of the same length: bytes read in the wrong encoding, entities, marks and 1s made right."""
    text = _MISREAD.sub(_decoded, text)
    text = _COMMA_LOST.sub(lambda found: "、" * len(found[0]), text)
    text = _HALF_LOST.sub(lambda found: LOST[0] + FILLER * (len(found[0]) - 1), text)
    text = _ENTITY.sub(_entity, text)
    text = _HYPHEN.sub("-", text).replace("@!@", "/  ")
    text = _COMMA.sub(r"\1\2,", text)
    text = _ONE_AFTER.sub("1", _ONE.sub("1", text))
    return "".join(_mark(char) for char in text)


def _decoded(found: re.Match[str]) -> str:
    wrong = found[0]
    for length in range(len(wrong), 1, -1):
        try:
            right = b"".join(_byte(char) for char in wrong[:length]).decode("utf-8")
        except (UnicodeDecodeError, UnicodeEncodeError):
            continue
        if len(right) == 1:
            return right + (FILLER if right.isalnum() else right) * (length - 1) + wrong[length:]
    return wrong


def _byte(char: str) -> bytes:
    return char.encode("latin-1") if char <= "\xff" else char.encode("cp1252")


def _entity(found: re.Match[str]) -> str:
    name = found[0].strip("&;")
    if found[0].startswith("<"):
        char = CUT if "span" not in found[0] and "b>" not in found[0] and "strong" not in found[0] else " "
    elif name.startswith("#"):
        number = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
        char = chr(number) if 31 < number < 0xD800 else " "
    else:
        char = _ENTITIES.get(name.lower(), CUT)
    return char + (FILLER if char.isalnum() else char) * (len(found[0]) - 1)


def _mark(char: str) -> str:
    if char in _BULLETS or "①" <= char <= "⑳" or "❶" <= char <= "❿" or "➀" <= char <= "➓":
        return "•"
    if "À" <= char <= "ÿ":
        plain = unicodedata.normalize("NFKD", char)[0]
        return plain if plain.isascii() else char
    if char in "®™©℠†‡§" or unicodedata.decomposition(char).startswith("<super>"):
        return " "
    return char
