"""Whether a message goes on about the issue of its conversation, and where it states something else than was given."""

from __future__ import annotations

import pytest

from knowledge.deciding.decide import Decision
from service.answers.follow_up import is_bare, is_follow_up
from tests.service.conftest import Served

DECIDED = Decision(decided={"return": "allowed", "return_shipping": "brand"})


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [("那能退吗", True), ("亲，退货行吗", True), ("会员积分怎么算", False), ("退货" * 20, False), ("", False)],
)
def test_a_message_that_asks_for_what_is_decided_goes_on(served: Served, text: str, goes_on: bool):
    assert is_follow_up(served.live.view.assistant, text, DECIDED) == goes_on


def test_what_the_issue_does_not_decide_is_another_matter(served: Served):
    assert not is_follow_up(served.live.view.assistant, "那能退吗", Decision(decided={"invoice": "issued"}))


def test_a_text_with_words_of_its_own_is_not_bare(served: Served):
    assistant = served.live.view.assistant

    assert (is_bare(assistant, "那能退吗"), is_bare(assistant, "买大了一号能退吗")) == (True, False)


def test_the_conversation_gives_a_bare_question_its_issue(served: Served):
    before = [{"role": "customer", "text": "面霜变质了"}]

    answer = served.ask("那能退吗", conversation=before)

    assert answer["facts"]["issue"] == {"value": "quality", "from": "conversation"}
    assert answer["suggestions"][0]["id"] == "quality-return"


def test_a_given_fact_that_the_message_states_otherwise_is_told(served: Served):
    asked = [{"role": "customer", "text": "想退"}, {"role": "agent", "text": "请问您是哪一天签收的呢？"}]

    issue = served.ask("面霜有异味", facts={"issue": "no_reason"})["contradicted"]
    days = served.ask("前天", facts={"days_since_receipt": 9}, conversation=asked)["contradicted"]
    same = served.ask("面霜有异味", facts={"issue": "quality"})["contradicted"]

    assert issue == {"issue": {"given": "no_reason", "said": "quality", "span": [3, 5]}}
    assert days == {"days_since_receipt": {"given": 9, "said": 2, "span": [0, 2]}}
    assert same == {}


def test_matters_that_the_words_state_are_marked(served: Served):
    several = served.ask("面霜有异味，而且不喜欢")["suggestions"]
    one = served.ask("面霜有异味")["suggestions"]

    assert [suggestion["matter"] for suggestion in several[:2]] == [True, True]
    assert [suggestion["matter"] for suggestion in one] == [False] * len(one)
