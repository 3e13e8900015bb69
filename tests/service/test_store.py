"""Records, feedback, dismissals and the audit trail, in SQLite and in PostgreSQL."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text
from typer.testing import CliRunner

from service.cli import command_line
from service.cli.options import UsageFault
from service.live.retention import forget_old
from service.store.audit import AuditEntry, trail
from service.store.database import StoreError, answers, open_database
from service.store.dismissals import Dismissal, dismiss, read_dismissals, reopen
from service.store.feedback import Feedback, add_feedback, edit_distance, feedback_of
from service.store.gaps import near, shortest
from service.store.records import Offered, Record, UnknownRecord, find, keep, newest_records, unanswered_records
from service.store.retention import count_before, forget_before
from service.store.tables import metadata
from service.store.ulid import PATTERN, new_ulid, ulid
from tests.service.conftest import Served

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ANSWERED = Record(
    at=NOON,
    channel="douyin",
    text="面霜有异味，我电话13812345678",
    facts={"issue": {"value": "quality", "from": "text"}},
    suggestions=(Offered("policy", "quality-return", 0.93, "high"),),
    snapshot="3f1c",
    took_ms=4.1,
)
UNANSWERED = replace(ANSWERED, text="你们招代理吗", facts={}, suggestions=())


def test_a_record_comes_back_as_it_was_kept_but_masked(store: Engine):
    key = keep(store, ANSWERED)

    assert find(store, key) == replace(ANSWERED, text="面霜有异味，我电话〔电话〕", id=key, day=NOON.date())


def test_an_unknown_record_is_said_to_be_unknown(store: Engine):
    with pytest.raises(UnknownRecord):
        find(store, "01ARZ3NDEKTSV4RRFFQ69G5FAV")


def test_a_message_that_is_typed_on_overwrites_its_record_until_that_is_used(store: Engine):
    first = keep(store, replace(ANSWERED, text="面霜有"))
    add_feedback(store, Feedback(first, NOON, "shown"))
    second = keep(store, ANSWERED, continues=first)
    add_feedback(store, Feedback(first, NOON, "copied", "policy", "quality-return"))
    third = keep(store, UNANSWERED, continues=first)
    unknown = keep(store, UNANSWERED, continues="01ARZ3NDEKTSV4RRFFQ69G5FAV")

    assert (second, find(store, first).suggestions) == (first, ANSWERED.suggestions)
    assert len({first, third, unknown}) == 3
    assert [one.action for one in feedback_of(store, first)] == ["copied"]


def test_feedback_is_kept_masked_in_its_order(store: Engine):
    key = keep(store, ANSWERED)

    add_feedback(store, Feedback(key, NOON, "rejected", "policy", "quality-return"))
    add_feedback(store, Feedback(key, NOON, "edited", "policy", "quality-return", "您好王女士，请发照片"))

    assert feedback_of(store, key) == (
        Feedback(key, NOON, "rejected", "policy", "quality-return"),
        Feedback(key, NOON, "edited", "policy", "quality-return", "您好〔姓名〕女士，请发照片"),
    )


@pytest.mark.parametrize(
    "offered, sent, distance",
    [
        ("可以退的。", "可以退的。", 0),
        ("可以退的。", "亲，可以退的哦。", 3),
        ("请发来订单号〔订单号〕。", "请发来订单号 8812 3390。", 0),
        ("请发来〔订单号〕，谢谢", "请发来8812，麻烦了", 3),
        ("可以退的。", "", 5),
    ],
)
def test_an_edit_counts_what_was_changed_and_not_what_was_filled_in(offered: str, sent: str, distance: int):
    assert edit_distance(offered, sent) == distance


def test_only_questions_without_answer_are_gaps_the_newest_first(store: Engine):
    keys = [
        keep(store, replace(record, id=ulid(at << 80))) for at, record in enumerate((UNANSWERED, ANSWERED, UNANSWERED))
    ]
    keep(store, replace(UNANSWERED, text="  "))

    assert [record.id for record in unanswered_records(store, limit=10)] == [keys[2], keys[0]]


def test_old_records_are_forgotten_with_their_feedback(store: Engine):
    old = keep(store, replace(ANSWERED, at=NOON - timedelta(days=40)))
    add_feedback(store, Feedback(old, NOON, "copied"))
    young = keep(store, ANSWERED)

    month = NOON - timedelta(days=30)
    assert (count_before(store, month), forget_before(store, month, at=NOON, actor="local")) == (1, 1)
    assert (feedback_of(store, old), find(store, young).id, count_before(store, month)) == ((), young, 0)
    assert forget_before(store, month, at=NOON, actor="local") == 0
    details = {"before": month.isoformat(), "records": 1}
    (noted,) = trail(store, limit=2)
    assert replace(noted, id="") == AuditEntry(NOON, "local", "records deleted", "records", details)


def test_a_dismissal_replaces_the_one_before_and_leaves_a_trail(store: Engine):
    dismiss(store, Dismissal("c1", NOON, "local", "先放着"))
    dismiss(store, Dismissal("c1", NOON, "local", "月底改"))

    assert read_dismissals(store) == {"c1": Dismissal("c1", NOON, "local", "月底改")}
    newest, first = trail(store, limit=3)
    was, now = {"because": "先放着"}, {"because": "月底改"}
    assert replace(newest, id="") == AuditEntry(NOON, "local", "conflict dismissed", "c1", {}, was, now)
    assert (first.before, first.after) == (None, was)


def test_a_dismissal_is_taken_back_and_that_leaves_a_trail(store: Engine):
    dismiss(store, Dismissal("c1", NOON, "local", "先放着"))
    reopen(store, "c1", NOON, "local")
    reopen(store, "c1", NOON, "local")

    assert read_dismissals(store) == {}
    assert [(one.action, one.before, one.after) for one in trail(store, limit=3)] == [
        ("conflict reopened", {"because": "先放着"}, None),
        ("conflict dismissed", None, {"because": "先放着"}),
    ]


def test_the_migrations_make_the_tables_that_the_code_uses(store: Engine):
    made = {name: {column["name"] for column in inspect(store).get_columns(name)} for name in metadata.tables}

    assert made == {name: {column.name for column in table.columns} for name, table in metadata.tables.items()}


def test_a_database_opened_twice_keeps_what_it_holds(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'a' / 'records.db'}"
    key = keep(open_database(url), ANSWERED)

    assert find(open_database(url), key).id == key


def test_sqlite_syncs_every_record(tmp_path: Path):
    store = open_database(f"sqlite:///{tmp_path / 'records.db'}")

    with store.connect() as connection:
        assert [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ] == ["wal", 2, 1]


@pytest.mark.parametrize(
    "url, says",
    [
        ("sqlite:////proc/nowhere/records.db", "cannot open the database"),
        ("nonsense", "set YIZHI_DATABASE"),
        ("postgresql://somebody:secret@127.0.0.1:1/none", "set YIZHI_DATABASE"),
    ],
)
def test_a_database_that_cannot_be_opened_says_so_without_its_password(url: str, says: str):
    with pytest.raises(StoreError) as caught:
        open_database(url)

    assert says in str(caught.value)
    assert "secret" not in str(caught.value)


def test_records_survive_a_kill(tmp_path: Path):
    path = tmp_path / "records.db"
    writer = (
        "import sys; from service.store.database import open_database; from service.store.records import keep;"
        "from tests.service.test_store import ANSWERED\n"
        f"store = open_database('sqlite:///{path}')\n"
        "while True: print(keep(store, ANSWERED), flush=True)"
    )
    process = subprocess.Popen([sys.executable, "-c", writer], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told = [process.stdout.readline().strip() for _ in range(20)]
    os.kill(process.pid, signal.SIGKILL)
    told += [line.strip() for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    process.wait()

    store = open_database(f"sqlite:///{path}")
    assert [find(store, key).id for key in told] == told
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_database_that_went_away_is_told_from_one_that_answers(tmp_path: Path):
    store = open_database(f"sqlite:///{tmp_path / 'a' / 'records.db'}")
    before = answers(store)
    store.dispose()
    shutil.rmtree(tmp_path / "a")

    assert (before, answers(store)) == (True, False)


PARAPHRASES = (
    ("你们招代理吗", "请问你们还招代理吗"),
    ("能开直播间专属券吗", "直播间专属券能给开一张吗"),
    ("门店几点关门", "你们门店晚上几点关门呀"),
    ("面霜空瓶回收吗", "你们回收面霜空瓶不"),
)


@pytest.mark.parametrize("pair", PARAPHRASES, ids=lambda pair: pair[0])
def test_near_wordings_are_one_gap_and_others_are_not(pair: tuple[str, str]):
    others = [question for one in PARAPHRASES if one != pair for question in one[:1]]

    groups = near([(question, question) for question in (*pair, *others)])

    assert [set(texts) for texts in groups if len(texts) > 1] == [set(pair)]
    assert shortest(groups[0]) == min(pair, key=len)


def test_ids_that_are_made_at_once_sort_in_their_order():
    made = [new_ulid() for _ in range(500)]

    assert made == sorted(set(made))
    assert all(re.fullmatch(PATTERN, one) for one in made)


def test_old_records_go_while_the_service_runs(served: Served):
    context = served.client.app.state.context  # type: ignore[attr-defined]
    old = keep(context.store, replace(ANSWERED, at=context.now() - timedelta(days=31)))
    young = keep(context.store, replace(ANSWERED, at=context.now() - timedelta(days=29)))

    forget_old(context.store, 30, context.now())

    with pytest.raises(UnknownRecord):
        find(context.store, old)
    assert find(context.store, young).id == young
    assert trail(context.store, limit=1)[0].actor == "service"


def test_the_command_says_how_many_are_old_and_deletes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("YIZHI_DATA", str(tmp_path))
    store = open_database(f"sqlite:///{tmp_path / 'records.db'}")
    for days in (1, 40, 50):
        keep(store, replace(ANSWERED, at=datetime.now(UTC) - timedelta(days=days)))
    command = CliRunner()

    dry = command.invoke(command_line("forget"), ["forget", "--older-than", "30", "--dry-run"])
    done = command.invoke(command_line("forget"), ["forget", "--older-than", "30"])

    assert (dry.output, done.output) == ("2 条记录早于 30 天，没有删除\n", "删除了 2 条早于 30 天的记录\n")
    assert len(newest_records(store, limit=9)) == 1
    with pytest.raises(UsageFault, match="--older-than DAYS"):
        command.invoke(command_line("forget"), ["forget"], catch_exceptions=False)


def test_the_metrics_tell_the_usage_of_the_week(served: Served):
    record = served.ask("面霜变质了还能退吗", channel="tmall", group="一组")["record"]
    served.ask("今天天气怎么样", channel="tmall", group="一组")
    named = {"action": "copied", "kind": "policy", "id": "quality-return"}
    assert served.client.post(f"/v1/suggestions/{record}/feedback", json=named).status_code == 201

    told = served.client.get("/metrics").text.splitlines()

    assert 'yizhi_usage_share{by="channel",key="tmall",share="adoption"} 1.0' in told
    assert 'yizhi_usage_share{by="group",key="一组",share="silence"} 0.5' in told
    assert 'yizhi_usage_questions{by="script",key="policy/quality-return",state="as_is"} 1.0' in told
    assert 'yizhi_usage_questions{by="channel",key="tmall",state="asked"} 2.0' in told
