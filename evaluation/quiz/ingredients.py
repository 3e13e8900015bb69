"""Questions about ingredients: what goes together, what fits in pregnancy, what is banned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, zip_longest
from random import Random

from evaluation.quiz.item import Item
from evaluation.quiz.places import Places
from knowledge.model.base import Base

_STANCES = {"fit": "可以搭配", "caution": "谨慎搭配", "avoid": "避免同用"}
_PREGNANCY = {"fit": "可以用", "caution": "谨慎使用", "avoid": "不建议用", "ask-doctor": "先问医生"}


def about_ingredients(base: Base, random: Random, places: Places) -> Iterator[Item]:
    """Yield every question that the ingredients give, the kinds in turn, in an order drawn by seed."""
    kinds = [list(_pairs(base)), list(_pregnancy(base)), list(_banned(base))]
    for items in kinds:
        random.shuffle(items)
    for item in chain.from_iterable(zip_longest(*kinds)):
        if item is not None:
            wrong = [option for option in item.options if option != item.options[item.answer]]
            options, answer = places.placed(item.options[item.answer], wrong)
            yield replace(item, options=options, answer=answer)


def _pairs(base: Base) -> Iterator[Item]:
    for key, one in base.ingredients.items():
        for pair in one.pairs:
            other = base.ingredients.get(pair.with_)
            if other is not None and key < pair.with_:
                yield _item(f"{one.name}和{other.name}能一起用吗？", _STANCES, pair.stance, pair.why, (key, pair.with_))


def _pregnancy(base: Base) -> Iterator[Item]:
    for key, one in base.ingredients.items():
        if one.pregnancy is not None:
            yield _item(
                f"孕期顾客问含{one.name}的产品能不能用，应当怎么说？",
                _PREGNANCY,
                one.pregnancy,
                one.say["default"],
                (key,),
            )


def _banned(base: Base) -> Iterator[Item]:
    words = {"no": "可以，只要浓度合规", "yes": "不可以，是禁用成分"}
    for key, one in base.ingredients.items():
        if one.banned is not None:
            because = f"{one.banned.because}（{one.banned.cite}）"
            yield _item(f"化妆品里可以添加{one.name}吗？", words, "yes", because, (key,))


def _item(question: str, words: dict[str, str], right: str, because: str, entries: tuple[str, ...]) -> Item:
    return Item("", "ingredient", question, tuple(words.values()), list(words).index(right), because, entries)
