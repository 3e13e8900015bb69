"""What the cells of the regulator's tables say: limits, conditions, and what a revision changes from a day on."""

from __future__ import annotations

import re
from collections.abc import Mapping

Row = Mapping[str, str]
_FROM = re.compile(r"自(\d{4})年(\d{1,2})月(\d{1,2})日起实施")
REVISED = re.compile(r"修[订改]后[:：]")
_LONG = 60  # characters: what is longer tells the purity of a dye, which a label does not show
_LETTERED = re.compile(r"^[(（][a-e][)）]\s*")
_USE = {
    "all_products": "各种化妆品",
    "not_eye": "除眼部化妆品之外的其他化妆品",
    "not_mucosa": "专用于不与粘膜接触的化妆品",
    "rinse_only": "专用于仅和皮肤暂时接触的化妆品",
}


def limit_of(row: Row, table: str) -> str:
    if table == "表7":
        named = (("氧化型", row["max_oxidative"]), ("非氧化型", row["max_nonoxidative"]))
        return "；".join(f"{kind} {plain(most)}" for kind, most in named if most.strip())
    return bare(row.get("max_conc", ""))


def condition_of(row: Row, table: str) -> str:
    if table == "表6":
        uses = [use for column, use in _USE.items() if row[column].strip()]
        other = plain(row["other_limits"])
        return "；".join((*uses, *([other] if 0 < len(other) < _LONG else [])))
    cells = [row.get("scope", ""), row.get("scope_and_limits", ""), row.get("other_limits", "")]
    if any(REVISED.search(cell) for cell in cells):
        halves = [split_at_revision(bare(cell)) for cell in cells]
        before, after = ("；".join(filter(None, half)) for half in zip(*halves, strict=True))
        return f"{before}修订后：{after}"
    return "；".join(filter(None, map(bare, cells)))


def split_at_revision(text: str) -> tuple[str, str]:
    """Return what a cell says until a revision comes into force, and what it says from then on."""
    pieces = REVISED.split(text, maxsplit=1)
    if len(pieces) == 1:
        return text, ""
    return pieces[0].strip(), _LETTERED.sub("", pieces[1].strip())


def date_of(text: str) -> str:
    found = _FROM.search(text)
    return f"{int(found[1])}-{int(found[2]):02}-{int(found[3]):02}" if found else ""


def bare(text: str) -> str:
    return _LETTERED.sub("", plain(text))


def plain(text: str) -> str:
    """Drop the spaces that a page layout put between Chinese characters."""
    text = " ".join((text or "").split())
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", text)
