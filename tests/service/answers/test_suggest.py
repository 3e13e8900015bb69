"""Suggestions over a small base with an encoder of hashed characters: what follows from facts, not from learning."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.deciding.decide import FactQuestion
from knowledge.loading.load import load
from knowledge.model.facts import Value
from service.answers.answer import ReadFact, to_json
from service.answers.assistant import Assistant
from service.answers.opening import open_assistant, refresh
from service.answers.suggest import CustomerMessage, suggest
from service.answers.understand import Turn
from service.settings import Settings
from tests.fakes import HashEncoder
from tests.indexes import Indexes

SMALL = Path(__file__).parents[2] / "examples" / "good" / "small"
SATURDAY = date(2026, 11, 21)
CLASH = """
policies:
  clash:
    title: 另一种说法
    when: {issue: quality, days_since_receipt: ">7"}
    decide: {return: refused}
    basis: [consumer-law-24]
    asks: [过了七天还管不管变质]
    say: {default: 超过七天不退。}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    where = tmp_path / "base"
    where.mkdir()
    for path in SMALL.glob("*.yaml"):
        (where / path.name).write_bytes(path.read_bytes())
    return where


@pytest.fixture
def settings(folder: Path, tmp_path: Path) -> Settings:
    return Settings(base=folder, index=tmp_path / "index", cache=tmp_path / "cache", data=tmp_path / "data")


@pytest.fixture
def assistant(settings: Settings, indexes: Indexes) -> Assistant:
    return opened(settings, indexes)


def opened(settings: Settings, indexes: Indexes) -> Assistant:
    indexes.lend(settings, HashEncoder())
    return open_assistant(settings, encoder=HashEncoder())


def test_a_given_issue_answers_a_message_that_says_nothing_else(assistant: Assistant):
    answer = suggest(assistant, CustomerMessage("能退吗", SATURDAY, "tmall", {"issue": "quality"}))

    first = answer.suggestions[0]
    assert (first.kind, first.id, first.reply) == ("policy", "quality-return", "质量问题可以退，我们在48小时内联系您。")
    assert first.decision == {"return": "allowed", "respond_within": "48h"}
    assert answer.facts["issue"] == ReadFact(value="quality", origin="given")


def test_what_is_open_is_asked_the_most_telling_first(assistant: Assistant):
    answer = suggest(assistant, CustomerMessage("想退", SATURDAY, "tmall", {"issue": "no_reason"}))

    assert answer.suggestions[0].open == ("return",)
    assert answer.ask == (
        FactQuestion("days_since_receipt", "请问您是哪一天签收的呢？"),
        FactQuestion("seal_broken", "请问内层封口拆开了吗？"),
    )


def test_a_given_fact_wins_over_the_text(assistant: Assistant):
    question = CustomerMessage(
        "三天前签收的", SATURDAY, "tmall", {"issue": "no_reason", "days_since_receipt": 2, "seal_broken": False}
    )

    answer = suggest(assistant, question)

    assert answer.facts["days_since_receipt"] == ReadFact(value=2, origin="given")
    assert answer.suggestions[0].reply == "收到2天，封口完好，可以退。"


def test_a_fact_that_is_declared_unknown_is_read_neither_from_the_text_nor_from_the_conversation(assistant: Assistant):
    talk = (Turn("customer", "昨天签收的"),)
    given = {"issue": "no_reason", "seal_broken": False, "days_since_receipt": None}

    answer = suggest(assistant, CustomerMessage("三天前签收的，想退", SATURDAY, "tmall", given, talk))

    assert answer.facts == {
        "issue": ReadFact(value="no_reason", origin="given"),
        "seal_broken": ReadFact(value=False, origin="given"),
    }
    assert answer.ask == (FactQuestion("days_since_receipt", "请问您是哪一天签收的呢？"),)


