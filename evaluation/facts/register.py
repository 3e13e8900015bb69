"""Makes the register of `knowledge.official` out of a folder of the regulator's tables:

python -m evaluation.facts.register FOLDER knowledge/official/register.json.gz
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.official.keys import keys_of
from knowledge.reading.ingredient_list.spelling import key_of

Row = Mapping[str, str]
_VERSION = "202601"
_CITE = "化妆品安全技术规范（2015年版） {table} 序号{seq}"
_BANNED = re.compile(r"列入?化妆品禁用组分")
_FROM = re.compile(r"自(\d{4})年(\d{1,2})月(\d{1,2})日起实施")
_REVISED = re.compile(r"修[订改]后[:：]")
_GROUPS = re.compile(r"及其|[,，、]|\band\b|类$", re.I)
_LONG = 60  # characters: what is longer tells the purity of a dye, which a label does not show
_MISREAD = {("二溴己脒羟乙磺酸盐", "NITRIC OXIDE")}  # rows whose INCI name is another substance's
_LETTERED = re.compile(r"^[(（][a-e][)）]\s*")
_USE = {
    "all_products": "各种化妆品",
    "not_eye": "除眼部化妆品之外的其他化妆品",
    "not_mucosa": "专用于不与粘膜接触的化妆品",
    "rinse_only": "专用于仅和皮肤暂时接触的化妆品",
}


@dataclass(slots=True, eq=False)
class _Substance:
    name: str
    inci: str = ""
    catalogue: str = ""
    is_ruled: bool = False  # the catalogue points to the technical standard
    standings: list[list[str]] = field(default_factory=list)
    most: dict[str, float] = field(default_factory=dict)


class _Register:
    """Substances by every spelling of their names; what two share in full goes to the first."""

    def __init__(self) -> None:
        self.substances: list[_Substance] = []
        self.places: dict[_Substance, int] = {}
        self.keys: dict[str, int] = {}
        self.shortened: dict[str, int | None] = {}

    def add(self, name: str, inci: str) -> _Substance:
        at = self.keys.get(key_of(name))
        if at is None:
            at = len(self.substances)
            self.substances.append(_Substance(name, inci))
            self.places[self.substances[at]] = at
        substance = self.substances[at]
        substance.inci = substance.inci or inci
        self._spell(at, name)
        self._spell(at, inci)
        return substance

    def find(self, *names: str) -> _Substance | None:
        for name in names:
            at = self.keys.get(key_of(name)) if name else None
            if at is not None:
                return self.substances[at]
        return None

    def spell(self, substance: _Substance, names: Iterable[str]) -> None:
        at = self.places[substance]
        for name in names:
            self._spell(at, name)

    def _spell(self, at: int, name: str) -> None:
        for number, key in enumerate(keys_of(name)):
            if number == 0:
                self.keys.setdefault(key, at)
            else:
                known = self.shortened.setdefault(key, at)
                self.shortened[key] = at if known == at else None

    def json(self) -> dict[str, object]:
        short = {key: at for key, at in self.shortened.items() if at is not None and key not in self.keys}
        rows = [
            [one.name, one.inci, one.catalogue, int(one.is_ruled), one.standings, one.most] for one in self.substances
        ]
        return {"version": _VERSION, "substances": rows, "keys": {**short, **self.keys}}


def build(folder: Path) -> dict[str, object]:
    """Return the register as it is stored."""
    register = _Register()
    _catalogue(register, _read(folder, "iecic_I_2021"))
    for name, table, kind in (
        ("table3_restricted", "表3", "restricted"),
        ("table4_preservatives", "表4", "preservative"),
        ("table5_sunscreens", "表5", "uv_filter"),
        ("table7_hairdyes", "表7", "hair_dye"),
        ("table6_colourants", "表6", "colourant"),
    ):
        for row in _read(folder, name):
            _allowed(register, row, table, kind)
    for name, table in (("table1_banned", "表1"), ("table2_banned_plants", "表2")):
        for row in _read(folder, name):
            _banned(register, row, table)
    _usage(register, _read(folder, "nifdc_marketed_usage"))
    return register.json()


def _catalogue(register: _Register, rows: Iterable[Row]) -> None:
    for row in rows:
        substance = register.add(_plain(row["name_zh"]), row["inci"].strip())
        substance.catalogue = substance.catalogue or row["catalog"]
        register.spell(substance, (row["former_zh"], row["former_inci"]))
        if "禁用原料" in row["remark"]:
            cite = "已使用化妆品原料目录 备注" + (f" 序号{row['seq']}" if row["seq"] else "")
            substance.standings.append(["banned", "", "", cite, "", ""])
        substance.is_ruled |= "按照" in row["remark"]


def _allowed(register: _Register, row: Row, table: str, kind: str) -> None:
    name = _plain(row["name_zh"]) if table != "表6" else row["ci"].strip()
    inci = row.get("inci", "").strip()
    inci = "" if (name, inci) in _MISREAD else inci
    other = [row.get("ci_generic", ""), row["name_zh"]] if table == "表6" else []
    substance = register.find(name, "" if _GROUPS.search(name) else inci)
    if substance is None:
        substance = register.add(name, "" if register.find(inci) else inci)
    plain = [
        other_name
        for other_name in (*other, row.get("syn_zh") or "", row.get("syn_en") or "")
        if not _GROUPS.search(other_name)
    ]
    register.spell(substance, [one for one in plain if not register.find(one)])
    cite = _CITE.format(table=table, seq=row["seq"])
    remark = " ".join((row.get("remark", "") or "", row.get("source", "") or ""))
    since = _date(remark)
    if _BANNED.search(remark):
        _stand(substance, ["banned", "", "", "化妆品禁用原料目录", since, ""])
        if not since:
            return
    limit, condition = _limit(row, table), _condition(row, table)
    if _REVISED.search(limit + condition):
        (now, then), (under, later) = _halves(limit), _halves(condition)
        if now:
            _stand(substance, [kind, now, under, cite, "", since])
        _stand(substance, [kind, then or now, later or under, cite, since, ""])
    else:
        _stand(substance, [kind, limit, condition, cite, "", since if _BANNED.search(remark) else ""])


def _banned(register: _Register, row: Row, table: str) -> None:
    remark = _plain(row.get("remark") or row.get("note") or "")
    since = _date(remark)
    condition = "" if since or "国家药" in remark else remark
    name = _plain(row["name_zh"])
    english = row.get("name_en_clean", "").strip()
    substance = register.find(name, english)
    if substance is None:
        substance = register.add(name, english)
    if not _GROUPS.search(name):
        spellings = (row["syn_zh"], *row["syn_en"].split(";"))
        register.spell(substance, [one for one in spellings if one and not register.find(one)])
    kind = "restricted" if condition and substance.catalogue else "banned"
    _stand(substance, [kind, "", condition, _CITE.format(table=table, seq=row["seq"]), since, ""])


def _stand(substance: _Substance, standing: list[str]) -> None:
    same = [one for one in substance.standings if one[0] == standing[0] == "banned"]
    for one in same:  # the numbered row is the better place to look it up
        if not one[4] or one[4] == standing[4]:
            substance.standings.remove(one)
    if standing not in substance.standings:
        substance.standings.append(standing)


def _usage(register: _Register, rows: Iterable[Row]) -> None:
    """Keep the most that a product on the market holds, by what stays on and what is rinsed off."""
    name = ""
    for row in rows:
        name = row["name_zh"] or name
        substance = register.find(_plain(name))
        if substance is None or not row["use_pct"].strip():
            continue
        try:
            percent = float(row["use_pct"])
        except ValueError:
            continue
        kind = "rinse" if row["method"] == "淋洗" else "leave"
        substance.most[kind] = max(percent, substance.most.get(kind, 0.0))


def _limit(row: Row, table: str) -> str:
    if table == "表7":
        named = (("氧化型", row["max_oxidative"]), ("非氧化型", row["max_nonoxidative"]))
        return "；".join(f"{kind} {_plain(most)}" for kind, most in named if most.strip())
    return _bare(row.get("max_conc", ""))


def _condition(row: Row, table: str) -> str:
    if table == "表6":
        uses = [use for column, use in _USE.items() if row[column].strip()]
        other = _plain(row["other_limits"])
        return "；".join((*uses, *([other] if 0 < len(other) < _LONG else [])))
    cells = [row.get("scope", ""), row.get("scope_and_limits", ""), row.get("other_limits", "")]
    if any(_REVISED.search(cell) for cell in cells):
        halves = [_halves(_bare(cell)) for cell in cells]
        before, after = ("；".join(filter(None, half)) for half in zip(*halves, strict=True))
        return f"{before}修订后：{after}"
    return "；".join(filter(None, map(_bare, cells)))


def _halves(text: str) -> tuple[str, str]:
    """Return what a cell says until a revision comes into force, and what it says from then on."""
    pieces = _REVISED.split(text, maxsplit=1)
    if len(pieces) == 1:
        return text, ""
    return pieces[0].strip(), _LETTERED.sub("", pieces[1].strip())


def _date(text: str) -> str:
    found = _FROM.search(text)
    return f"{int(found[1])}-{int(found[2]):02}-{int(found[3]):02}" if found else ""


def _bare(text: str) -> str:
    return _LETTERED.sub("", _plain(text))


def _plain(text: str) -> str:
    """Drop the spaces that a page layout put between Chinese characters."""
    text = " ".join((text or "").split())
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", text)


def _read(folder: Path, name: str) -> Iterator[Row]:
    path = next(iter(sorted(folder.glob(f"{name}*.csv"))))
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder, to = map(Path, arguments)
    text = json.dumps(build(folder), ensure_ascii=False, separators=(",", ":"))
    to.write_bytes(gzip.compress(text.encode(), mtime=0))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
