"""A number of days belongs to the outcome whose words stand beside it, else to none: in bases with promises of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.loading.load import load
from knowledge.reading.claims.reader import ClaimsReader

APPLIANCES = Path(__file__).parents[1] / "examples" / "bases" / "appliances"
OWN = """outcomes:
  repair_within: {name: 修好时限, type: duration, phrases: [修, 修好, 维修]}
  visit_within: {name: 上门时限, type: duration, phrases: [上门, 取件]}
  kept_within: {name: 保修期, type: duration}
"""
ISSUES = ("", "repair", "broken", "change_mind")

NO_PROMISE = (
    "没过7天、没拆就行",
    "还没满七天，没通电都可以的",
    "收到不到7天，没装过水就可以退",
    "没超过15天的话，坏了可以修",
    "只要没过三天，磕坏的我们给换",
    "签收未满7天、包装都在就行",
    "不超过7天，配件齐全就可以",
    "签收第5天，没拆封是可以退的",
    "买了才两天，机器没反应可以免费修",
    "用了3天，出现故障免费修",
    "两天没通电，建议先充满再试",
    "充电8小时，再开机试试",
    "泡20分钟，冲净就好了",
    "前置棉6个月换一次，不换会影响出水",
    "保修一年，非人为损坏免费修",
    "质保两年，坏了都能免费修",
    "超过7天、没超过一年的，故障可以免费修",
    "七天之内、没有使用痕迹的都行",
    "离签收还没到7天，可以退的",
    "您这个都过去十天了，拆过就退不了",
    "过了7天，只能维修",
    "开机2分钟，冒烟就马上拔掉插头",
    "收到三天以内的、没插过电的就能退",
    "每天换水，三个月换滤芯，坏了可以修",
    "15天没退回来，就按不退处理",
    "满30天，不能修了",
    "有7天，够您慢慢试的，坏了能修",
    "才用5天，坏了免费给您修",
    "一年保修期过了，只能收费修",
)
PROMISES = {
    "7天内给您修好": ("repair_within", "7d"),
    "坏了可以免费修，三天内修好": ("repair_within", "3d"),
    "可以修，大概一周左右修好": ("repair_within", "7d"),
    "三天内处理好": ("resolve_within", "3d"),
    "我们会在48小时内处理完": ("resolve_within", "2d"),
    "7天之内一定给您解决": ("resolve_within", "7d"),
    "没过7天可以退，24小时内处理好": ("resolve_within", "1d"),
    "保修期一年": ("kept_within", "365d"),
    "您有两年保修期，三天内没拆可以退": ("kept_within", "730d"),
    "师傅两天内上门": ("visit_within", "2d"),
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> ClaimsReader:
    folder = tmp_path_factory.mktemp("own") / "base"
    shutil.copytree(APPLIANCES, folder)
    (folder / "own.yaml").write_text(OWN, "utf-8")
    return ClaimsReader.of(load(folder).require())


def promised(reader: ClaimsReader, text: str, about: str) -> list[tuple[str, str]]:
    return [(one.outcome, one.value) for one in reader.read(text, about) if one.outcome.endswith("_within")]


@pytest.mark.parametrize("text", NO_PROMISE)
def test_days_that_tell_how_long_it_has_been_or_how_often_promise_nothing(reader: ClaimsReader, text: str):
    assert {about: promised(reader, text, about) for about in ISSUES} == {one: [] for one in ISSUES}


@pytest.mark.parametrize("text", PROMISES)
def test_a_time_beside_its_own_word_is_promised(reader: ClaimsReader, text: str):
    assert {about: promised(reader, text, about) for about in ISSUES} == {one: [PROMISES[text]] for one in ISSUES}
