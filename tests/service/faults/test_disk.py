"""A disk that is full or gone: agents are answered, the state is told, nothing is half written, and it mends itself."""

from __future__ import annotations

import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.settings import Settings
from tests.service.faults.victims import Victim, serving
from tests.service.small import POLICIES, settings, write_policies

ENTRY = "/v1/entries/policy/no-reason"
FACTS = {"days_since_receipt": 3, "seal_broken": False}
ASKED = "没拆封不喜欢可以退吗"


@contextmanager
def full_disk(victim: Victim) -> Iterator[None]:
    """Let every write of a process fail that would make a file longer, as on a full disk."""
    before = resource.prlimit(victim.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(victim.pid, resource.RLIMIT_FSIZE, (0, before[1]))
    yield
    resource.prlimit(victim.pid, resource.RLIMIT_FSIZE, before)


def reply(victim: Victim) -> str:
    answer = victim.ask(ASKED, facts=FACTS)
    assert answer.status == 200, answer
    text: str = answer.body["suggestions"][0]["reply"]
    return text


@pytest.mark.slow
def test_on_a_full_disk_questions_are_answered_and_it_goes_on_by_itself_once_there_is_room(tmp_path: Path):
    given = settings(tmp_path, encoder="use", watch=True)
    with serving(given) as victim:
        victim.wait_until_open()
        record = victim.ask(ASKED, facts=FACTS).body["record"]
        stands = victim.call("GET", ENTRY)
        changed = {**stands.body["entry"], "say": {"default": "没拆就能退。"}}
        before = (given.base / "policies.yaml").read_bytes()

        with full_disk(victim):
            answer = victim.ask(ASKED, facts=FACTS)
            refused = victim.call("PUT", ENTRY, changed, If_Match=stands.etag)
            unkept = victim.call("POST", f"/v1/suggestions/{record}/feedback", {"action": "copied"})
            unchanged = (given.base / "policies.yaml").read_bytes()
            write_policies(given.base, POLICIES.replace("七天内封口完好可以退。", "七天内没拆封可以退。"))
            full = victim.wait(lambda found: found["base"] == "broken" and found["records"] == "unavailable")
            old = reply(victim)
        mended = victim.wait(lambda found: found["status"] == "ready")

        assert (answer.body["record"], answer.body["suggestions"][0]["reply"]) == (None, "七天内封口完好可以退。")
        assert (refused.status, unkept.status, unchanged) == (503, 503, before)
        assert (full["status"], old) == ("degraded", "七天内封口完好可以退。")
        assert "File too large" in full["fault"]
        assert "records cannot be kept" in full["fault"]
        assert (mended["fault"], reply(victim)) == ("", "七天内没拆封可以退。")
        assert victim.ask(ASKED, facts=FACTS).body["record"]
        assert not list(given.base.rglob(".*.tmp"))


def test_what_cannot_be_written_at_the_start_is_told_and_used_once_it_can(tmp_path: Path):
    given = settings(tmp_path, encoder="use", watch=True)
    given.data.write_text("a file where the folder of the records is to be", "utf-8")

    with serving(given) as victim:
        without = victim.wait_until_open()
        answer = victim.ask(ASKED, facts=FACTS)
        given.data.unlink()
        given.data.mkdir()
        victim.wait(lambda found: found["status"] == "ready")
        record = victim.ask(ASKED, facts=FACTS).body["record"]

    assert (without["status"], without["records"], answer.body["record"]) == ("degraded", "unavailable", None)
    assert "cannot open the database" in without["fault"]
    assert kept(given) == [record]


def test_records_of_a_database_that_went_away_are_not_acknowledged_and_it_is_used_again_when_it_is_back(tmp_path: Path):
    given = settings(tmp_path, encoder="use")
    with serving(given) as victim:
        victim.wait_until_open()
        first = victim.ask(ASKED, facts=FACTS).body["record"]
        away = tmp_path / "away"
        given.data.rename(away)
        lost = [victim.ask(ASKED, facts=FACTS).body["record"] for _ in range(2)]
        told = victim.ready()
        refused = victim.call("POST", f"/v1/suggestions/{first}/feedback", {"action": "copied"})
        away.rename(given.data)
        victim.wait(lambda found: found["status"] == "ready")
        again = victim.ask(ASKED, facts=FACTS).body["record"]

    assert lost == [None, None]
    assert (told["status"], told["records"], refused.status) == ("degraded", "unavailable", 503)
    assert "is gone" in told["fault"]
    assert kept(given) == [first, again]


def test_a_damaged_database_is_told_and_a_copy_put_in_its_place_is_used_at_once(tmp_path: Path):
    given = settings(tmp_path, encoder="use")
    with serving(given) as victim:
        victim.wait_until_open()
        first = victim.ask(ASKED, facts=FACTS).body["record"]
        victim.end()
    path = given.data / "records.db"
    copy = shutil.copy(path, tmp_path / "copy.db")
    path.write_bytes(b"\0" * 20_000)

    with serving(given) as victim:
        damaged = victim.wait_until_open()
        unkept = victim.ask(ASKED, facts=FACTS).body["record"]
        Path(copy).replace(path)
        victim.wait(lambda found: found["status"] == "ready")
        again = victim.ask(ASKED, facts=FACTS).body["record"]

    assert (damaged["status"], damaged["records"], unkept) == ("degraded", "unavailable", None)
    assert "file is not a database" in damaged["fault"]
    assert kept(given) == [first, again]


def kept(given: Settings) -> list[str]:
    with sqlite3.connect(given.data / "records.db") as connection:
        return [key for (key,) in connection.execute("SELECT id FROM records ORDER BY id")]
