"""Findings speak Chinese and English: each text stands in both, with the same slots, and every key that is said exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import knowledge
from knowledge.conflicts import analyse
from knowledge.conflicts.message import message
from knowledge.conflicts.texts import TEXTS
from knowledge.conflicts.wordings import Words
from tests.knowledge.made import FACTS, TODAY, base_of

ROOT = Path(knowledge.__file__).parents[1]
HAN = re.compile(r"[一-鿿]")
SLOT = re.compile(r"(?<!\{)\{(\w+)\}")


@pytest.mark.parametrize("key", TEXTS)
def test_a_text_stands_in_both_languages_with_the_same_slots(key: str):
    chinese, english = TEXTS[key]

    assert set(SLOT.findall(chinese)) == set(SLOT.findall(english))
    assert not HAN.search(english.replace("「", ""))
    assert HAN.search(chinese) or not re.search("[a-z]", SLOT.sub("", chinese))


def test_every_text_that_is_said_stands_in_the_table():
    paths = [*(ROOT / "knowledge" / "conflicts").glob("*.py"), ROOT / "service" / "cli" / "conflicts.py"]
    calls = [
        node for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
    ]
    names = ("say", "text_in", "join", "_finding")
    said = {
        argument.value
        for call in calls
        if getattr(call.func, "attr", getattr(call.func, "id", "")) in names
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }

    assert len(said) > 30
    assert said - set(TEXTS) == set()


def test_conflicts_gaps_and_witnesses_are_told_in_english():
    week = {"when": {"issue": "regret", "days": "<=7"}, "decide": {"return": "allowed", "refund": "full"}}
    late = {"when": {"issue": "regret", "days": ">6"}, "decide": {"return": "refused"}}
    base = base_of(
        {"week": week, "late": late},
        channels={"web": {"name": "our shop", "kind": "online"}},
        facts={
            **FACTS,
            "issue": {
                **FACTS["issue"],
                "values": {"regret": {"name": "a change of mind"}, "broken": {"name": "a fault"}},
            },
        },
        outcomes={
            "return": {"name": "return", "values": ["refused", "allowed"]},
            "refund": {"name": "refund", "values": ["none", "full"]},
        },
    )

    found = {one.kind.value: one for one in analyse(base, TODAY).findings}

    assert {kind: message(base, one, "en-GB") for kind, one in found.items()} == {
        "outcome": (
            "On 2026-11-21, in the case “a change of mind, days: 7”, on our shop two policies hold at once and contradict "
            "each other: “week” (week) decides return: allowed, “late” (late) decides return: refused. If one of them is "
            "an exception, write over: [id of the other] in it; else narrow the when (or valid, channels) of one so that "
            "they no longer meet, or decide alike in both."
        ),
        "gap": (
            "Refund of “a change of mind” is decided in other cases, but on 2026-11-21, in the case “a change of mind, "
            "days: 8” (our shop) no policy decides it. Write a policy, or widen the when, channels or valid of one that "
            "stands; where it is meant to be open, write gaps: {accepted: [refund], because: why} in the policy of this "
            "case, and it is not told again."
        ),
    }
    witness = found["gap"].witness
    assert witness is not None
    assert Words(base, "en").sentence(witness) == (
        "On 2026-11-21, a customer asks on our shop, about “a change of mind”, days is 8."
    )
