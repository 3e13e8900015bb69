"""`kill -9` at random moments: nothing that was acknowledged is lost, and the service always starts again."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from service.settings import Settings
from tests.service.faults.victims import Victim, serving
from tests.service.small import settings

ENTRY = "/v1/entries/policy/no-reason"
FACTS = {"days_since_receipt": 3, "seal_broken": False}
ASKED = "没拆封不喜欢可以退吗"
MOMENTS = ("indexing", "learning", "editing", "recording")
INDEXING_S, LEARNING_S, A_CALL_S = 1.2, 0.8, 0.15  # about as long as each takes where nothing else runs


@dataclass
class Ledger:
    """What the service acknowledged, and what it was asked for when it died."""

    text: str = "七天内封口完好可以退。"
    pending: str = ""
    edits: int = 0
    records: set[str] = field(default_factory=set)
    feedback: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=itertools.count)


@pytest.mark.parametrize(
    "kills",
    [8, pytest.param(200, marks=[pytest.mark.slow, pytest.mark.timeout(2400)])],
)
def test_what_was_acknowledged_outlives_a_kill_at_any_moment(tmp_path: Path, kills: int):
    given = settings(tmp_path, encoder="use", acknowledge_s=0.25, watch=True)
    draw, ledger = random.Random(7), Ledger()

    for number in range(kills):
        moment = MOMENTS[number % len(MOMENTS)]
        if moment == "indexing":
            shutil.rmtree(given.cache, ignore_errors=True)
        with serving(given) as victim:
            if moment == "indexing":
                time.sleep(draw.uniform(0, INDEXING_S))
            else:
                _opens_with_everything(victim, ledger)
                _ACTS[moment](victim, ledger, draw)
            victim.kill()
    for left in given.base.rglob(".*.tmp"):
        os.utime(left, (0, 0))  # a write that was killed long ago: the next start clears it away
    with serving(given) as victim:
        _opens_with_everything(victim, ledger)

    assert _kept(given, "records") >= ledger.records
    assert _kept(given, "feedback") >= ledger.feedback
    assert len(_kept(given, "audit")) >= ledger.edits
    assert min(len(ledger.records), len(ledger.feedback), ledger.edits) > 0
    assert not list(given.base.rglob(".*.tmp"))


def _opens_with_everything(victim: Victim, ledger: Ledger) -> None:
    found = victim.wait_until_open()
    answer = victim.ask(ASKED, facts=FACTS).body
    text = victim.call("GET", ENTRY).body["entry"]["say"]["default"]
    assert (found["status"], found["base"], found["records"]) == ("ready", "current", "kept")
    assert text in (ledger.text, ledger.pending or ledger.text)
    assert answer["suggestions"][0]["reply"] == text
    ledger.records.add(answer["record"])
    ledger.text, ledger.pending = text, ""


def _edit(victim: Victim, ledger: Ledger) -> bool:
    stands = victim.call("GET", ENTRY)
    if stands.status != 200:
        return False
    text = f"七天内没拆封可以退（第{next(ledger.numbers)}次修改）。"
    ledger.pending = text
    answer = victim.call("PUT", ENTRY, {**stands.body["entry"], "say": {"default": text}}, If_Match=stands.etag)
    if answer.status == 412:  # what answers is a moment behind what was written just before
        ledger.pending = ""
        return _edit(victim, ledger)
    assert answer.status in (0, 200), answer
    if answer.status == 200:
        ledger.text, ledger.pending = text, ""
        ledger.edits += 1
    return answer.status == 200


def _record(victim: Victim, ledger: Ledger) -> bool:
    answer = victim.ask(f"面霜变质了还能退吗{next(ledger.numbers)}")
    if answer.status != 200:
        return False
    ledger.records.add(answer.body["record"])
    path = f"/v1/suggestions/{answer.body['record']}/feedback"
    given = victim.call("POST", path, {"action": "copied"})
    if given.status == 201:
        ledger.feedback.add(given.body["feedback"])
    return given.status == 201


def _kill_while(act: Callable[[Victim, Ledger], bool], workers: int) -> Callable[[Victim, Ledger, Any], None]:
    """Kill at a random moment of an act that goes on and on, after none, one or a few were acknowledged."""

    def acting(victim: Victim, ledger: Ledger, draw: random.Random) -> None:
        done = threading.Semaphore(0)
        failures: list[BaseException] = []

        def go_on() -> None:
            try:
                while act(victim, ledger):
                    done.release()
            except BaseException as error:  # told to the test, which a thread cannot fail
                failures.append(error)
            finally:
                done.release()

        threads = [threading.Thread(target=go_on) for _ in range(workers)]
        for thread in threads:
            thread.start()
        for _ in range(draw.randrange(3)):
            done.acquire(timeout=60)
        time.sleep(draw.uniform(0, A_CALL_S))
        victim.kill()
        for thread in threads:
            thread.join()
        assert failures == []

    return acting


def _kill_while_learning(victim: Victim, ledger: Ledger, draw: random.Random) -> None:
    assert _edit(victim, ledger)
    time.sleep(draw.uniform(0, LEARNING_S))
    victim.kill()


_ACTS: dict[str, Callable[[Victim, Ledger, Any], None]] = {
    "learning": _kill_while_learning,
    "editing": _kill_while(_edit, workers=1),
    "recording": _kill_while(_record, workers=3),
}


def _kept(given: Settings, table: str) -> set[str]:
    with sqlite3.connect(given.data / "records.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {key for (key,) in connection.execute(f"SELECT id FROM {table}")}


@pytest.mark.slow
@pytest.mark.parametrize("during", ["questions", "edits"])
def test_sigterm_answers_the_calls_at_work_and_ends_in_under_five_seconds(tmp_path: Path, during: str):
    given = settings(tmp_path, encoder="use", watch=True, acknowledge_s=0.25)
    ledger, lock = Ledger(), threading.Lock()
    cut: list[float] = []

    with serving(given) as victim:
        victim.wait_until_open()

        def go_on() -> None:
            while True:
                with lock if during == "edits" else nullcontext():
                    begun = time.monotonic()
                    done = _edit(victim, ledger) if during == "edits" else _record(victim, ledger)
                if not done:
                    cut.append(begun)
                    return

        threads = [threading.Thread(target=go_on) for _ in range(8)]
        for thread in threads:
            thread.start()
        time.sleep(2)
        asked = time.monotonic()
        took_s = victim.end()
        for thread in threads:
            thread.join()

    assert took_s < 5
    assert victim.process.exitcode == -signal.SIGTERM
    assert [round(asked - begun, 2) for begun in cut if begun < asked - 1] == []
    assert _kept(given, "records") >= ledger.records
    assert (ledger.text if during == "edits" else "") in (given.base / "policies.yaml").read_text("utf-8")
