"""`yizhi ask`: further questions of an entry from synonyms and a log, accepted one by one, and what they changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from indexer.ranker.targets import Target
from knowledge.editing.asking import Exchange, exchanges, find_entry
from knowledge.loading.load import load
from knowledge.problem import BrokenBaseError
from service.answers.assistant import Assistant
from service.answers.opening import open_assistant
from service.answers.proposals import Landing, Logged, Proposal, landings, proposals
from service.cli import command_line
from service.cli.ask import effect_lines, one_by_one
from service.cli.asking import Effect, add_asks, effects
from service.cli.options import UsageFault
from service.settings import EMBEDDED_BASE, Settings
from tests.fakes import HashEncoder
from tests.service.small import settings

TARGET: Target = ("policy", "no-reason")
COMMENTED = """\
policies:
  # agreed with the shop
  no-reason:
    title: 无理由退货
    when: {issue: no_reason}
    decide: {return: allowed, return_shipping: customer}
    sources: [{title: 本店规则}]
    asks:
      - 没拆封不喜欢可以退吗  # the usual one
      - 不想要了能退吗
    not_asks: [没开封不喜欢可以退吗]
    say: {default: 七天内封口完好可以退。}
  quality-return:
    title: 质量问题
    when: {issue: quality}
    decide: {return: allowed, return_shipping: brand}
    sources: [{title: 本店规则}]
    asks: [面霜变质了还能退吗, 收到的面霜有股怪味]
    say: {default: 可以退。}
terms:
  synonyms: [[没拆封, 没开封, 原封没动], [退货, 退掉]]
