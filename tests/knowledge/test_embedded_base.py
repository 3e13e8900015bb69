"""The embedded base is whole: enough of each kind, each with its source and review, and no question in two places."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import evaluation
from knowledge.checks import required
from knowledge.checks.wording import said
from knowledge.loading.load import load
from knowledge.model.base import Base
from knowledge.model.entries import Policy, Statute
from knowledge.model.ingredient import Ingredient
from knowledge.reading.forbidden import ForbiddenWords
from knowledge.reading.normal import normalise
from service.settings import EMBEDDED_BASE

SUITES = Path(evaluation.__file__).parent / "suites"
NEAR = 0.8  # Jaccard similarity of character pairs from which two questions are one
SKINS = {
    "oily", "dry", "combination", "normal", "sensitive", "barrier-damaged", "acne-prone", "rosacea", "atopic",
    "pigmented", "mature", "infant", "pregnant", "post-procedure",
}  # fmt: skip
FEWEST_ASKS = 10
FEWEST_NEIGHBOURS = 2
MEETINGS = {"default", "douyin", "wechat", "hotline", "email", "store"}
PROMISED_TIME = re.compile(r"\d+(?:分钟|小时|天)内")
READ_ON = date(2026, 11, 30)  # the day on which every review of the base still holds
SPOKEN, SHORT = 120, 60  # characters: what is said in one breath, and what a chat window shows at once
DOCTOR = ("医生", "就医", "皮肤科", "医院", "眼科", "产科", "急诊")
ONE_WAY = 4  # 在吗, 嗯嗯, ok: messages without a matter that can be written in one way only


@pytest.fixture(scope="module")
def base() -> Base:
    loaded = load(EMBEDDED_BASE, today=READ_ON)
    assert [str(problem) for problem in loaded.problems] == []
    return loaded.require()


@pytest.fixture(scope="module")
def asks(base: Base) -> Mapping[str, list[str]]:
    """Each question in normal form, with the entries that hold it."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind, key, entry in base.entries():
        for text in entry.asks:
            found[normalise(text)].append(f"{kind} {key}")
    return found


def test_there_is_enough_of_each_kind(base: Base):
    assert len(base.ingredients) >= 190
    assert set(base.skins) == SKINS
    assert len(base.policies) >= 90
    assert len(base.guides) >= 50
    assert len(base.products) >= 12


def test_every_entry_that_is_suggested_has_ten_questions_or_more(base: Base):
    few = {
        f"{kind} {key}": len(entry.asks)
        for kind, key, entry in base.entries()
        if not isinstance(entry, Statute) and not getattr(entry, "browse", False) and len(entry.asks) < FEWEST_ASKS
        if not (isinstance(entry, Policy) and not entry.say)  # it only decides
    }
    assert few == {}


def test_what_is_only_browsed_has_words_and_decides_nothing(base: Base):
    browsed = {key: policy for key, policy in base.policies.items() if policy.browse}

    assert {key for key, policy in browsed.items() if not policy.say or policy.decide} == set()


def test_every_entry_names_its_source_and_its_review(base: Base):
    without_source = [
        f"{kind} {key}"
        for kind, key, entry in base.entries()
        if not getattr(entry, "browse", False)  # a greeting rests on nothing
        if not entry.sources and not getattr(entry, "basis", ()) and not getattr(entry, "cite", "")
    ]
    without_review = [
        f"{kind} {key}" for kind, key, entry in base.entries() if entry.review is None or entry.review.expires is None
    ]
    assert (without_source, without_review) == ([], [])


def test_what_is_known_has_a_spoken_and_a_short_form_that_still_send_to_the_doctor(base: Base):
    known = [(key, entry) for kind, key, entry in base.entries() if kind in ("ingredient", "skin", "guide", "product")]

    long = [
        (key, form)
        for key, entry in known
        for form, most in (("spoken", SPOKEN), ("short", SHORT))
        if not 0 < len(entry.say.get(form, "")) <= most
    ]
    silent = [
        (key, form)
        for key, entry in known
        for form in ("spoken", "short")
        if any(word in entry.say["default"] for word in DOCTOR)
        and not any(word in entry.say.get(form, "") for word in DOCTOR)
    ]

    assert (long, silent) == ([], [])


def test_every_script_of_a_policy_has_words_for_each_way_customers_meet_us_and_names_its_neighbours(base: Base):
    scripts = {key: policy for key, policy in base.policies.items() if policy.say}

    unworded = {key: sorted(MEETINGS - set(policy.say)) for key, policy in scripts.items()}
    alone = [key for key, policy in scripts.items() if len(policy.not_asks) < FEWEST_NEIGHBOURS]

    assert ({key: channels for key, channels in unworded.items() if channels}, alone) == ({}, [])


