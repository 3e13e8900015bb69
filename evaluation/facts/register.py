"""Makes the register of `knowledge.official` out of a folder of the regulator's tables:

python -m evaluation.facts.register FOLDER knowledge/official/register.json.gz
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from evaluation.facts.cells import REVISED, Row, condition_of, date_of, limit_of, plain, split_at_revision
from evaluation.facts.substances import Register, Substance

_CITE = "化妆品安全技术规范（2015年版） {table} 序号{seq}"
_BANNED = re.compile(r"列入?化妆品禁用组分")
_GROUPS = re.compile(r"及其|[,，、]|\band\b|类$", re.I)
_MISREAD = {("二溴己脒羟乙磺酸盐", "NITRIC OXIDE")}  # rows whose INCI name is another substance's


def build(folder: Path) -> dict[str, object]:
    """Return the register as it is stored."""
    register = Register()
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


def _catalogue(register: Register, rows: Iterable[Row]) -> None:
    for row in rows:
        substance = register.add(plain(row["name_zh"]), row["inci"].strip())
        substance.catalogue = substance.catalogue or row["catalog"]
        register.spell(substance, (row["former_zh"], row["former_inci"]))
        if "禁用原料" in row["remark"]:
            cite = "已使用化妆品原料目录 备注" + (f" 序号{row['seq']}" if row["seq"] else "")
            substance.standings.append(["banned", "", "", cite, "", ""])
        substance.is_ruled |= "按照" in row["remark"]


def _allowed(register: Register, row: Row, table: str, kind: str) -> None:
    name = plain(row["name_zh"]) if table != "表6" else row["ci"].strip()
    inci = row.get("inci", "").strip()
    inci = "" if (name, inci) in _MISREAD else inci
    other = [row.get("ci_generic", ""), row["name_zh"]] if table == "表6" else []
    substance = register.find(name, "" if _GROUPS.search(name) else inci)
    if substance is None:
        substance = register.add(name, "" if register.find(inci) else inci)
    others = [
        other_name
        for other_name in (*other, row.get("syn_zh") or "", row.get("syn_en") or "")
        if not _GROUPS.search(other_name)
    ]
    register.spell(substance, [one for one in others if not register.find(one)])
    cite = _CITE.format(table=table, seq=row["seq"])
    remark = " ".join((row.get("remark", "") or "", row.get("source", "") or ""))
    since = date_of(remark)
    if _BANNED.search(remark):
        _stand(substance, ["banned", "", "", "化妆品禁用原料目录", since, ""])
        if not since:
            return
    limit, condition = limit_of(row, table), condition_of(row, table)
    if REVISED.search(limit + condition):
        (now, then), (under, later) = split_at_revision(limit), split_at_revision(condition)
        if now:
            _stand(substance, [kind, now, under, cite, "", since])
        _stand(substance, [kind, then or now, later or under, cite, since, ""])
    else:
        _stand(substance, [kind, limit, condition, cite, "", since if _BANNED.search(remark) else ""])


def _banned(register: Register, row: Row, table: str) -> None:
    remark = plain(row.get("remark") or row.get("note") or "")
    since = date_of(remark)
    condition = "" if since or "国家药" in remark else remark
    name = plain(row["name_zh"])
    english = row.get("name_en_clean", "").strip()
    substance = register.find(name, english)
    if substance is None:
        substance = register.add(name, english)
    if not _GROUPS.search(name):
        spellings = (row["syn_zh"], *row["syn_en"].split(";"))
        register.spell(substance, [one for one in spellings if one and not register.find(one)])
    kind = "restricted" if condition and substance.catalogue else "banned"
    _stand(substance, [kind, "", condition, _CITE.format(table=table, seq=row["seq"]), since, ""])


def _stand(substance: Substance, standing: list[str]) -> None:
    same = [one for one in substance.standings if one[0] == standing[0] == "banned"]
    for one in same:  # the numbered row is the better place to look it up
        if not one[4] or one[4] == standing[4]:
            substance.standings.remove(one)
    if standing not in substance.standings:
        substance.standings.append(standing)


def _usage(register: Register, rows: Iterable[Row]) -> None:
    """Keep the most that a product on the market holds, by what stays on and what is rinsed off."""
    name = ""
    for row in rows:
        name = row["name_zh"] or name
        substance = register.find(plain(name))
        if substance is None or not row["use_pct"].strip():
            continue
        try:
            percent = float(row["use_pct"])
        except ValueError:
            continue
        kind = "rinse" if row["method"] == "淋洗" else "leave"
        substance.most[kind] = max(percent, substance.most.get(kind, 0.0))


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