def test_an_issue_that_is_declared_unknown_is_no_fact_and_each_suggestion_names_its_own(assistant: Assistant):
    talk = (Turn("customer", "面霜变质了"),)

    answer = suggest(assistant, CustomerMessage("面霜变质了还能退吗", SATURDAY, "tmall", {"issue": None}, talk))

    assert answer.facts == {}
    assert {(one.id, one.case["issue"]) for one in answer.suggestions} == {
        ("quality-return", "quality"),
        ("no-reason-week", "no_reason"),
    }


def test_a_policy_whose_condition_contradicts_a_known_fact_is_not_offered(assistant: Assistant):
    answer = suggest(
        assistant, CustomerMessage("想退", SATURDAY, "tmall", {"issue": "no_reason", "days_since_receipt": 9})
    )

    assert answer.suggestions == ()


def test_the_script_that_settles_the_case_comes_before_one_that_is_asked_more(folder: Path, settings: Settings):
    asks = [
        f"不想要了{end}" for end in ("", "退吗", "能退吗", "可以退吗", "怎么退", "想退掉", "退了吧", "给退吗", "要退")
    ]
    (folder / "general.yaml").write_text(
        "policies:\n  no-reason-general:\n    title: 无理由退货\n    when: {issue: no_reason}\n    basis: [consumer-law-25]\n"
        f"    asks: [{', '.join(asks)}]\n    say: {{default: 七天内封口完好可以退。}}\n",
        encoding="utf-8",
    )
    assistant = open_assistant(settings, encoder=HashEncoder())
    facts = {"issue": "no_reason", "days_since_receipt": 3}

    whole = suggest(assistant, CustomerMessage("不想要了能退吗", SATURDAY, "tmall", {**facts, "seal_broken": False}))
    part = suggest(assistant, CustomerMessage("不想要了能退吗", SATURDAY, "tmall", facts))

    assert (whole.suggestions[0].id, whole.suggestions[0].reply) == ("no-reason-week", "收到3天，封口完好，可以退。")
    assert (part.suggestions[0].id, part.suggestions[0].open) == ("no-reason-general", ("return",))


def test_a_follow_up_keeps_the_facts_of_the_conversation(assistant: Assistant):
    talk = (Turn("customer", "三天前签收的"), Turn("agent", "请问什么问题"))

    answer = suggest(assistant, CustomerMessage("封口没动", SATURDAY, "tmall", {"issue": "no_reason"}, talk))

    assert answer.facts["days_since_receipt"] == ReadFact(value=3, origin="conversation")


def test_nothing_is_suggested_where_nothing_is_said(assistant: Assistant):
    assert suggest(assistant, CustomerMessage("", SATURDAY)).suggestions == ()


def test_a_contested_outcome_is_named_and_never_high(folder: Path, settings: Settings):
    (folder / "clash.yaml").write_text(CLASH, encoding="utf-8")
    assistant = open_assistant(settings, encoder=HashEncoder())

    answer = suggest(
        assistant, CustomerMessage("能退吗", SATURDAY, "tmall", {"issue": "quality", "days_since_receipt": 9})
    )

    assert answer.suggestions[0].contested == ("return",)
    assert answer.suggestions[0].confidence.value != "high"


LEFT_OPEN = """
facts:
  was_gift: {type: boolean, ask: 请问是赠品吗？}
  is_member: {type: boolean, assume: false, name: 会员, ask: 请问是会员吗？}
policies:
  gift-quality:
    title: 赠品质量问题
    when: {issue: quality, was_gift: true}
    asks: [赠品坏了怎么办, 送的小样变质了]
    say: {default: 赠品有质量问题也给您补寄。}
  member-quality:
    title: 会员质量问题
    when: {issue: quality, is_member: true}
    decide: {respond_within: 24h}
    over: [quality-return]
    say: {default: 会员专线24小时内联系您。}
"""