def test_a_script_promises_the_same_times_on_every_channel(base: Base):
    promised = {
        key: {channel: frozenset(PROMISED_TIME.findall(text)) for channel, text in policy.say.items()}
        for key, policy in base.policies.items()
    }

    assert {key: times for key, times in promised.items() if len(set(times.values())) > 1} == {}


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("adverse-reaction-severe", "请马上停用，马上就医，呼吸不顺请立刻去急诊。"),
        ("adverse-reaction-severe", "请马上停用，用清水轻轻冲掉残留，马上就医。"),
        ("transit-damage", "非常抱歉，处理时请小心碎片，可以补发。"),
    ],
    ids=["nothing is washed off", "no emergency", "a cut hand is left alone"],
)
def test_a_script_that_leaves_off_first_aid_is_found(base: Base, key: str, text: str):
    policy = base.policies[key].model_copy(update={"say": {"default": text}})
    changed = replace(base, policies={key: policy})

    found = [problem.code for problem in required.check(changed, READ_ON)]

    assert found == ["required"]


def test_a_review_is_owned_by_a_role(base: Base):
    owners = {entry.review.owner for _, _, entry in base.entries() if entry.review}

    assert owners <= {"售后主管", "培训师", "法务", "配方师", "客服主管", "医学顾问"}


def test_no_question_stands_in_two_entries(asks: Mapping[str, list[str]]):
    assert {text: holders for text, holders in asks.items() if len(holders) > 1} == {}


def test_no_question_is_denied_by_the_entry_that_asks_it(base: Base):
    both = {
        key: sorted(set(map(normalise, entry.asks)) & set(map(normalise, entry.not_asks)))
        for _, key, entry in base.entries()
    }
    assert {key: texts for key, texts in both.items() if texts} == {}


def test_what_is_out_of_scope_is_asked_nowhere(base: Base, asks: Mapping[str, list[str]]):
    assert sorted({normalise(text) for text in base.terms.out_of_scope} & set(asks)) == []


def test_no_suggested_text_holds_forbidden_wording(base: Base):
    words = ForbiddenWords(base.terms)
    found = {
        (key, found.phrase)
        for _, key, entry in base.entries()
        for _, text in said(entry)
        for found in words.find(text)
        if found.level == "ban"
    }
    assert found == set()


def test_no_suite_holds_a_question_of_the_base_or_nearly_one(base: Base, asks: Mapping[str, list[str]]):
    silent = {normalise(text): ["out_of_scope"] for text in base.terms.out_of_scope}
    learned = {**{text: holders for text, holders in silent.items() if len(text) > ONE_WAY}, **asks}
    index: dict[str, list[str]] = defaultdict(list)
    for text in learned:
        for pair in _pairs(text):
            index[pair].append(text)

    copies = [
        (question["id"], question["text"], text, learned[text])
        for question in _questions()
        for text in _near(normalise(question["text"]), index)
    ]

    assert copies == []


def test_every_limit_and_ban_cites_its_row_and_every_banned_one_is_sold_nowhere(base: Base):
    uncited = [
        key
        for key, ingredient in base.ingredients.items()
        for limit in ingredient.limit
        if limit.verified and ("Annex" if limit.region == "EU" else "序号") not in limit.cite
    ]
    banned = {key for key, ingredient in base.ingredients.items() if ingredient.banned}
    sold = {part.id for product in base.products.values() for part in product.ingredients}
    assert (uncited, banned & sold) == ([], set())
    assert {"benzoyl-peroxide", "hydroquinone", "tretinoin"} <= banned


def test_the_advice_on_an_ingredient_to_avoid_in_pregnancy_asks_about_it_first(base: Base):
    unasked = [key for key, ingredient in base.ingredients.items() if _needs_asking(ingredient)]

    assert unasked == []


def _needs_asking(ingredient: Ingredient) -> bool:
    return ingredient.pregnancy == "avoid" and not ingredient.banned and "pregnant" not in ingredient.ask


def _questions() -> Iterable[Mapping[str, Any]]:
    for line in (SUITES / "questions.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)} or {text}


def _near(text: str, index: Mapping[str, list[str]]) -> list[str]:
    """Return the questions whose character pairs are nearly the same, or that are the same.

    Of a question's pairs one that is near lacks at most the share 1 - NEAR: it has one at least of that many and one more,
    whichever they are, so those are looked up that the fewest questions have.
    """
    pairs = _pairs(text)
    rarest = sorted(pairs, key=lambda pair: len(index.get(pair, ())))[: int(len(pairs) * (1 - NEAR)) + 2]
    others = {other: _pairs(other) for pair in rarest for other in index.get(pair, ())}
    return [other for other, held in others.items() if len(pairs & held) / len(pairs | held) >= NEAR]
