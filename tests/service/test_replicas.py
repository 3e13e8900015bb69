"""Several processes on one PostgreSQL and one store of snapshots: one builds, all follow, none mixes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest
from sqlalchemy import Engine

from indexer.building import Builder
from indexer.shared import SharedShelf
from indexer.snapshot import MissingSnapshotError, open_snapshot
from service.settings import Settings
from service.store.database import open_database
from service.store.leases import Lease, LostLeaseError, acquire, fenced, release
from service.store.ulid import new_ulid
from tests.fakes import HashEncoder
from tests.indexer.test_snapshot import ONE, TWO, learn
from tests.parts import missing
from tests.service.faults.victims import Victim, serving
from tests.service.small import CONFLICTED, settings, write_base

ENTRY = "/v1/entries/policy/no-reason"
FACTS = {"days_since_receipt": 3, "seal_broken": False}
ASKED = "没拆封不喜欢可以退吗"


@pytest.fixture
def database(postgres: str) -> Iterator[str]:
    """An empty database of the run's server."""
    name = f"replicas_{new_ulid().lower()}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield postgres.rsplit("/", 1)[0] + f"/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(database: str) -> Iterator[Engine]:
    engine = open_database(database)
    yield engine
    engine.dispose()


def test_a_lease_is_held_by_one_and_what_is_done_in_a_lost_one_is_refused(store: Engine):
    first = acquire(store, "build", "a", 600)
    assert first == Lease("build", "a", 1)
    assert acquire(store, "build", "b", 600) is None
    with store.begin() as connection:
        connection.exec_driver_sql("UPDATE leases SET until = until - 1200")  # its time is over
    second = acquire(store, "build", "b", 600)

    assert second == Lease("build", "b", 2)
    with pytest.raises(LostLeaseError), fenced(store, first):
        pytest.fail("what was lost was used")
    with fenced(store, second):
        pass
    release(store, second)
    assert acquire(store, "build", "a", 600) == Lease("build", "a", 3)


def of(tmp_path: Path, database: str, name: str, **given: Any) -> Settings:
    shared = {"database": database, "snapshots": str(tmp_path / "snapshots"), "encoder": "use", "watch": True}
    own = {"cache": tmp_path / name / "cache", "data": tmp_path / name / "data", "acknowledge_s": 0.25}
    return settings(tmp_path, base=given.pop("base", tmp_path / "base"), **{**shared, **own, **given})


@pytest.fixture
def two(tmp_path: Path, database: str) -> Iterator[tuple[Victim, Victim]]:
    """Two processes that began at once, over one folder of snapshots; the second has no folder of the base."""
    write_base(tmp_path / "base", CONFLICTED)
    yield from started(of(tmp_path, database, "a"), of(tmp_path, database, "b", base=tmp_path / "none"))


def started(*given: Settings) -> Iterator[tuple[Victim, Victim]]:
    for one in given:
        one.data.mkdir(parents=True)
    with ExitStack() as stack:
        first, second = (stack.enter_context(serving(one)) for one in given)
        first.wait_until_open()
        second.wait_until_open()
        yield first, second


def text_of(victim: Victim) -> tuple[str, str]:
    answer = victim.ask(ASKED, facts=FACTS).body
    return answer["snapshot"], answer["suggestions"][0]["reply"]


def edit(victim: Victim, text: str) -> int:
    stands = victim.call("GET", ENTRY)
    return victim.call("PUT", ENTRY, {**stands.body["entry"], "say": {"default": text}}, If_Match=stands.etag).status


def follows(first: Victim, second: Victim, text: str, within_s: float = 60) -> float:
    """Return the seconds from the first one's new answer to the second's."""
    end = time.monotonic() + within_s
    while text_of(first)[1] != text:
        assert time.monotonic() < end, (text_of(first), first.ready())
        time.sleep(0.05)
    begun = time.monotonic()
    while text_of(second)[1] != text:
        assert time.monotonic() < end, (text_of(second), second.ready())
        time.sleep(0.05)
    return time.monotonic() - begun


