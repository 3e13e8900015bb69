"""Scripts filled in for a channel."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.deciding.decide import Decider
from knowledge.loading.load import load
from knowledge.model.case import Case
from service.answers.script import script, scripts
from tests.embedded import embedded_decider

SMALL = Path(__file__).parents[2] / "examples" / "good" / "small"
GUIDE = """\
placeholders: {signature: 署名, shop: 店铺, tracking_no: 物流单号}
guides:
  seal:
    title: 封口怎么看
    say:
      default: "请看瓶口，单号{tracking_no}。{shop} {signature}"
      spoken: 您看一下瓶口，我是{shop}的客服。
"""
VALUES = "values: {signature: {default: 客服部}, shop: {tmall: 天猫旗舰店, store: 南京西路店}}\n"


@pytest.fixture
def decider(tmp_path: Path) -> Decider:
    for path in SMALL.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    about = tmp_path / "base.yaml"
    about.write_text(about.read_text("utf-8") + VALUES, "utf-8")
    (tmp_path / "guide.yaml").write_text(GUIDE, "utf-8")
    return Decider(load(tmp_path).require())


@pytest.mark.parametrize(
    "channel, text",
    [
        ("tmall", "请看瓶口，单号〔物流单号〕。天猫旗舰店 客服部"),
        ("store", "您看一下瓶口，我是南京西路店的客服。"),
        (None, "请看瓶口，单号〔物流单号〕。〔店铺〕 客服部"),
    ],
)
def test_a_script_takes_the_form_and_the_values_of_its_channel(decider: Decider, channel: str | None, text: str):
    said = script(decider.base.guides["seal"], decider, Case(channel, date(2026, 11, 30), {}), {})

    assert said == text


def test_no_email_of_the_embedded_base_is_left_to_be_signed_by_hand():
    decider = embedded_decider()
    emails = [scripts(entry, decider, date(2026, 11, 30)).get("email", "") for _, _, entry in decider.base.entries()]

    unsigned = [text for text in emails if f"〔{decider.base.placeholders['signature']}〕" in text]

    assert unsigned == []
