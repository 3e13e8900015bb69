"""What of an entry is searched on its own."""

import pytest

from indexer.passages import PORTION, Passage, PassageMemory, passages
from knowledge.model.entries import Guide, Policy, Skin
from knowledge.model.ingredient import Ingredient

NIACINAMIDE = Ingredient(
    name="烟酰胺",
    inci="Niacinamide",
    aliases=("维生素B3",),
    asks=("烟酰胺能和A醇一起用吗",),
    not_asks=("擦了A醇爆皮要退",),
    mechanism="它减少黑素的转运。",
    say={"douyin": "2%到5%就够用～", "default": "烟酰胺在2%到5%之间就有提亮的作用。"},
    sources=({"title": "综述"},),
)


def test_an_ingredient_is_found_by_question_name_reply_and_mechanism():
    assert passages("ingredient", "niacinamide", NIACINAMIDE) == tuple(
        Passage("ingredient", "niacinamide", field, text, path)
        for field, text, path in [
            ("ask", "烟酰胺能和A醇一起用吗", ("asks", 0)),
            ("not_ask", "擦了A醇爆皮要退", ("not_asks", 0)),
            ("name", "烟酰胺", ("name",)),
            ("alias", "Niacinamide", ("inci",)),
            ("say", "烟酰胺在2%到5%之间就有提亮的作用。", ("say", "default")),
            ("alias", "维生素B3", ("aliases", 0)),
            ("mechanism", "它减少黑素的转运。", ("mechanism",)),
        ]
    )


def test_a_skin_is_found_by_its_signs_and_advice():
    skin = Skin(name="油性皮肤", signs=("中午满脸油光",), advice="控油先保湿。", say={"default": "洗脸别太勤。"})

    assert [(one.field, one.text) for one in passages("skin", "oily", skin)] == [
        ("name", "油性皮肤"),
        ("say", "洗脸别太勤。"),
        ("advice", "控油先保湿。"),
        ("sign", "中午满脸油光"),
    ]


def test_the_steps_of_a_guide_are_one_passage():
    guide = Guide(title="早晨怎么护肤", steps=("洁面", "保湿", "防晒"), say={"default": "三步就好。"})

    assert [(one.field, one.text) for one in passages("guide", "morning", guide)] == [
        ("title", "早晨怎么护肤"),
        ("say", "三步就好。"),
        ("steps", "洁面；保湿；防晒"),
    ]


def test_a_policy_that_is_there_to_browse_has_none():
    policy = Policy(title="说明", when={}, say={"default": "只供查阅。"}, asks=("随便看看",), browse=True)

    assert passages("policy", "notes", policy) == ()


def test_a_text_that_stands_twice_is_one_passage():
    guide = Guide(title="怎么卸妆", say={"default": "先卸后洗。", "email": "先卸后洗。"})

    assert [one.path for one in passages("guide", "remove", guide)] == [("title",), ("say", "default")]


def test_a_long_text_is_cut_at_sentences_and_nothing_is_lost():
    sentences = [f"第{number}句话说得比较长一些，为了凑够字数再多说几个字。" for number in range(40)]
    guide = Guide(title="长", say={"default": "".join(sentences)})

    portions = [one.text for one in passages("guide", "long", guide) if one.field == "say"]

    assert "".join(portions) == "".join(sentences)
    assert all(len(portion) <= PORTION and portion.endswith("。") for portion in portions)


@pytest.mark.parametrize(
    "field, role", [("ask", "query"), ("alias", "query"), ("sign", "query"), ("say", "passage"), ("steps", "passage")]
)
def test_what_reads_like_a_question_is_met_as_a_question(field, role):
    assert Passage("guide", "one", field, "x").role == role


class FewEntries:
    def __init__(self, *entries):
        self._entries = entries

    def entries(self):
        return iter(self._entries)


def test_the_passages_of_an_entry_that_did_not_change_are_the_same_objects():
    memory = PassageMemory()
    guide = Guide(title="早晨", say={"default": "三步。"})
    first = memory.of(FewEntries(("ingredient", "b3", NIACINAMIDE), ("guide", "morning", guide)))

    changed = Guide(title="早上", say={"default": "三步。"})
    second = memory.of(FewEntries(("ingredient", "b3", NIACINAMIDE), ("guide", "morning", changed)))

    assert [one.text for one in second if one.kind == "guide"] == ["早上", "三步。"]
    assert {id(one) for one in second if one.kind == "ingredient"} == {
        id(one) for one in first if one.kind == "ingredient"
    }
