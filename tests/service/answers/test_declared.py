"""A phrase that a base declares for a value of its subject wins over what was learned from questions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.lexicons.product import product
from knowledge.loading.load import load
from service.answers.assistant import Assistant
from service.answers.opening import open_assistant, refresh
from service.answers.suggest import CustomerMessage, suggest
from service.cli.suggest import _lines
from service.settings import Settings
from tests.fakes import HashEncoder

BASE = """
format: 1
name: 理容小铺
locale: zh-CN
lexicons: [claims]
channels:
  shop: {name: 小店, kind: online}
facts:
  issue:
    type: choice
    subject: true
    ask: 请问是哪一类问题？
    urgency: [burn, spoilt, regret]
    values:
      regret: {name: 不想要, residual: true, phrases: [后悔了]}
      spoilt: {name: 变坏, phrases: [DECLARED]}
      burn: {name: 灼伤, phrases: [灼到]}
  opened: {type: boolean, ask: 请问拆开了吗？}
outcomes:
  return: {name: 退货, values: [refused, allowed]}
policies:
  regret: {title: 不想要, when: {issue: regret, opened: false}, decide: {return: allowed}, asks: [不想留着], say: {default: 没拆可以退。}}
  spoilt: {title: 变坏, when: {issue: spoilt}, decide: {return: allowed}, asks: [里面坏掉], say: {default: 变坏了可以退。}}
  burn: {title: 灼伤, when: {issue: burn}, decide: {return: allowed}, asks: [下巴疼], say: {default: 请先停用。}}
guides:
  keeping: {title: 须后水怎么存放, asks: [须后水返潮怎么预防, 须后水返潮了还香吗, 须后水怎么放不返潮], say: {default: 拧紧盖子放在阴凉处。}}
"""


@pytest.fixture(scope="module")
def assistants(tmp_path_factory: pytest.TempPathFactory) -> tuple[Assistant, Assistant]:
    """Return one of a base that does not declare 返潮, and one after an edit that does: ranked by what was learned."""
    folder = tmp_path_factory.mktemp("declared")
    place = folder / "base"
    place.mkdir()
    (place / "base.yaml").write_text(BASE.replace("DECLARED", "长毛"), "utf-8")
    settings = Settings(base=place, index=folder / "index", cache=folder / "cache", data=folder / "data")
    before = open_assistant(settings, encoder=HashEncoder())
    (place / "base.yaml").write_text(BASE.replace("DECLARED", "返潮"), "utf-8")
    return before, refresh(before, settings, load(place))


def first(assistant: Assistant, text: str) -> str | None:
    found = suggest(assistant, CustomerMessage(text, date(2026, 11, 21), "shop"))
    return found.suggestions[0].id if found.suggestions else None


def test_a_declared_phrase_puts_its_value_before_the_guide_that_learning_prefers(
    assistants: tuple[Assistant, Assistant],
):
    before, after = assistants

    assert (first(before, "这瓶须后水返潮了"), first(after, "这瓶须后水返潮了")) == ("keeping", "spoilt")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("须后水返潮怎么预防", "keeping", id="the guide's own question"),
        pytest.param("返潮了还灼到下巴", "burn", id="the more urgent of two"),
        pytest.param("后悔了而且返潮", "spoilt", id="a residual value beside another"),
    ],
)
def test_what_else_the_base_declares_stands_beside_it(
    assistants: tuple[Assistant, Assistant], text: str, expected: str
):
    assert first(assistants[1], text) == expected


def test_the_copied_list_of_the_product_declares_nothing_and_what_is_added_to_it_does(tmp_path: Path):
    copied = product().facts["issue"].values["quality"].phrases
    (tmp_path / "base.yaml").write_text(
        BASE.replace("lexicons: [claims]\n", "").replace(
            "{name: 变坏, phrases: [DECLARED]}", f"{{name: 变坏, like: quality, phrases: {[*copied, '返潮']}}}"
        ),
        "utf-8",
    )

    assert load(tmp_path).require().declared == {"regret": ("后悔了",), "spoilt": ("返潮",), "burn": ("灼到",)}


def test_the_terminal_asks_before_it_answers(assistants: tuple[Assistant, Assistant]):
    after = assistants[1]
    found = suggest(after, CustomerMessage("后悔了", date(2026, 11, 21), "shop"))

    lines = _lines(found, after.base)

    assert lines[:2] == ["先问：请问拆开了吗？", ""]
    assert lines[2].startswith("1. 不想要（regret，")
