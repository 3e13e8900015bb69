from dataclasses import replace
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from knowledge.deciding.decide import Decider
from knowledge.model.entries import Terms
from service.answers.answer import to_json
from service.answers.assistant import Assistant
from service.answers.check import DraftReply
from service.answers.check import check as check_reply
from service.answers.doubted_wording import DoubtedWording
from tests.embedded import embedded_base

ON = date(2026, 11, 21)
QUALITY = {"issue": "quality", "days_since_receipt": 9}


@cache
def assistant() -> Assistant:
    """Return what checking a draft needs of an assistant where no message is to be understood: no index."""
    base = embedded_base()
    opened: Any = SimpleNamespace(id="of no index")
    nothing: Any = None
    return Assistant(base, Decider(base), nothing, opened, nothing)


def check(reply: str, facts: dict[str, Any]) -> dict[str, Any]:
    checked: dict[str, Any] = to_json(check_reply(assistant(), DraftReply(reply, ON, "tmall", facts)))
    return checked


def test_a_draft_that_refuses_a_quality_return_contradicts_with_its_place_and_what_to_say_instead():
    answer = check("亲，超过7天了这边退不了哦", QUALITY)

    (finding,) = answer["findings"]
    assert answer["verdict"] == "contradicts"
    assert {key: finding[key] for key in ("kind", "outcome", "said", "decided", "span")} == {
        "kind": "outcome",
        "outcome": "return",
        "said": "refused",
        "decided": "allowed",
        "span": [2, 12],
    }
    assert finding["policies"]
    assert "consumer-law-24" in finding["basis"]
    assert "退" in finding["instead"]


def test_a_draft_that_offers_more_than_is_decided_is_generous():
    facts = {"issue": "no_reason", "days_since_receipt": 20, "seal_broken": False}

    (finding,) = check("可以退的亲", facts)["findings"]

    assert (finding["outcome"], finding["decided"], finding["generous"]) == ("return", "refused", True)


def test_forbidden_wording_is_a_finding_of_its_own_and_leaves_the_verdict():
    answer = check("可以退的，这款药妆不适合您", QUALITY)

    assert answer["verdict"] == "consistent"
    assert [(one["kind"], one["phrase"], one["level"], one["span"]) for one in answer["findings"]] == [
        ("forbidden", "药妆", "ban", [7, 9])
    ]


def test_wording_in_disguise_is_a_finding_to_look_at_and_a_phrase_that_is_known_is_not_doubted_again():
    reply = "可以退的。这里讲话老被拦，您把绿色软件给我，我私下转您"

    found = [one for one in check(reply, QUALITY)["findings"] if one["kind"] == "forbidden"]

    sure = [one["span"] for one in found if "certainty" not in one]
    unsure = [one for one in found if one.get("certainty") == "unsure"]
    assert sure
    assert all(one["level"] == "review" and one["because"] for one in unsure)
    assert not any(a < one["span"][1] and one["span"][0] < b for one in unsure for a, b in sure)


def test_doubts_take_their_reason_from_the_bases_own_entry_and_a_base_without_it_doubts_nothing():
    terms = embedded_base().terms
    reply = "您看要不给咱写满星，回头给您寄两片面膜"

    (doubt,) = DoubtedWording.of(terms).find(reply, ())

    assert doubt.because in [one.because for one in terms.forbidden]
    assert DoubtedWording.of(Terms()).find(reply, ()) == ()


def test_an_open_claim_says_what_to_ask():
    answer = check("可以退的", {"issue": "no_reason", "days_since_receipt": 3})

    assert answer["verdict"] == "depends"
    assert [one["fact"] for one in answer["ask"]] == ["seal_broken"]
    assert [one["kind"] for one in answer["findings"]] == ["open"]


def test_a_fact_that_is_declared_unknown_is_asked_for():
    answer = check("可以退的", {"issue": "no_reason", "days_since_receipt": 3, "seal_broken": None})

    assert (answer["verdict"], [one["fact"] for one in answer["ask"]]) == ("depends", ["seal_broken"])
    assert "seal_broken" not in answer["facts"]


def test_a_silent_draft_has_no_findings():
    answer = check("您好，请问您是想退货还是换货呢？", QUALITY)

    assert (answer["verdict"], answer["findings"], answer["ask"]) == ("silent", [], [])
    assert answer["facts"]["issue"] == {"value": "quality", "from": "given"}


@pytest.mark.parametrize(
    ("reply", "facts", "said"),
    [
        ("亲，超过7天了这边退不了哦", {"issue": "quality", "days_since_receipt": 9}, {"return": "allowed"}),
        ("可以退的，寄回的快递费需要您自理哦", {"issue": "quality"}, {"return": "allowed", "return_shipping": "brand"}),
        ("您好，10天内给您退款。", {"issue": "refund_progress"}, {"resolve_within": "7d"}),
    ],
    ids=["refusal", "one-of-two", "time"],
)
def test_a_rewrite_puts_the_scripts_own_words_in_place_of_what_contradicts(
    reply: str, facts: dict[str, Any], said: dict[str, str]
):
    rewritten = check(reply, facts)["rewrite"]

    stated = {one.outcome: one.value for one in assistant().claims_reader.read(rewritten, facts["issue"])}
    assert check(rewritten, facts)["verdict"] == "consistent"
    assert stated | said == stated


def test_a_draft_that_contradicts_nothing_is_not_rewritten():
    assert "rewrite" not in check("可以给您退的", QUALITY)


def test_where_both_readings_agree_the_verdict_is_sure_and_carries_its_probability():
    answer = check("可以给您退货的，运费我们承担", QUALITY)

    assert answer["certainty"] == "sure"
    assert answer["readings"] == {"grammar": "consistent", "learned": "consistent"}
    assert 0.9 <= answer["probability"] <= 1


@pytest.mark.parametrize("reply", ["要不您就留着自己用着玩吧", "系统那边直接驳回了"])
def test_a_refusal_that_is_meant_and_not_said_is_no_sure_silence(reply: str):
    found = check(reply, QUALITY)

    assert (found["verdict"], found["certainty"]) != ("silent", "sure")


def test_a_base_that_names_too_little_is_read_by_the_grammar_alone():
    base = embedded_base()
    few: Any = SimpleNamespace(id="of no index")
    nothing: Any = None
    bare = Assistant(replace(base, claims=()), Decider(base), nothing, few, nothing)

    answer = to_json(check_reply(bare, DraftReply("退不了哦", ON, "tmall", QUALITY)))

    assert answer["verdict"] == "silent"
    assert "certainty" not in answer
    assert bare.readers.asleep == "the base names 0 phrases for acts and costs, fewer than 20"