def test_two_processes_answer_alike_share_what_people_did_and_follow_an_edit_without_mixing(
    two: tuple[Victim, Victim],
):
    first, second = two
    seen: dict[str, set[str]] = {}
    stop = threading.Event()

    def ask_on(victim: Victim) -> None:
        while not stop.is_set():
            snapshot, text = text_of(victim)
            seen.setdefault(snapshot, set()).add(text)

    at_first = (text_of(first), text_of(second))
    record = first.ask(ASKED, facts=FACTS).body["record"]
    used = second.call("POST", f"/v1/suggestions/{record}/feedback", {"action": "copied"})
    conflict = next(one["id"] for one in conflicts(first) if one["kind"] == "outcome")
    first.call("POST", f"/v1/conflicts/{conflict}/dismiss", {"because": "月底改"})
    asking = [threading.Thread(target=ask_on, args=(one,)) for one in two]
    for thread in asking:
        thread.start()
    written = edit(first, "七天内没拆封可以退。")
    took_s = follows(first, second, "七天内没拆封可以退。")
    refused = edit(second, "没拆就能退。")
    stop.set()
    for thread in asking:
        thread.join()

    assert at_first[0] == at_first[1]
    assert (written, used.status, refused) == (200, 201, 403)
    assert took_s < 2
    assert {len(texts) for texts in seen.values()} == {1}
    assert dismissed_within(second, conflict, 3)  # what the other process did is read again every two seconds
    assert [one.ready()["status"] for one in two] == ["ready", "ready"]


def dismissed_within(victim: Victim, conflict: str, within_s: float) -> bool:
    end = time.monotonic() + within_s
    while {one["id"]: one["state"] for one in conflicts(victim)}[conflict] != "dismissed":
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def conflicts(victim: Victim) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = victim.call("GET", "/v1/conflicts?limit=100").body["conflicts"]
    return found


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_where_the_builder_is_killed_another_builds_and_an_edit_reaches_all(tmp_path: Path, database: str):
    write_base(tmp_path / "base")
    given = [of(tmp_path, database, name) for name in ("a", "b")]
    processes = started(*given)
    first, second = next(processes)
    assert edit(first, "七天内没拆封可以退。") == 200
    first.kill()
    follows(second, second, "七天内没拆封可以退。")
    with serving(given[0]) as again:
        again.wait_until_open()
        assert edit(second, "没拆就能退。") == 200
        follows(second, again, "没拆就能退。")
        # what is learned from an edit is a snapshot of its own, some moments after the one that first answers
        end = time.monotonic() + 60
        while (found := text_of(again)) != text_of(second):
            assert time.monotonic() < end, (found, text_of(second))
            time.sleep(0.05)
    processes.close()


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty bucket of an S3 server on this machine, which answers boto's own protocol over HTTP."""
    if find_spec("moto") is None:
        missing("moto", "make install")
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        address = "http://{}:{}".format(*server.get_host_and_port())
        given = {"AWS_ENDPOINT_URL": address, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
        for name, value in {**given, "AWS_DEFAULT_REGION": "us-east-1"}.items():
            monkeypatch.setenv(name, value)
        assert httpx2.put(f"{address}/yizhi").status_code == 200
        yield "s3://yizhi/snapshots"
    finally:
        server.stop()


def test_a_snapshot_goes_through_a_bucket_whole_and_an_unfinished_one_is_not_taken(tmp_path: Path, bucket: str):
    made = Builder(tmp_path / "a", HashEncoder())
    first = made.build(ONE, learn)
    second = made.update(TWO, first)
    shared = SharedShelf(bucket)
    before = shared.current()
    for one in (first, second):
        shared.push(tmp_path / "a", one.id)
        shared.publish(one.id)
        SharedShelf(bucket).pull(tmp_path / "b", SharedShelf(bucket).current())
    shared.prune(tmp_path / "a", [first.id, second.id], keep=1)

    opened = open_snapshot(tmp_path / "b", second.id)
    assert (before, shared.current()) == ("", second.id)
    assert set(opened.index.passages) == set(TWO.passages)
    assert opened.sources() == TWO.sources
    with pytest.raises(MissingSnapshotError):
        shared.pull(tmp_path / "c", first.id)
    shared.pull(tmp_path / "c", second.id)
    assert open_snapshot(tmp_path / "c", second.id).id == second.id
