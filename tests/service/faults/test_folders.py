"""Folders that go, come back or are damaged, and more edits than can be taken up one by one."""

from __future__ import annotations

import random
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.snapshot import CURRENT, current_id
from service.live.live_snapshot import LiveSnapshot
from service.store.ulid import new_ulid
from tests.service.conftest import Serve, Served
from tests.service.small import POLICIES, light, settings, write_policies

FACTS = {"days_since_receipt": 3, "seal_broken": False}
ASKED = "没拆封不喜欢可以退吗"
FIRST = "七天内封口完好可以退。"


def wording(text: str) -> str:
    return POLICIES.replace(FIRST, text)


def reply(served: Served) -> str:
    text: str = served.ask(ASKED, facts=FACTS)["suggestions"][0]["reply"]
    return text


def eventually(true: Callable[[], bool], within_s: float = 60.0) -> None:
    end = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.05)


def test_a_base_that_goes_is_told_and_taken_up_as_it_comes_back(serve: Serve, tmp_path: Path):
    served = serve(watch=True)
    stands = served.client.get("/v1/entries/policy/no-reason")
    changed = {**stands.json()["entry"], "say": {"default": "没拆就能退。"}}

    served.base.rename(tmp_path / "away")
    eventually(lambda: served.client.get("/readyz").json()["base"] == "broken")
    told = served.client.get("/readyz").json()
    put = served.client.put("/v1/entries/policy/no-reason", json=changed, headers={"If-Match": stands.headers["etag"]})
    gone = reply(served)
    write_policies(tmp_path / "away", wording("七天内没拆封可以退。"))
    (tmp_path / "away").rename(served.base)
    eventually(lambda: served.client.get("/readyz").json()["status"] == "ready")

    assert (told["status"], told["problems"][0]["message"]) == ("degraded", "the base has no base.yaml")
    assert (put.status_code, "is not there" in put.json()["detail"], gone) == (403, True, FIRST)
    assert reply(served) == "七天内没拆封可以退。"


def test_an_index_that_was_deleted_or_damaged_while_it_served_is_built_again_with_the_next_edit(serve: Serve):
    served = serve()
    shelf = served.live.view.assistant.opened.shelf

    shutil.rmtree(shelf)
    write_policies(served.base, wording("甲版。"))
    served.live.renew()
    first = reply(served)
    served.live.wait()
    for seal in (shelf / "parts").rglob("manifest.json"):
        seal.write_bytes(b"{")
    write_policies(served.base, wording("乙版。"))
    served.live.renew()

    assert (first, reply(served)) == ("甲版。", "乙版。")
    again = LiveSnapshot(served.client.app.state.context.settings, light())  # type: ignore[attr-defined]
    again.open()
    again.close()
    assert again.view.assistant.snapshot == served.live.view.assistant.snapshot


@pytest.mark.slow
@pytest.mark.parametrize("harm", ["cut", "flip", "gone"])
def test_whatever_file_of_an_index_is_damaged_the_next_start_answers_as_before(tmp_path: Path, harm: str):
    given = settings(tmp_path)
    live = LiveSnapshot(given, light())
    live.open()
    live.close()
    shelf, was = live.view.assistant.opened.shelf, live.view.assistant.snapshot
    draw = random.Random(7)
    names = [path.relative_to(shelf) for path in shelf.rglob("*") if path.is_file() and path.name != ".writing"]

    for name in names:
        raw = (shelf / name).read_bytes()
        place = draw.randrange(len(raw))
        if harm == "gone":
            (shelf / name).unlink()
        else:
            flipped = raw[:place] + bytes([raw[place] ^ 4]) + raw[place + 1 :]
            (shelf / name).write_bytes(raw[: len(raw) // 2] if harm == "cut" else flipped)
        again = LiveSnapshot(given, light())
        again.open()
        again.close()
        found = again.view.assistant.retriever.rank(ASKED)
        assert (again.view.assistant.snapshot, again.view.is_current, current_id(shelf)) == (was, True, was), name
        assert found.ranked == live.view.assistant.retriever.rank(ASKED).ranked, name

    assert Path(CURRENT) in names


@pytest.mark.slow
def test_of_two_thousand_rapid_edits_the_last_is_served_and_no_answer_was_ever_mixed(serve: Serve):
    served = serve(watch=True)
    seen: dict[str, set[str]] = {}
    stop = threading.Event()

    def ask_on() -> None:
        while not stop.is_set():
            answer = served.ask(ASKED, facts=FACTS)
            seen.setdefault(answer["snapshot"], set()).add(answer["suggestions"][0]["reply"])

    asking = threading.Thread(target=ask_on)
    asking.start()
    for number in range(2000):
        write_policies(served.base, wording(f"第{number}版。"))
    eventually(lambda: reply(served) == "第1999版。")
    stop.set()
    asking.join()
    served.live.wait()

    shelf = served.live.view.assistant.opened.shelf
    assert {len(replies) for replies in seen.values()} == {1}
    assert (served.live.view.is_current, served.live.view.fault) == (True, "")
    assert served.live.view.assistant.opened.origin.is_settled
    assert len(list((shelf / "snapshots").iterdir())) < 20


def test_ids_go_on_in_their_order_where_the_clock_jumps(monkeypatch: pytest.MonkeyPatch):
    now = time.time_ns()
    jumps = [0, 5, -3600, 86_400 * 365, -86_400, -86_400 * 800, 1]
    made = []
    for jump in jumps:
        monkeypatch.setattr(time, "time_ns", lambda jump=jump: now + jump * 1_000_000_000)
        made += [new_ulid(), new_ulid()]

    assert made == sorted(set(made))
