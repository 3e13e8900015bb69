"""What a base ties to the actions of customers: any verbs, objects and values that it names."""

from __future__ import annotations

import pytest

from knowledge.model.facts import Action, BooleanFact, BooleanPhrases, ChoiceFact, ChoiceValue, Fact
from knowledge.reading.facts.actions import ActionBook
from knowledge.reading.facts.aspect import Aspect, aspect_of

WORN = BooleanFact(
    type="boolean",
    ask="穿过吗",
    phrases=BooleanPhrases(
        neither=("穿搭",),
        actions=(
            Action(does=("穿",), not_to=("别家",), done=True, undone=False),
            Action(does=("剪",), to=("吊牌",), done=True, undone=False),
            Action(does=("还在",), to=("吊牌",), done=False),
        ),
    ),
)
WHERE = ChoiceFact(
    type="choice",
    ask="在哪买的",
    values={"shop": ChoiceValue(name="门店", actions=(Action(does=("买",), to=("门店",), done=None),))},
)
FACTS: dict[str, Fact] = {"worn": WORN, "where": WHERE}


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("穿了两次", [("worn", True, False)]),
        ("没穿过", [("worn", False, False)]),
        ("没舍得穿", [("worn", False, False)]),
        ("没穿几次", [("worn", True, False)]),
        ("天天穿", [("worn", True, False)]),
        ("如果穿过一次", [("worn", True, True)]),
        ("想穿", []),
        ("怎么穿好看", []),
        ("怕穿了起球", []),
        ("穿完要不要洗", []),
        ("穿搭过", []),
        ("别家的穿过", []),
        ("吊牌剪", [("worn", True, False)]),
        ("吊牌没剪", [("worn", False, False)]),
        ("吊牌还在", [("worn", False, False)]),
        ("剪了线头", []),
        ("吊牌好看,剪了线头", []),
        ("门店买的", [("where", "shop", False)]),
        ("跟门店买的不一样", []),
        ("没在门店买", []),
        ("穿都没穿", [("worn", False, False), ("worn", False, False)]),
        ("吊牌剪也没剪", [("worn", False, False), ("worn", False, False)]),
    ],
)
def test_an_action_states_the_value_that_the_base_ties_to_it(text: str, stated: list[tuple[str, object, bool]]):
    found = ActionBook(FACTS).find(text)

    assert [(mention.fact, mention.value, mention.is_wondered) for mention in found] == stated


def test_a_base_without_actions_finds_none():
    assert ActionBook({}).find("穿了两次") == ()


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("不小心抹了", Aspect.DONE),
        ("昨天一抹就红", Aspect.DONE),
        ("抹精华后脸红", Aspect.DONE),
        ("万一抹了", Aspect.SUPPOSED),
        ("冇抹过", Aspect.UNDONE),
        ("一天抹两次", Aspect.SILENT),
        ("朋友说抹了有用", Aspect.SILENT),
        ("先抹还是后抹", Aspect.SILENT),
        ("抹都没抹过", Aspect.UNDONE),
        ("抹也没舍得抹", Aspect.UNDONE),
        ("睡前抹的", Aspect.DONE),
        ("睡前抹的面霜推荐哪款", Aspect.SILENT),
        ("每天都有抹", Aspect.DONE),
        ("抹你们家那支", Aspect.DONE),
        ("抹你们哪款好", Aspect.SILENT),
        ("我闺蜜抹完红了", Aspect.SILENT),
        ("送朋友抹过", Aspect.DONE),
        ("想抹抹看", Aspect.SILENT),
    ],
)
def test_the_words_around_a_verb_say_whether_it_was_done(clause: str, said: Aspect):
    at = clause.index("抹")

    assert aspect_of(clause, at, at + 1, is_bound=False)[0] is said


def test_what_an_action_is_not_done_to_silences_it_also_where_the_word_is_innocent():
    fact = BooleanFact(
        type="boolean",
        ask="穿过吗",
        phrases=BooleanPhrases(neither=("试穿款",), actions=(Action(does=("穿",), not_to=("试穿款",), done=True),)),
    )

    assert ActionBook({"worn": fact}).find("试穿款穿了两次") == ()


def test_words_that_are_one_in_normal_form_count_once():
    fact = BooleanFact(
        type="boolean",
        ask="吊牌剪了吗",
        phrases=BooleanPhrases(actions=(Action(does=("剪",), to=("标签", "標籤"), done=True),)),
    )

    assert [mention.value for mention in ActionBook({"cut": fact, "worn": WORN}).find("标签剪了")] == [True]
