"""Cited articles against law texts: each one exists in its law, or the entry says that it was not verified."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import cn2an

from knowledge.model.base import SECTION_OF, Base

_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}|[(（][\d-]{4,10}[)）]$")
_EDITION = re.compile(r"（\d{4}年[^（）]*）$|（\d{4}年?版）$")
_NUMERAL = "一二三四五六七八九十百千零〇"
_ARTICLES = re.compile(rf"第([{_NUMERAL}、至]+)条")
_LAW = re.compile(r"(?:条例|办法|规定(?:（[一二三]）)?|规范|指南|要求|(?<![做方手])法|法典)$")
_SHORTEST = 8  # characters of a title cut short (网络消费纠纷规定) that may be looked for in a longer one


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation of the base, and whether its entry stands by it."""

    where: str
    title: str
    text: str
    is_verified: bool


def read_laws(folder: Path) -> Mapping[str, str]:
    """Return the texts of a folder by title."""
    return {
        _title_of(path.stem): path.read_text("utf-8", "replace") for path in sorted(folder.iterdir()) if path.is_file()
    }


def citations(base: Base) -> Iterator[Cited]:
    """Yield everything that the base cites."""
    for kind, key, entry in base.entries():
        where = str(base.locate(SECTION_OF[kind], key)) + f": {key}"
        verified = getattr(entry, "verified", True)
        if kind == "statute":
            yield Cited(where, "", getattr(entry, "cite", ""), verified)
        for source in entry.sources:
            yield Cited(where, source.title, source.cite, source.verified and verified)
    for item in base.terms.forbidden:
        yield Cited(f"terms.forbidden: {item.phrases[0]}", "", item.cite, True)


def faults(cited_ones: Iterable[Cited], laws: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each citation that the texts do not bear out."""
    for cited in cited_ones:
        if not cited.is_verified:
            continue
        for title, articles in _parts(cited):
            law = find(title, laws)
            if law is None:
                is_table = "序号" in cited.text  # held against the tables instead
                if articles or (_LAW.search(title) and not is_table):
                    yield f"{cited.where}: there is no text of {title!r}; mark it `verified: false`, or add the text"
                continue
            for article in articles:
                if f"第{article}条" not in laws[law]:
                    yield f"{cited.where}: {law} has no 第{article}条; correct the article"


def find(title: str, laws: Mapping[str, str]) -> str | None:
    """Return the law that a title means: the same, or the only one that a shortened title runs through."""
    plain = _title_of(title)
    part = plain.rsplit(" ", 1)[-1]  # 民法典 侵权责任编: the text of a part stands under its own name
    if plain in laws or part in laws:
        return plain if plain in laws else part
    long = [law for law in laws if len(plain) >= _SHORTEST and _runs_through(plain, law)]
    return long[0] if len(long) == 1 else None


def _parts(cited: Cited) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each law of a citation with its articles; an article without a title belongs to the law before it."""
    title = _EDITION.sub("", cited.title)
    for piece in re.split(r"[；;]", cited.text) if cited.text else [""]:
        head = re.split(rf"第[{_NUMERAL}]", piece, maxsplit=1)[0].strip(" 　")
        names_a_law = bool(head) and (not title or bool(_LAW.search(head) or _ARTICLES.search(piece)))
        current = head if names_a_law else title
        title = title or current
        yield current, tuple(article for found in _ARTICLES.findall(piece) for article in _numbers(found))


def _numbers(text: str) -> Iterator[str]:
    for piece in text.split("、"):
        first, to, last = piece.partition("至")
        if not to:
            yield piece
            continue
        for number in range(int(cn2an.cn2an(first, "normal")), int(cn2an.cn2an(last, "normal")) + 1):
            yield str(cn2an.an2cn(number)).removeprefix("一" if 10 <= number < 20 else "")


def _title_of(name: str) -> str:
    inside = re.search(r"《(.+?)》", name)
    name = inside[1] if inside else name
    name = _DATE.sub("", _EDITION.sub("", name)).strip(" 《》")
    return name.removeprefix("中华人民共和国")


def _runs_through(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)