@pytest.fixture
def left_open(folder: Path, settings: Settings) -> Assistant:
    """Return an assistant with `LEFT_OPEN`, without the product's messages: learning from them takes long."""
    about = (folder / "base.yaml").read_text("utf-8")
    fewer = "locale: zh-CN\nlexicons: [claims, phrases, synonyms, spellings]\n"
    (folder / "base.yaml").write_text(about.replace("locale: zh-CN\n", fewer), "utf-8")
    (folder / "open.yaml").write_text(LEFT_OPEN, "utf-8")
    return open_assistant(settings, encoder=HashEncoder())


def test_a_script_whose_condition_is_open_is_never_high_and_its_question_comes_first(left_open: Assistant):
    """Nothing that is decided turns on the gift: only whether this script is the right one does."""
    answer = suggest(left_open, CustomerMessage("能退吗", SATURDAY, "tmall", {"issue": "quality"}))

    first = answer.suggestions[0]
    assert (first.id, first.confidence.value != "high", first.open) == ("gift-quality", True, ())
    assert answer.ask == (FactQuestion("was_gift", "请问是赠品吗？"),)


def test_what_a_decision_assumes_is_told_with_the_suggestion(left_open: Assistant):
    def assumed(facts: dict[str, Value]) -> dict[str, Value]:
        return dict(suggest(left_open, CustomerMessage("能退吗", SATURDAY, "tmall", facts)).suggestions[0].assumed)

    assert assumed({"issue": "quality"}) == {"is_member": False}
    assert assumed({"issue": "quality", "is_member": True}) == {}


def test_an_edit_is_served_at_once_and_settled_by_a_second_refresh(
    assistant: Assistant, folder: Path, settings: Settings
):
    path = folder / "policies.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("质量问题可以退", "质量问题都给退"), encoding="utf-8")
    loaded = load(folder)

    quick = refresh(assistant, settings, loaded)
    settled = refresh(quick, settings, loaded)

    question = CustomerMessage("能退吗", SATURDAY, "tmall", {"issue": "quality"})
    assert [suggest(one, question).suggestions[0].reply[:7] for one in (assistant, quick, settled)] == [
        "质量问题可以退",
        "质量问题都给退",
        "质量问题都给退",
    ]
    assert [one.opened.origin.is_settled for one in (quick, settled)] == [False, True]


def test_a_broken_base_opens_as_its_last_good_snapshot(assistant: Assistant, folder: Path, settings: Settings):
    (folder / "policies.yaml").write_text("policies: [", encoding="utf-8")

    again = open_assistant(settings, encoder=HashEncoder())

    assert again.snapshot == assistant.snapshot
    assert sorted(again.base.policies) == ["no-reason-week", "quality-return"]


def test_the_same_knowledge_gives_the_same_snapshot_and_embeds_nothing_twice(assistant: Assistant, settings: Settings):
    encoder = HashEncoder()

    again = open_assistant(settings, encoder=encoder)

    assert again.snapshot == assistant.snapshot
    assert encoder.encoded == [""]


def test_the_answer_as_json_has_the_names_of_the_contract(assistant: Assistant):
    answer = suggest(assistant, CustomerMessage("面霜变质了", SATURDAY, "tmall", {"issue": "quality"}))

    first = to_json(answer)["suggestions"][0]
    assert first["why"]["basis"] == ["consumer-law-24"]
    assert first["source"] == {"file": "policies.yaml", "line": 9}
    assert first["case"] == {}


def test_every_issue_that_a_message_states_is_answered(assistant: Assistant):
    answer = suggest(
        assistant,
        CustomerMessage("面霜变质了，而且不喜欢，三天前签收的没拆", SATURDAY, "tmall", {"seal_broken": False}),
    )

    assert {suggestion.id for suggestion in answer.suggestions} == {"quality-return", "no-reason-week"}


