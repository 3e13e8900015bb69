"""What the headers of a reviewed sheet mean: the key, the key beside its Chinese name, or the Chinese name alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from knowledge.editing.applying import CellFault
from knowledge.editing.workbook import Sheet
from knowledge.meant import KEYS
from knowledge.model.base import Base
from knowledge.nearest import nearest_hint

_NAMES: Mapping[str, str] = {
    "编号": "id",
    "条目": "id",
    "文件": "file",
    "指纹": "fingerprint",
    **KEYS,
    "顾客问法": "asks",
    "相似问法": "asks",
    "话术": "say.default",
    "默认话术": "say.default",
    "口语话术": "say.spoken",
    "简短话术": "say.short",
    "负责人": "review.owner",
    "复核日期": "review.on",
    "复核到期": "review.expires",
}
_KEY = re.compile(r"[A-Za-z][\w.-]*")
_ASIDE = re.compile(r"[\s·:：.。/_-]|话术")


def with_known_headers(
    sheet: Sheet, known: Collection[str], base: Base, faults: list[CellFault], notices: list[CellFault]
) -> Sheet:
    """Return the sheet under the keys that its headers mean; other columns are left out and told."""
    names = _names(known, base)
    meant: dict[str, str] = {}
    for header, letter in sheet.letters.items():
        key = header if header in known else _meaning(header, known, names)
        if key is not None and key not in meant.values():
            meant[header] = key
            continue
        missing = sorted(one for one in known if one not in sheet.letters)
        hint = nearest_hint(header, missing) if key is None else ""
        if hint:
            faults.append(CellFault(sheet.name, 1, letter, header, f"there is no column {header!r}", hint))
            continue
        why = "says nothing of the base" if key is None else f"means {key}, as another column does"
        notices.append(CellFault(sheet.name, 1, letter, header, f"this column {why} and is not read", "nothing to do"))
    letters = {key: sheet.letters[header] for header, key in meant.items()}
    rows = tuple(
        replace(row, cells={meant[header]: text for header, text in row.cells.items() if header in meant})
        for row in sheet.rows
    )
    return Sheet(sheet.name, letters, tuple(row for row in rows if row.cells))


def _meaning(header: str, known: Collection[str], names: Mapping[str, str]) -> str | None:
    """Return the key that stands in a header beside other words, else the one that its Chinese name means."""
    inside: list[str] = [key for key in _KEY.findall(header) if key in known]
    if len(inside) == 1 and not _KEY.fullmatch(header):
        return inside[0]
    return names.get(_plain(header)) or names.get(_plain(_KEY.sub("", header)))


def _names(known: Collection[str], base: Base) -> Mapping[str, str]:
    return {_plain(name): key for name, key in _spelled(base) if key in known}


def _spelled(base: Base) -> Iterator[tuple[str, str]]:
    for key, channel in base.channels.items():
        yield channel.name, f"say.{key}"
    yield from ((name, key) for name, key in _NAMES.items() if not key.startswith("say."))
    yield from (("口语", "say.spoken"), ("简短", "say.short"), ("默认", "say.default"), ("话术", "say.default"))


def _plain(header: str) -> str:
    return _ASIDE.sub("", header.replace("（", "").replace("）", "").replace("(", "").replace(")", "")) or header
