"""What one caller may send: calls of a second, and names that the service is called by."""

from __future__ import annotations

import pytest

from service.api.errors import CallError
from service.api.guard import check_host, check_origin
from service.api.limits import Rate
from tests.service.conftest import Serve


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_caller_sends_a_burst_then_so_many_a_second_and_is_told_how_long_to_wait():
    clock = Clock()
    rate = Rate(2, clock)

    burst = [rate.wait_s("one") for _ in range(5)]
    other = rate.wait_s("two")
    clock.now += 0.5
    later = [rate.wait_s("one") for _ in range(2)]

    assert burst == [0, 0, 0, 0, 1]
    assert other == 0
    assert later == [0, 1]


def test_less_than_a_call_a_second_waits_whole_seconds_and_none_is_no_limit():
    rate = Rate(0.1, Clock())

    assert [rate.wait_s("one"), rate.wait_s("one")] == [0, 10]
    assert [Rate(0, Clock()).wait_s("one") for _ in range(1000)] == [0] * 1000


def test_a_clock_that_goes_back_gives_nothing_away_and_locks_nobody_out():
    clock = Clock()
    rate = Rate(1, clock)
    assert [rate.wait_s("one") for _ in range(3)] == [0, 0, 1]

    clock.now -= 50
    assert rate.wait_s("one") == 1
    clock.now += 1
    assert rate.wait_s("one") == 0


def test_too_many_calls_are_answered_with_429_and_when_to_come_again(serve: Serve):
    client = serve(rate_per_s=1, max_text=100).client

    found = [client.post("/v1/suggestions", json={"text": "不喜欢"}) for _ in range(3)]
    probes = {client.get("/healthz").status_code for _ in range(20)}

    assert [one.status_code for one in found] == [200, 200, 429]
    assert found[2].json()["type"] == "urn:yizhi:problem:too-many"
    assert int(found[2].headers["retry-after"]) == 1
    assert probes == {200}


@pytest.mark.parametrize("host", ["yizhi.example.com", "YIZHI.example.com:443", "127.0.0.1", "[::1]:8000"])
def test_names_that_are_allowed_are_answered(host: str):
    check_host({"host": host}, frozenset({"yizhi.example.com"}))


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "yizhi.example.com.evil.example", "evil.example#yizhi.example.com", "[", "a@evil.example"],
)
def test_names_that_are_not_are_refused(host: str):
    with pytest.raises(CallError, match="YIZHI_ALLOWED_HOSTS"):
        check_host({"host": host}, frozenset({"yizhi.example.com"}))


def test_behind_a_proxy_the_origin_is_the_one_outside():
    headers = {"host": "yizhi:8000", "origin": "https://yizhi.example.com"}

    check_origin("POST", headers, "https://yizhi.example.com")
    for origin in ("https://evil.example", "null", "https://yizhi.example.com.evil.example"):
        with pytest.raises(CallError):
            check_origin("POST", {**headers, "origin": origin}, "https://yizhi.example.com")