def test_messages_that_are_ranked_together_are_ranked_as_each_is_alone(assistant: Assistant):
    texts = [
        f"{said}{end}" for said in ("面霜有怪味", "不喜欢想退", "今天天气", "") for end in ("", "怎么办", "？" * 40)
    ] * 7

    together = list(assistant.retriever.rank_many(texts))

    for text, found in zip(texts, together, strict=True):
        alone = assistant.retriever.rank(text)
        assert [one.target for one in found.ranked] == [one.target for one in alone.ranked]
        assert [one.probability for one in found.ranked] == pytest.approx(
            [one.probability for one in alone.ranked], abs=1e-5
        )
        assert (found.none, found.heard) == (pytest.approx(alone.none, abs=1e-5), alone.heard)
        assert found.near.cosines == pytest.approx(alone.near.cosines, abs=1e-5)


@pytest.mark.parametrize(
    ("conversation", "text", "fact", "value", "origin"),
    [
        ([("agent", "请问您是哪一天签收的呢？")], "前天", "days_since_receipt", 2, "text"),
        (
            [("customer", "不喜欢"), ("agent", "哪天签收的？"), ("customer", "前天")],
            "能退吗",
            "days_since_receipt",
            2,
            "conversation",
        ),
        ([("agent", "内层封口拆开了吗？")], "没有", "seal_broken", False, "text"),
        ([("agent", "哪天签收的？封口拆开了吗？")], "三天前，拆了", "seal_broken", True, "text"),
        ([("customer", "昨天签收的")], "说错了，是前天", "days_since_receipt", 2, "text"),
        (
            [("customer", "昨天签收的"), ("customer", "哦不对，五天前签收的")],
            "能退吗",
            "days_since_receipt",
            5,
            "conversation",
        ),
        ([("agent", "哪天签收的？"), ("customer", "在吗")], "前天", "days_since_receipt", None, ""),
        ([("agent", "这边为您登记")], "没有", "seal_broken", None, ""),
        ([("agent", "哪天签收的？")], "不记得", "days_since_receipt", None, ""),
    ],
)
def test_answers_to_the_agent_and_corrections_are_facts_of_the_case(
    assistant: Assistant, conversation: list[tuple], text: str, fact: str, value: object, origin: str
):
    turns = [Turn(role, said) for role, said in conversation]

    found = suggest(assistant, CustomerMessage(text, SATURDAY, "tmall", {}, turns)).facts.get(fact)

    assert (found.value, found.origin) == (value, origin) if value is not None else found is None


USED = """
policies:
  no-reason-late:
    title: 超过七天
    when: {issue: no_reason, days_since_receipt: ">7"}
    decide: {return: refused}
    asks: [过了七天不喜欢]
    say: {default: 签收超过七天不退，质量问题另当别论。}
facts:
  used: {type: boolean, ask: 请问用过吗？, phrases: {actions: [{does: [用, 抹], done: true, undone: false}]}}
"""


@pytest.mark.parametrize(
    ("text", "given", "decided", "asked"),
    [
        ("用了两个月不喜欢", {}, "refused", False),  # past every window, however much more it is
        ("用了八天不喜欢", {}, None, True),  # the seventh day may not be over
        ("用了两天不喜欢", {}, None, True),
        ("用了两个月不喜欢", {"days_since_receipt": 3}, "allowed", False),  # what is given stands
    ],
)
def test_the_length_of_a_use_decides_only_what_does_not_turn_on_the_days(
    folder: Path, settings: Settings, indexes: Indexes, text: str, given: dict, decided: str | None, asked: bool
):
    base = (folder / "base.yaml").read_text(encoding="utf-8")
    (folder / "used.yaml").write_text(USED, encoding="utf-8")
    (folder / "base.yaml").write_text(base.replace("unit: day,", "unit: day, used: true,"), encoding="utf-8")
    facts = {"issue": "no_reason", "seal_broken": False, **given}

    answer = suggest(opened(settings, indexes), CustomerMessage(text, SATURDAY, "tmall", facts))

    assert answer.suggestions[0].decision.get("return") == decided
    assert ("days_since_receipt" in [ask.fact for ask in answer.ask]) is asked
    assert "days_since_receipt" not in answer.facts or given
