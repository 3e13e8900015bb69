"""What the regulator's tables say of a substance that the base does not know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from knowledge.official.register import Kind, Standing, Substance
from knowledge.reading.ingredient_list.known_names import Official
from knowledge.reading.ingredient_list.labels import Labels
from knowledge.reading.ingredient_list.naming import Listed
from service.answers.ingredient_list import OfficialName, OfficialStanding, WatchedIngredient

_GRAVEST: Sequence[Kind] = ("banned", "restricted", "preservative", "uv_filter", "hair_dye", "colourant")
_KIND: Mapping[str, str] = {
    "banned": "禁用",
    "restricted": "限用组分",
    "preservative": "准用防腐剂",
    "uv_filter": "准用防晒剂",
    "hair_dye": "准用染发剂",
    "colourant": "准用着色剂",
}
_CATALOGUE = {
    "目录Ⅰ": "收录于《已使用化妆品原料目录》",
    "目录Ⅱ": "收录于《已使用化妆品原料目录》Ⅱ",
    "新原料": "已注册或备案的化妆品新原料",
}
_USE = {"leave": "驻留类", "rinse": "淋洗类"}


def official_name(official: Official, labels: Labels, on: date) -> OfficialName:
    """Return what is officially known of a substance on a day."""
    substance = official.substance
    stated = labels.role(substance.inci)
    role = stated or labels.likely_role(substance.name)
    role_words = f"常见作用：{role}" if stated else f"从名称看，多作{role}用" if role else ""
    return OfficialName(
        name=substance.name,
        inci=substance.inci,
        status=status(substance, on),
        standings=tuple(map(_standing, _now(substance, on))),
        coming=tuple(map(_standing, _later(substance, on))),
        role=role,
        most=substance.most,
        text="；".join(_sentences(substance, role_words, on)),
    )


def status(substance: Substance, on: date) -> Kind | Literal["listed", "named"]:
    """Return the gravest kind that holds on a day, or `listed` where only the catalogue names the substance."""
    kinds = {standing.kind for standing in _now(substance, on)}
    return next((kind for kind in _GRAVEST if kind in kinds), "listed" if substance.catalogue else "named")


def banned_names(listed: Sequence[Listed], on: date) -> Iterator[WatchedIngredient]:
    """Yield one thing to watch for each banned substance that the base has no entry for."""
    seen: set[str] = set()
    for one in listed:
        match one.naming:
            case Official(substance=substance) if substance.name not in seen and status(substance, on) == "banned":
                seen.add(substance.name)
                (cite, *_) = [standing.cite for standing in _now(substance, on) if standing.kind == "banned"]
                text = f"{substance.name}是化妆品禁用组分，请核对原图；确有其名请先停用，需要时看医生"
                yield WatchedIngredient(id=None, name=substance.name, kind="banned", text=text, cite=cite)


def _now(substance: Substance, on: date) -> list[Standing]:
    held = [standing for standing in substance.standings if standing.holds(on)]
    return sorted(held, key=lambda standing: _GRAVEST.index(standing.kind))


def _later(substance: Substance, on: date) -> list[Standing]:
    return [standing for standing in substance.standings if standing.since is not None and standing.since > on]


def _standing(standing: Standing) -> OfficialStanding:
    return OfficialStanding(
        kind=standing.kind,
        limit=standing.limit,
        condition=standing.condition,
        cite=standing.cite,
        since=standing.since,
    )


def _sentences(substance: Substance, role_words: str, on: date) -> Iterator[str]:
    now = _now(substance, on)
    for standing in now:
        yield f"{_words(standing)}〔{standing.cite}〕"
    is_banned = any(standing.kind == "banned" for standing in now)
    if substance.catalogue and not is_banned:
        yield _CATALOGUE[substance.catalogue]
    if substance.is_ruled and not now:
        yield "目录备注：按照《化妆品安全技术规范》要求使用"
    if role_words and not is_banned:
        yield role_words
    if substance.most and not is_banned:
        yield "已上市产品用量：" + "，".join(f"{_USE[use]}至多 {most:.3g}%" for use, most in substance.most.items())
    for standing in _later(substance, on):
        yield f"自 {standing.since} 起{_words(standing)}〔{standing.cite}〕"


def _words(standing: Standing) -> str:
    if standing.kind == "banned":
        return "禁用：不得用于化妆品" + (f"（{standing.condition}）" if standing.condition else "")
    more = [f"限量 {standing.limit}".replace("限量 总量", "总量") if standing.limit else "", standing.condition]
    return f"{_KIND[standing.kind]}" + "".join(f"，{one}" for one in more if one)
