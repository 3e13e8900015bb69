"""A sheet of questions and answers from elsewhere as draft entries: guides with their questions and the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from knowledge.editing.applying import CellFault, Change, fault, faults_of
from knowledge.editing.rewriting import rewrite
from knowledge.editing.workbook import Sheet, SheetRow
from knowledge.model.base import Base
from knowledge.reading.normal import normalise

DRAFTS = ".drafts"  # a folder of the base that is not read: drafts are served once they are moved out of it
_QUESTION = ("分段标题", "问题", "标准问", "标准问题", "主问题", "标题", "question", "title")
_SIMILAR = ("相似问题", "相似问", "相似问法", "扩展问", "similarquestions", "similar")
_ANSWER = ("回答", "答案", "答复", "标准答案", "分段内容", "内容", "answer", "content")
_BETWEEN = re.compile(r"##|\n|\|\|\|")
_ASIDE = re.compile(r"[（(].*?[)）]|[\s*_#]")


@dataclass(frozen=True, slots=True)
class Drafts:
    """The draft entries as a file, what is to be mended before they are served, and what could not be read."""

    file: str
    text: bytes
    count: int
    notices: tuple[CellFault, ...]
    faults: tuple[CellFault, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    question: str
    answer: str
    similar: tuple[str, ...]


def _faq_columns(sheet: Sheet) -> _Columns | None:
    """Return the columns of a sheet of questions and answers, None where it is none."""
    named = {_plain(header): header for header in sheet.letters}
    answer = next((named[name] for name in _ANSWER if name in named), None)
    question = next((named[name] for name in _QUESTION if name in named), None)
    if "id" in named or "fingerprint" in named or answer is None or question is None:
        return None
    also = ("问题",) if _plain(question) == "分段标题" else ()  # there a column of questions stands beside the title
    similar = tuple(named[name] for name in (*_SIMILAR, *also) if name in named and named[name] != question)
    return _Columns(question, answer, similar)


def drafts(base: Base, sheets: Sequence[Sheet], stem: str) -> Drafts | None:
    """Return the drafts that the sheets hold, None where no sheet is one of questions and answers."""
    found = [(sheet, columns) for sheet in sheets if (columns := _faq_columns(sheet)) is not None]
    if not found:
        return None
    name = _id(stem)
    known = {normalise(ask): key for _, key, entry in base.entries() for ask in entry.asks}
    changes: list[Change] = []
    faults: list[CellFault] = []
    notices: list[CellFault] = []
    keys = (key for number in count(1) if (key := f"{name}-{number}") not in base.guides)
    for sheet, columns in found:
        for row in sheet.rows:
            change = _draft(sheet, row, columns, keys, f"guides/{name}.yaml", faults)
            if change is not None:
                notices += _doubles(change, known, columns)
                changes.append(change)
    made = {("guides", change.id): change.data for change in changes}
    head = f"# {name}：草稿，核对后移到 guides/\n".encode()
    text = rewrite(f"guides/{name}.yaml", head, made) if made else b""
    if made:
        notices += faults_of(base, {f"guides/{name}.yaml": text}, changes)
    return Drafts(f"{DRAFTS}/{name}.yaml", text, len(changes), tuple(notices), tuple(faults))


def _draft(
    sheet: Sheet, row: SheetRow, columns: _Columns, keys: Iterator[str], file: str, faults: list[CellFault]
) -> Change | None:
    answer = row.cells.get(columns.answer, "").strip()
    texts = [row.cells.get(header, "") for header in (columns.question, *columns.similar)]
    asks = list(dict.fromkeys(ask for text in texts for one in _BETWEEN.split(text) if (ask := one.strip())))
    if not asks or not answer:
        lacking, header = ("question", columns.question) if not asks else ("answer", columns.answer)
        faults.append(fault(sheet, row, header, f"the row has no {lacking}", "write it, or clear the row"))
        return None
    data = {"title": asks[0], "asks": asks, "say": {"default": answer}}
    return Change("guides", next(keys), file, data, tuple(data), sheet, row, True)


def _doubles(change: Change, known: dict[str, str], columns: _Columns) -> list[CellFault]:
    """Return a notice for each question that stands elsewhere already, in the base or above."""
    notices = []
    for ask in change.data["asks"]:
        before = known.setdefault(normalise(ask), change.id)
        if before != change.id:
            message = f"{ask!r} is asked by {before} already"
            notices.append(fault(change.sheet, change.row, columns.question, message, "drop it here, or merge the two"))
    return notices


def _id(stem: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")
    return plain if plain and plain[0].isalpha() else f"faq-{plain}".strip("-")


def _plain(header: str) -> str:
    return _ASIDE.sub("", header).lower()