"""
LOG = "顾客消息,客服回复\n原封没动不想要想退,可以的\n原封没动不想要想退,可以\n打电话13800138000我不想要了能退吗,好\n在吗,在的亲\n你好,您好\n"


@pytest.fixture
def small(tmp_path: Path) -> Settings:
    given = settings(tmp_path)
    (given.base / "base.yaml").write_text(
        (given.base / "base.yaml").read_text("utf-8").replace("synonyms, ", ""), "utf-8"
    )
    (given.base / "policies.yaml").write_text(COMMENTED, "utf-8")
    return given


@pytest.fixture
def assistant(small: Settings) -> Assistant:
    return open_assistant(small, encoder=HashEncoder())


def proposed(assistant: Assistant, *messages: Logged) -> list[Proposal]:
    found = find_entry(assistant.base, TARGET[1])
    assert found is not None
    return proposals(assistant, TARGET, found[1], messages)


def test_one_word_is_exchanged_at_a_time_and_a_word_is_the_longest_that_fits():
    synonyms = [["防晒", "防晒霜"], ["霜", "面霜"], ["收到", "收货", "到手"]]

    made = list(exchanges(["收到货的防晒霜", "霜"], synonyms))

    assert made == [
        Exchange("到手货的防晒霜", "收到货的防晒霜", "收到", "到手"),
        Exchange("收到货的防晒", "收到货的防晒霜", "防晒霜", "防晒"),
    ]


def test_what_stands_already_or_is_denied_is_not_proposed(assistant: Assistant):
    made = proposed(assistant, Logged("面霜变质了还能退吗", 2), Logged("不想要了能退吗", 3))

    assert {one.text: one.origin for one in made} == {
        "无理由退掉": Exchange("无理由退掉", "无理由退货", "退货", "退掉"),
        "原封没动不喜欢可以退吗": Exchange("原封没动不喜欢可以退吗", "没拆封不喜欢可以退吗", "没拆封", "原封没动"),
    }


def test_a_message_is_proposed_where_it_landed_on_the_entry_and_holds_nothing_personal(assistant: Assistant):
    near, far = Logged("不想要了能退货吗", 2), Logged("收到的面霜有怪味", 3)
    personal = Logged("不想要了能退吗13800138000", 4)

    made = proposed(assistant, near, far, personal)

    assert [one.origin for one in made if isinstance(one.origin, Logged)] == [near]
    assert next(one.landing.target for one in made if one.origin == near) == TARGET


def test_what_is_accepted_is_added_and_nothing_else_of_the_file_changes(small: Settings):
    file, base = add_asks(small, TARGET, ["无理由退掉"])

    text = COMMENTED.replace("      - 不想要了能退吗\n", "      - 不想要了能退吗\n      - 无理由退掉\n")
    assert (file, (small.base / file).read_text("utf-8")) == ("policies.yaml", text)
    assert base.fingerprint == load(small.base).require().fingerprint


def test_a_question_that_the_entry_denies_is_refused_and_nothing_is_written(small: Settings):
    with pytest.raises(BrokenBaseError):
        add_asks(small, TARGET, ["没开封不喜欢可以退吗"])

    assert (small.base / "policies.yaml").read_text("utf-8") == COMMENTED


def test_the_embedded_base_is_not_written():
    with pytest.raises(UsageFault, match="yizhi new"):
        add_asks(Settings(base=EMBEDDED_BASE), TARGET, ["无理由退掉"])


def test_effects_are_those_of_the_changed_base_and_what_answers_stays(small: Settings, assistant: Assistant):
    _, changed = add_asks(small, TARGET, ["zzz qqq"])

    told = effects(assistant, changed, ["zzz qqq"])

    assert told == [Effect("zzz qqq", *landings(assistant, ["zzz qqq"]), told[0].after)]
    assert told[0].after != told[0].before


def test_what_became_findable_and_what_did_not_is_told():
    found, silent = Landing(TARGET, 0.9, False), Landing(TARGET, 0.2, True)
    other = Landing(("policy", "quality-return"), 0.7, False)
    told = [
        Effect("甲", silent, found),
        Effect("乙", silent, silent),
        Effect("丙", found, other),
        Effect("丁", found, found),
    ]

    lines = list(effect_lines([Proposal("甲", Logged("甲", 2), silent)], told, TARGET, "policies.yaml"))

    assert lines == [
        "policies.yaml：加了 1 个问法",
        "先找到本条的：2 → 2，共 4 个问法",
        "  找得到了　甲",
        "  仍找不到　乙　没有建议，最近的是 no-reason（把握 0.20）",
        "  找不到了　丙　先给 quality-return（把握 0.70）",
    ]


def test_proposals_are_accepted_one_by_one(capsys: pytest.CaptureFixture[str]):
    landing = Landing(TARGET, 0.5, True)
    made = [Proposal(text, Logged(text, 7, 2), landing) for text in ("甲", "乙")]
    answers = iter([False, True])

    chosen = one_by_one(made, lambda: next(answers))

    assert chosen == made[1:]
    assert capsys.readouterr().out.splitlines()[:3] == [
        "1. 甲",
        "    来自　日志第 7 行，共 2 次",
        "    现在　没有建议，最近的是 no-reason（把握 0.50）",
    ]


def test_the_command_shows_writes_what_is_accepted_and_tells_what_is_found(
    small: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name, value in {"ENCODER": "use", "CACHE": str(small.cache), "DATA": str(small.data)}.items():
        monkeypatch.setenv(f"YIZHI_{name}", value)
    (tmp_path / "log.csv").write_text(LOG, "utf-8")
    asked = ["ask", "no-reason", "--base", str(small.base), "--log", str(tmp_path / "log.csv")]

    shown = json.loads(CliRunner().invoke(command_line(), [*asked, "--format", "json"]).stdout)
    wrong = CliRunner().invoke(command_line(), [*asked, "--accept", "99"])
    untouched = (small.base / "policies.yaml").read_text("utf-8")
    number = [one["text"] for one in shown["proposals"]].index("原封没动不想要想退") + 1
    written = CliRunner().invoke(command_line(), [*asked, "--accept", str(number)])

    assert untouched == COMMENTED
    assert shown["proposals"][number - 1]["from"] == {"row": 2, "count": 2}
    assert (written.exit_code, "policies.yaml：加了 1 个问法" in written.stdout) == (0, True)
    assert "      - 原封没动不想要想退\n" in (small.base / "policies.yaml").read_text("utf-8")
    assert isinstance(wrong.exception, UsageFault)
