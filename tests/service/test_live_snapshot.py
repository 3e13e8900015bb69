"""The live state: whole swaps, the last good snapshot, and what is said meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from indexer.encoder import Vectors
from knowledge.conflicts import ConflictKind
from knowledge.problem import BrokenBaseError
from service.answers.conflict import ConflictAnswer
from service.live.live_snapshot import LiveSnapshot
from service.live.watching import follow, stamp
from tests.fakes import HashEncoder
from tests.service.conftest import Serve, Served
from tests.service.small import (
    BROKEN,
    CONFLICTED,
    POLICIES,
    light,
    settings,
    write_base,
    write_policies,
)

UNOPENED = "没拆封不喜欢可以退吗"
KNOWN = {"days_since_receipt": 3, "seal_broken": False}
EDITED = POLICIES.replace("七天内封口完好可以退。", "七天内没拆封可以退。")


@pytest.fixture
def live(tmp_path: Path) -> Any:
    live = LiveSnapshot(settings(tmp_path), light())
    live.open()
    yield live
    live.close()


def eventually(true: Any, within_s: float = 60.0) -> None:
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.01)


def test_an_edit_swaps_to_a_new_snapshot(live: LiveSnapshot, tmp_path: Path):
    before = live.view

    write_policies(tmp_path / "base", EDITED)
    after = live.renew()

    assert after.base.policies["no-reason"].say["default"] == "七天内没拆封可以退。"
    assert before.base.policies["no-reason"].say["default"] == "七天内封口完好可以退。"
    assert (after.is_current, after.assistant.snapshot == before.assistant.snapshot) == (True, False)


def test_a_touch_without_a_change_swaps_nothing(live: LiveSnapshot, tmp_path: Path):
    before = live.view.assistant

    write_policies(tmp_path / "base", POLICIES)

    assert live.renew().assistant is before


def test_a_broken_base_keeps_the_last_good_snapshot_until_it_is_mended(live: LiveSnapshot, tmp_path: Path):
    good = live.view.assistant

    write_policies(tmp_path / "base", BROKEN)
    broken = live.renew()
    write_policies(tmp_path / "base", POLICIES)
    mended = live.renew()

    assert (broken.assistant, broken.is_current) == (good, False)
    assert [(problem.location.line, problem.mend) for problem in broken.problems if problem.is_error] == [
        (2, "did you mean 'issue'?")
    ]
    assert (mended.assistant, mended.is_current) == (good, True)


def test_a_broken_base_with_attached_files_opens_on_its_last_good_snapshot(tmp_path: Path):
    given = settings(tmp_path)
    (given.base / "seal.png").write_bytes(b"png")
    guide = "guides: {seal: {title: 封口怎么看, say: {default: 请看图}, attachments: [{file: seal.png, alt: 封口}]}}"
    (given.base / "seal.yaml").write_text(guide, "utf-8")
    before = LiveSnapshot(given, light())
    before.open()
    good = before.view.assistant.snapshot
    before.close()
    write_policies(given.base, BROKEN)

    after = LiveSnapshot(given, light())
    after.open()
    opened = (after.view.assistant.snapshot, after.view.is_current)
    after.close()

    assert opened == (good, False)


def test_a_base_without_any_good_snapshot_does_not_open(tmp_path: Path):
    given = settings(tmp_path)
    write_policies(given.base, BROKEN)

    with pytest.raises(BrokenBaseError):
        LiveSnapshot(given, light()).open()


class FailingEncoder(HashEncoder):
    """Has no room left once it is told so."""

    is_full = False

    def _encode(self, texts: Sequence[str]) -> Vectors:
        if self.is_full:
            raise OSError("no space left on device")
        return super()._encode(texts)


def test_a_refresh_that_fails_is_shown_and_the_old_snapshot_serves(tmp_path: Path):
    encoder = FailingEncoder()
    live = LiveSnapshot(settings(tmp_path, watch=True), encoder)
    live.open()
    good = live.view.assistant

    encoder.is_full = True
    write_policies(tmp_path / "base", EDITED)
    eventually(lambda: not live.view.is_current)
    view = live.view
    live.close()

    assert (view.assistant, view.fault) == (good, "OSError: no space left on device")


def test_the_ranker_follows_in_a_second_step(tmp_path: Path):
    live = LiveSnapshot(settings(tmp_path), light())
    live.open()
    live.wait()
    write_policies(tmp_path / "base", EDITED)
    quick = live.renew().assistant
    live.wait()
    settled = live.view.assistant
    live.close()

    assert [one.opened.origin.is_settled for one in (quick, settled)] == [False, True]
    assert quick.base is settled.base


def test_the_conflicts_follow_the_base_and_none_goes_unmarked_meanwhile(tmp_path: Path):
    live = LiveSnapshot(settings(tmp_path, base=write_base(tmp_path / "base", CONFLICTED)), light())
    live.open()
    live.wait()
    found = live.view.conflicts
    write_policies(tmp_path / "base", POLICIES)
    at_once = live.renew().conflicts
    live.wait()
    later = live.view.conflicts
    live.close()

    assert found is not None
    assert later is not None
    assert at_once == found
    assert [contested(one) for one in (found, later)] == [[("no-reason", "no-reason-late")], []]


def contested(conflicts: Sequence[ConflictAnswer]) -> list[tuple[str, ...]]:
    return [one.entries for one in conflicts if one.kind is ConflictKind.OUTCOME]


def test_an_edit_is_served_for_less_than_a_second_of_the_processor(serve: Serve):
    served = serve(watch=True)

    started = time.process_time()  # not by the clock: who else computes on the machine is no matter
    write_policies(served.base, EDITED)
    eventually(lambda: served.live.view.base.policies["no-reason"].say["default"] == "七天内没拆封可以退。")
    took_s = time.process_time() - started

    assert served.ask(UNOPENED, facts=KNOWN)["suggestions"][0]["reply"] == "七天内没拆封可以退。"
    assert took_s < 1.0


def test_readyz_says_that_the_base_is_broken_and_why(serve: Serve):
    served = serve()
    snapshot = served.client.get("/readyz").json()["snapshot"]

    write_policies(served.base, BROKEN)
    served.live.renew()
    answer = served.client.get("/readyz")

    body = answer.json()
    assert (answer.status_code, body["status"], body["base"], body["snapshot"]) == (200, "degraded", "broken", snapshot)
    assert body["problems"] == [
        {
            "severity": "error",
            "code": "reference",
            "file": "policies.yaml",
            "line": 2,
            "column": 38,
            "entry": "quality-return",
            "path": "when.isue",
            "message": "there is no fact 'isue'",
            "mend": "did you mean 'issue'?",
        }
    ]
    assert served.ask("有异味")["suggestions"][0]["id"] == "quality-return"


def test_no_request_fails_or_mixes_two_snapshots_while_the_base_changes(serve: Serve):
    served = serve()
    versions = [POLICIES.replace("七天内封口完好可以退。", f"第{number}版。") for number in range(6)]
    snapshots: dict[str, set[str]] = {}
    stop = threading.Event()

    def ask_on() -> int:
        count = 0
        while not stop.is_set():
            answer = served.ask(UNOPENED, facts=KNOWN)
            snapshots.setdefault(answer["snapshot"], set()).add(answer["suggestions"][0]["reply"])
            count += 1
        return count

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask_on) for _ in range(4)]
        for version in [*versions, BROKEN, *versions]:
            write_policies(served.base, version)
            served.live.renew()
            time.sleep(0.03)
        stop.set()
        counts = [one.result() for one in asking]

    assert min(counts) > 0
    assert {len(replies) for replies in snapshots.values()} == {1}
    assert len(snapshots) > 3


def test_the_dismissal_of_a_conflict_ends_when_its_id_changes(serve: Serve, tmp_path: Path):
    served = serve(base=write_base(tmp_path / "base", CONFLICTED))
    (before,) = outcome_conflicts(served)
    served.client.post(f"/v1/conflicts/{before['id']}/dismiss")

    changed = CONFLICTED.replace("decide: {return: refused}", "decide: {return: refused, return_shipping: brand}")
    write_policies(served.base, changed)
    served.live.renew()
    served.live.wait()

    assert served.live.view.is_current
    assert {one["state"] for one in outcome_conflicts(served)} == {"open"}
    assert before["id"] not in {one["id"] for one in outcome_conflicts(served)}


def outcome_conflicts(served: Served) -> list[dict[str, Any]]:
    found = served.client.get("/v1/conflicts").json()["conflicts"]
    return [one for one in found if one["kind"] == "outcome"]


def test_a_folder_is_followed_also_where_it_is_replaced(tmp_path: Path):
    base = settings(tmp_path).base
    stop = threading.Event()
    seen: list[int] = []

    begun = stamp(base)

    def watch() -> None:
        for changed in follow(base, stop, begun):
            if changed:
                seen.append(len(stamp(base)))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    (base / "more.yaml").write_text("", "utf-8")
    eventually(lambda: 4 in seen)
    base.rename(tmp_path / "old")
    settings(tmp_path)
    eventually(lambda: seen[-1] == 3)
    (base / "again.yaml").write_text("", "utf-8")
    eventually(lambda: seen[-1] == 4)
    stop.set()
    thread.join(60)

    assert not thread.is_alive()


def test_a_view_tells_the_conflicts_of_each_entry(serve: Serve, tmp_path: Path):
    view = serve(base=write_base(tmp_path / "base", CONFLICTED)).live.view

    conflicts = view.conflicts or ()
    assert contested(conflicts) == [("no-reason", "no-reason-late")]
    assert view.conflicts_of == {
        key: tuple(one for one in conflicts if key in one.entries) for key in ("no-reason", "no-reason-late")
    }
