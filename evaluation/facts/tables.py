"""Limits, bans and catalogue numbers of the base against the regulators' tables, in both directions."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from knowledge.model.base import Base
from knowledge.model.ingredient import Ingredient, Limit
from knowledge.reading.ingredient_list.spelling import key_of

Row = Mapping[str, str]
_NAMES = {
    "1": "table1_banned",
    "2": "table2_banned_plants",
    "3": "table3_restricted",
    "4": "table4_preservatives",
    "5": "table5_sunscreens",
    "6": "table6_colourants",
}
_ROW = re.compile(r"表(\d)\s*序号([\d、]+)")
_ANNEX = re.compile(r"Annex (III|IV|V|VI)/(\d+[a-z]?)")
_FIGURE = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")
_GROUP = re.compile(r"及其|类$|酸$|类|盐$|^烷基（")
# who or what a row shuts out; a limit that cites the row says so as well
_SHUT_OUT = {"三岁以下": "三岁", "吸入": "吸入", "喷雾": "喷雾", "唇": "唇", "同时": "同时", "粘膜": "黏膜"}
_CATALOGUE = re.compile(r"^序号\s*(\d+)$")
_AMOUNTS = ("max_conc", "scope", "scope_and_limits", "other_limits", "remark")


class Tables:
    """The tables of a folder; `rows[table][number]` holds the rows of one number."""

    def __init__(self, folder: Path) -> None:
        self.rows: dict[str, dict[str, list[Row]]] = {}
        for number, name in _NAMES.items():
            path = next(iter(sorted(folder.glob(f"{name}_*.csv"))))
            self.rows[number] = _by(_read(path), "seq")
        self.catalogue = _by(_read(next(iter(sorted(folder.glob("iecic_I_*.csv"))))), "seq")
        self.annexes = {name: _annex(folder / "eu-annexes" / f"annex_{name}.csv") for name in ("III", "IV", "V", "VI")}


def faults(base: Base, tables: Tables) -> Iterator[str]:
    """Yield a line for each figure of the base that no table bears out, and each row that the base leaves out."""
    for key, ingredient in base.ingredients.items():
        where = f"{base.locate('ingredients', key)}: {key}"
        for limit in ingredient.limit:
            if limit.verified:
                yield from (f"{where}: {fault}" for fault in _limit(ingredient, limit, tables))
        yield from (f"{where}: {fault}" for fault in _unsaid(ingredient, tables))
        yield from (f"{where}: {fault}" for fault in _left_out(ingredient, tables))
        yield from (f"{where}: {fault}" for fault in _ban(ingredient, tables))
        yield from (f"{where}: {fault}" for fault in _catalogue(ingredient, tables))


def _limit(ingredient: Ingredient, limit: Limit, tables: Tables) -> Iterator[str]:
    if limit.region == "EU":
        found = _ANNEX.search(limit.cite)
        row = tables.annexes[found[1]].get(found[2]) if found else None
        if row is None:
            yield f"the limit {limit.max:g}% cites {limit.cite!r}, which is no row of an annex"
        elif limit.max not in _figures(" ".join(row)):
            yield f"the limit {limit.max:g}% does not stand in {limit.cite}"
        return
    rows = [row for table, number in _rows(limit.cite) for row in tables.rows.get(table, {}).get(number, ())]
    if not rows:
        yield f"the limit {limit.max:g}% cites {limit.cite!r}, which is no row of a table"
        return
    if not any(
        _is_of(row, ingredient) or _GROUP.search(row["name_zh"]) or ingredient.name in row["name_zh"] for row in rows
    ):
        yield f"{limit.cite} is {rows[0]['name_zh']}, not {ingredient.name}"
    if limit.max not in {figure for row in rows for figure in _figures(_told(row))}:
        yield f"the limit {limit.max:g}% does not stand in {limit.cite}: {_told(rows[0])[:80]}"


def _unsaid(ingredient: Ingredient, tables: Tables) -> Iterator[str]:
    """Yield each restriction of a row that none of the limits citing it tells."""
    told: dict[tuple[str, str], str] = {}
    for limit in ingredient.limit:
        if limit.region == "CN" and limit.verified:
            for row in _rows(limit.cite):
                told[row] = told.get(row, "") + limit.for_
    for (table, number), said in told.items():
        rows = tables.rows.get(table, {}).get(number, ())
        law = " ".join(
            re.sub(r"\s", "", f"{row.get('scope') or ''}{_told({**row, 'remark': ''})}")
            for row in rows
            if _is_of(row, ingredient) or len(rows) == 1
        )
        for word, short in _SHUT_OUT.items():
            if word in law and short not in said:
                yield f"表{table} 序号{number} says {word!r}, and no limit that cites it does"


def _left_out(ingredient: Ingredient, tables: Tables) -> Iterator[str]:
    cited = {row for limit in ingredient.limit if limit.region == "CN" for row in _rows(limit.cite)}
    for table in ("3", "4", "5"):
        for number, rows in tables.rows[table].items():
            own = [row for row in rows if _is_of(row, ingredient) and _figures(row["max_conc"])]
            if own and (table, number) not in cited:
                yield f"表{table} 序号{number} limits it to {own[0]['max_conc']!r}, and the base has no such limit"


def _ban(ingredient: Ingredient, tables: Tables) -> Iterator[str]:
    rows = {number: rows for number, rows in tables.rows["1"].items() if any(_is_of(row, ingredient) for row in rows)}
    if ingredient.banned is None:
        named = {row for source in ingredient.sources for row in _rows(source.cite)}  # a ban with an exception
        for number, found in rows.items():
            if ("1", number) not in named:
                yield f"表1 序号{number} bans {found[0]['name_zh']}, and the base neither says so nor cites the row"
        return
    cited = [number for table, number in _rows(ingredient.banned.cite) if table == "1"]
    if not cited:
        yield f"the ban cites {ingredient.banned.cite!r}, which is no row of table 1"
    for number in cited:
        if number not in rows:
            yield f"表1 序号{number} does not name {ingredient.name}"


def _catalogue(ingredient: Ingredient, tables: Tables) -> Iterator[str]:
    for source in ingredient.sources:
        found = _CATALOGUE.match(source.cite)
        for table, number in _rows(source.cite):
            if number not in tables.rows.get(table, {}):
                yield f"{source.title} {source.cite}: there is no such row"
        if not source.verified or not found or "目录" not in source.title:
            continue
        rows = tables.catalogue.get(found[1], [])
        if not any(_is_of(row, ingredient) for row in rows):
            told = "、".join(row["name_zh"] for row in rows) or "no row"
            yield f"{source.title} {source.cite} is {told}, not {ingredient.name}"


def _is_of(row: Row, ingredient: Ingredient) -> bool:
    names = {key_of(name) for name in (ingredient.name, ingredient.inci, *ingredient.aliases)}
    names |= {key_of(re.sub(r"[（(].*?[)）]", "", name)) for name in (ingredient.name, ingredient.inci)}
    told = (row.get(column) or "" for column in ("name_zh", "inci", "name_en", "name_en_clean", "syn_zh"))
    return any(key_of(re.sub(r"\(CAS.*?\)", "", name)) in names for name in told if name)


def _rows(cite: str) -> list[tuple[str, str]]:
    return [(table, number) for table, numbers in _ROW.findall(cite) for number in numbers.split("、")]


def _told(row: Row) -> str:
    return " ".join(row.get(column) or "" for column in _AMOUNTS)


def _figures(text: str) -> set[float]:
    return {float(figure.replace(",", ".")) for figure in _FIGURE.findall(text)}


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _by(rows: Sequence[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[column].strip(), []).append(row)
    return found


def _annex(path: Path) -> dict[str, list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row[0].replace(" ", ""): row for row in csv.reader(file) if len(row) > 6}
