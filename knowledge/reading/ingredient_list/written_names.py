"""What a printed name names just as it is written: whole, in pieces between slashes, or twice in two scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.reading.ingredient_list.known_names import (
    BRACKETED,
    KnownNames,
    Meant,
    identity,
)
from knowledge.reading.ingredient_list.sections import CJK
from knowledge.reading.ingredient_list.spelling import key_of

IN_BRACKETS = 0.95  # of the certainty, where only what stands in brackets names it
AT_ODDS = 0.6  # of the certainty, where the other half names something else
_HALF = 0.8  # of the certainty, where the other half of a name in two scripts is unknown
_SHORT = 3  # characters; what is printed twice and shorter is a syllable
_MAX_NAME = 240  # characters; what is longer is no name in two scripts
_SLASH = re.compile(r"[/\\]")
_WIDE = re.compile(f"[{CJK}]")
GLUED = re.compile(r"[)\]}>][A-Za-z]")  # (epoxyethyl)benzene: the brackets hold a piece of the name
JOINED = re.compile(
    r"共聚物|聚合物|交联|甘油[三二单]?酯|酯类|盐类|发酵|滤液|溶胞|聚醚|copolymer|polymer|glyceride|esters?\b|ferment|filtrate"
    r"|コポリマー|ポリマー|発酵|グリセリル|코폴리머|폴리머|발효|글리세라이드",
    re.I,
)
CHANGED = re.compile(r"[盐酸酯醚醇酰胺苷]|水解|氢化|乙酰|聚|衍生|PEG|PPG", re.I)


@dataclass(frozen=True, slots=True)
class WrittenNames:
    """Reads names by their spelling alone; nothing is guessed."""

    known: KnownNames

    def as_written(self, form: str) -> Meant | None:
        """Return what is named in exactly this way, brackets left out where they hold no other substance."""
        whole = self.known.exact(key_of(form))
        if whole is not None:
            return whole
        outside = BRACKETED.sub("", form)
        if outside == form or not key_of(outside) or GLUED.search(form):
            return None
        meant = self.known.exact(key_of(outside))
        if meant is None:
            return None
        for inside in BRACKETED.findall(form):
            other = self.known.exact(key_of(inside)) if len(key_of(inside)) > 1 else None
            if other is None and CHANGED.search(inside) and _WIDE.search(inside):
                return None
            if other is not None and identity(other) != identity(meant):
                return None
        return meant

    def in_pieces(self, plain: str) -> Meant | None:
        """Return what all pieces of a name name: behind a label's word, between slashes, in two scripts."""
        key = key_of(plain)
        half = key[: len(key) // 2]
        if len(half) > _SHORT and key == half * 2:
            return self.known.exact(half)
        outside = BRACKETED.sub("", plain)
        if ":" in outside:
            meant = self.as_written(plain.rsplit(":", 1)[1])
            if meant is not None:
                return meant
        return self._in_both_scripts(plain) or self._alternatives(plain) or self._in_one_script(plain)

    def _alternatives(self, plain: str) -> Meant | None:
        """Return what slashes separate where every piece that is known is the same substance."""
        pieces = [piece for piece in _SLASH.split(plain) if key_of(piece)]
        if len(pieces) < 2 or JOINED.search(plain):
            return None
        found = [(piece, self.as_written(piece) or self._in_both_scripts(piece)) for piece in pieces]
        meant = [one for _, one in found if one is not None]
        if len({identity(one) for one in meant}) != 1:
            return None
        strange = [piece for piece, one in found if one is None]
        if not strange:
            return meant[0]
        scripts = {_is_wide(piece) for piece, one in found if one is not None}
        if any(_is_wide(piece) in scripts for piece in strange):
            return None
        return replace(meant[0], certainty=round(meant[0].certainty * IN_BRACKETS, 3))

    def _in_both_scripts(self, plain: str) -> Meant | None:
        """Return what a name printed twice names: 甘油 GLYCERIN, WATER 水."""
        for one, other in _halves(plain):
            left, right = self.as_written(one), self.as_written(other)
            if left is not None and right is not None and identity(left) == identity(right):
                return left
        return None

    def _in_one_script(self, plain: str) -> Meant | None:
        """Return what one half of a name in two scripts names, where the other half is strange or at odds with it."""
        for one, other in _halves(plain):
            if one[-1].isalnum() and other[0].isalnum():
                continue  # PEG-12ジメチコン: one name, not two
            left, right = self.as_written(one), self.as_written(other)
            if left is not None and right is not None:
                return replace(left, how="near", certainty=AT_ODDS)
            latin, known, strange = (other, right, left) if _is_wide(one) else (one, left, right)
            if known is not None and strange is None and len(key_of(latin)) > 5:
                return replace(known, how="near", certainty=round(known.certainty * _HALF, 3))
        return None


def _halves(plain: str) -> Iterator[tuple[str, str]]:
    """Yield the places at which a name may pass from one script to the other, each as its two halves."""
    if len(plain) > _MAX_NAME or not _WIDE.search(plain):
        return
    wide = [found.start() for found in _WIDE.finditer(plain)]
    first, last = wide[0], wide[-1]
    for at in range(last + 1, len(plain)):
        if plain[at].isalnum() and (not plain[at - 1].isalnum() or at == last + 1):
            yield plain[:at], plain[at:]
    for at in range(first, 0, -1):
        if at == first or not plain[at - 1].isalnum() or not plain[at].isalnum():
            yield plain[:at], plain[at:]


def _is_wide(text: str) -> bool:
    return bool(_WIDE.search(text))
