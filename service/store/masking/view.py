"""A text as the eye reads it, with the way back: ① and １ and 𝟏 are 1, what has no width is gone, 訂單 is 订单."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import opencc

GONE = "\ue000"  # one character of what is masked already
PHONE = "\ue001"  # the same, where it is a phone: a name may stand beside it
MASKED = f"{GONE}{PHONE}"

_MARKS = {
    "电话": PHONE,
    **dict.fromkeys(("证件号", "账号", "单号", "号码", "邮箱", "地址", "姓名", "车牌"), GONE),
}
_LATIN = {"đ": "d", "Đ": "d", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "ae"}
_MARK = re.compile(rf"〔({'|'.join(_MARKS)})〕")


class View:
    """A text while it is masked; claims are made in `text`, and the next reader finds `GONE` in their place."""

    def __init__(self, original: str) -> None:
        self.original = original
        self._spans: list[tuple[int, int, str]] = []  # in the original, apart from each other
        pieces: list[str] = []
        self._places: list[int] = []  # of each character of the view in the original
        for at, char in enumerate(original):
            seen = _seen(char)
            if seen:
                pieces.append(seen)
                self._places.extend([at] * len(seen))
        self.text = _MARK.sub(lambda found: _MARKS[found[1]] * len(found[0]), "".join(pieces))

    @property
    def has_claims(self) -> bool:
        return bool(self._spans)

    def claim(self, start: int, end: int, kind: str) -> None:
        """Let `text[start:end]` be replaced by 〔kind〕; what is masked already at its ends or within stays masked."""
        while start < end and self.text[start] in MASKED:
            start += 1
        while start < end and self.text[end - 1] in MASKED:
            end -= 1
        if start == end:
            return
        self._spans.append((self._places[start], self._places[end - 1] + 1, kind))
        self.text = self.text[:start] + _MARKS[kind] * (end - start) + self.text[end:]

    def claim_all(self, spans: list[tuple[int, int, str]]) -> None:
        """Claim what lies apart, in one go."""
        for start, end, kind in spans:
            self.claim(start, end, kind)

    def written(self, start: int, end: int) -> str:
        """Return `text[start:end]` as it stands in the original."""
        return self.original[self._places[start] : self._places[end - 1] + 1]

    def masked(self) -> str:
        """Return the original with each claim replaced; of claims one within the other the outer one counts."""
        out: list[str] = []
        done = 0
        for start, end, kind in sorted(self._spans, key=lambda span: (span[0], -span[1])):
            if start >= done:
                out.append(f"{self.original[done:start]}〔{kind}〕")
            done = max(done, end)
        out.append(self.original[done:])
        return "".join(out)


@lru_cache(maxsize=65536)
def _seen(char: str) -> str:
    """Return how a character reads: nothing, itself, or its plain form in lower case."""
    if char.isascii():
        return char.lower()
    if unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return ""
    if unicodedata.category(char) in ("Co", "Cs", "Cn"):
        return "?"
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    if char in _LATIN or "LATIN" in unicodedata.name(char, ""):
        return _bare(char).lower()
    return _simplified(unicodedata.normalize("NFKC", char)).lower()


def _bare(char: str) -> str:
    """Return a Latin letter without its accents: ễ is e, đ is d."""
    apart = unicodedata.normalize("NFKD", _LATIN.get(char, char))
    return "".join(one for one in apart if unicodedata.category(one) != "Mn")


def _simplified(text: str) -> str:
    return "".join(_converter().convert(char) if "\u3400" <= char <= "\u9fff" else char for char in text)


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
