"""Ten messages and what came of each, counted by hand: the API, the page and /metrics tell the same."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.service.conftest import Served

ANSWERED, SILENT = "面霜变质了还能退吗", "今天天气怎么样"
OFFERED = "非常抱歉，质量问题可以退，运费我们承担。请发来订单号〔订单号〕。"
COPIED, USED, SHOWN = {"action": "copied"}, {"action": "used"}, {"action": "shown"}
REJECTED = {"action": "rejected", "reason": "wrong_decision"}
FILLED = {"action": "edited", "reply": OFFERED.replace("〔订单号〕", "8812")}
AGAINST = {"action": "edited", "reply": "抱歉，这个不能退的。"}

# channel, group, message, what the agent did
WORK: list[tuple[str | None, str | None, str, list[dict[str, str]]]] = [
    ("tmall", "一组", ANSWERED, [SHOWN, COPIED]),  # as it is
    ("tmall", "一组", ANSWERED, [SHOWN]),  # unused
    ("tmall", "二组", ANSWERED, [COPIED, FILLED]),  # edited
    ("tmall", "一组", ANSWERED, []),  # nobody saw it
    ("tmall", "二组", ANSWERED, [SHOWN, USED]),  # as it is
    ("douyin", "二组", ANSWERED, [COPIED, AGAINST]),  # overridden
    ("douyin", "二组", ANSWERED, [SHOWN, REJECTED]),  # rejected
    ("douyin", "一组", ANSWERED, [REJECTED, COPIED]),  # as it is
    ("douyin", "二组", SILENT, []),
    (None, None, SILENT, []),
]
# questions, answered, as it is, edited, overridden, rejected, unused; coverage, silence, 采纳率, overridden
TOTAL = (10, 8, 3, 1, 1, 1, 1, 0.8, 0.2, 0.5, 0.125)
BY: dict[str, dict[str, tuple[float | None, ...]]] = {
    "channel": {
        "tmall": (5, 5, 2, 1, 0, 0, 1, 1.0, 0.0, 0.6, 0.0),
        "douyin": (4, 3, 1, 0, 1, 1, 0, 0.75, 0.25, 0.3333, 0.3333),
        "": (1, 0, 0, 0, 0, 0, 0, 0.0, 1.0, None, None),
    },
    "group": {
        "二组": (5, 4, 1, 1, 1, 1, 0, 0.8, 0.2, 0.5, 0.25),
        "一组": (4, 4, 2, 0, 0, 0, 1, 1.0, 0.0, 0.5, 0.0),
        "": (1, 0, 0, 0, 0, 0, 0, 0.0, 1.0, None, None),
    },
}
FIELDS = ("questions", "answered", "as_is", "edited", "overridden", "rejected", "unused")
SHARES = ("coverage", "silence", "adoption", "overridden_share")


@pytest.fixture
def worked(served: Served) -> Served:
    for channel, group, text, acts in WORK:
        given = {name: value for name, value in (("channel", channel), ("group", group)) if value}
        record = served.ask(text[:-2], **given)["record"]  # as it was while it was typed: the same message
        record = served.ask(text, continues=record, **given)["record"]
        for act in acts:
            named = {} if act is SHOWN else {"kind": "policy", "id": "quality-return"}
            answer = served.client.post(f"/v1/suggestions/{record}/feedback", json={**act, **named})
            assert answer.status_code == 201, answer.text
    return served


def test_the_api_the_page_and_the_metrics_tell_what_a_hand_counts(worked: Served):
    found = {by: worked.client.get(f"/v1/usage?by={by}").json() for by in (*BY, "week", "script")}
    heads, cells = _page(worked)
    metrics = _metrics(worked)

    for by, expected in BY.items():
        assert _told(found[by]["total"]) == TOTAL
        assert {row["key"]: _told(row) for row in found[by]["rows"]} == expected
    assert [_told(row) for row in found["week"]["rows"]] == [TOTAL]
    scripts = {row["key"]: _told(row) for row in found["script"]["rows"]}
    assert scripts["policy/quality-return"][:7] == (8, 8, 3, 1, 1, 1, 1)
    # what fills a blank is no edit; of 抱歉亲，质量问题能退，运费我们出。 eleven characters are others
    assert found["week"]["total"]["edit_distance"] == (0 + 11) / 2

    assert heads == ["10", "80.0%", "20.0%", "50.0%", "12.5%"]
    assert cells["天猫旗舰店"] == ["5", "100.0%", "0.0%", "60.0%", "0.0%", "2", "1", "0", "0", "1"]
    assert cells["抖音客服"] == ["4", "75.0%", "25.0%", "33.3%", "33.3%", "1", "0", "1", "1", "0"]

    for by, expected in BY.items():
        for key, (questions, answered, *rest) in expected.items():
            assert (metrics[by, key, "asked"], metrics[by, key, "answered"]) == (questions, answered)
            assert metrics.get((by, key, "adoption")) == rest[7]


def _told(figures: dict[str, Any]) -> tuple[float | None, ...]:
    return tuple(figures[name] for name in (*FIELDS, *SHARES))


def _page(worked: Served) -> tuple[list[str], dict[str, list[str]]]:
    page = worked.client.get("/qa/usage?by=channel").text
    rows = re.findall(r'<tr><th scope="row">([^<]*)</th>(.*?)</tr>', page, re.DOTALL)
    heads = re.findall(r"<li[^>]*><span>[^<]*</span><b>([^<]*)</b>", page)
    return heads, {name: re.findall(r"<td[^>]*>([^<]*)</td>", row)[:10] for name, row in rows}


def _metrics(worked: Served) -> dict[tuple[str, str, str], float]:
    told = worked.client.get("/metrics").text
    of_usage = r'yizhi_usage_(?:questions|share)\{by="(\w+)",key="([^"]*)",(?:state|share)="(\w+)"\} (\S+)'
    return {(by, key, name): float(value) for by, key, name, value in re.findall(of_usage, told)}
