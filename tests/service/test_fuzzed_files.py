"""Broken YAML, CSV and XLSX: each is read, or told with where it is wrong; nothing else is ever raised or answered."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.problem import EvaluationError
from evaluation.replies.logs import open_log
from knowledge.editing.tables import read_table
from knowledge.editing.workbook import WorkbookError, write_workbook
from knowledge.loading.load import load
from service.web.trainers.uploads import UPLOAD_PATH
from tests.mangled import mangled, mangled_workbook
from tests.service.conftest import Served
from tests.service.small import POLICIES, write_base

LOG = "时间,渠道,客服,顾客,回复\n2026-11-01 10:00,tmall,a1,面霜变质能退吗,可以退\n2026-11-01 10:02,douyin,a2,不喜欢,“不能退”\n"
QUESTIONS = "问题,答案\n面霜变质了能退吗,可以退的\n怎么开发票,电子发票可以开\n"
bounded = settings(
    max_examples=120, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def told_by(kind: type[Exception], act: Callable[[], object]) -> str | None:
    """Return what an act refuses in words, None where it does not; anything else that it raises fails the test."""
    try:
        act()
    except kind as error:
        return str(error)
    return None


def read_rows(path: Path) -> list[object]:
    with open_log(path) as rows:
        return list(rows)


SHEET = workbook(*(tuple(line.split(",")) for line in LOG.splitlines()))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The small base as the workbook that trainers edit."""
    folder = tmp_path_factory.mktemp("exported")
    base = load(write_base(folder / "base"), today=date(2026, 11, 30)).base
    assert base is not None
    write_workbook(base, folder / "base.xlsx")
    return (folder / "base.xlsx").read_bytes()


@bounded
@given(text=mangled(POLICIES.encode()))
def test_a_broken_base_loads_or_says_where_it_is_wrong(text: bytes):
    with TemporaryDirectory() as folder:
        base = write_base(Path(folder) / "base")
        (base / "policies.yaml").write_bytes(text)

        loaded = load(base, today=date(2026, 11, 30))

    errors = [one for one in loaded.problems if one.is_error]
    assert (loaded.base is None) == bool(errors)
    assert all(one.message and one.location.file and one.location.line >= 0 for one in errors)


@bounded
@given(data=st.data())
def test_a_broken_table_of_entries_is_read_or_told(exported: bytes, data: st.DataObject):
    name, content = data.draw(
        st.one_of(
            st.tuples(st.just("policies.csv"), mangled(QUESTIONS.encode())),
            st.tuples(st.just("policies.csv"), mangled(QUESTIONS.encode("utf-16"))),
            st.tuples(st.just("policies.xlsx"), mangled(exported)),
            st.tuples(st.just("policies.xlsx"), mangled_workbook(exported)),
        )
    )
    told = told_by(WorkbookError, lambda: read_table(name, content))

    assert told is None or name.partition(".")[0] in told


@bounded
@given(data=st.data())
def test_a_broken_log_is_read_or_told(data: st.DataObject):
    name, content = data.draw(
        st.one_of(
            st.tuples(st.sampled_from(("log.csv", "log.txt", "log.xls")), mangled(LOG.encode())),
            st.tuples(st.just("log.csv"), mangled(LOG.encode("gb18030"))),
            st.tuples(
                st.sampled_from(("log.jsonl", "log.json")),
                mangled(json.dumps([{"回复": "可以退", "渠道": "tmall"}]).encode()),
            ),
            st.tuples(st.just("log.xlsx"), mangled_workbook(SHEET)),
            st.tuples(st.just("log.parquet"), mangled(SHEET)),
        )
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        told = told_by(EvaluationError, lambda: read_rows(path))

    assert told is None or name in told


SENT: dict[str, Callable[[Served, bytes], Any]] = {
    "a table of entries": lambda served, data: served.client.post(
        UPLOAD_PATH, params={"name": "policies.xlsx"}, content=data
    ),
    "questions and answers": lambda served, data: served.client.post(
        UPLOAD_PATH, params={"name": "faq.csv"}, content=data
    ),
    "a log": lambda served, data: served.client.put("/v1/evaluations/logs", params={"name": "log.xlsx"}, content=data),
    "a log in text": lambda served, data: served.client.put(
        "/v1/evaluations/logs", params={"name": "log.csv"}, content=data
    ),
    "a gate": lambda served, data: served.client.put(
        "/v1/gates/consistency", json={"text": data.decode("utf-8", "replace")[:19_000]}
    ),
    "an entry's text": lambda served, data: served.client.post(
        "/train/check", json={"kind": "policy", "id": "no-reason", "text": data.decode("utf-8", "replace")[:19_000]}
    ),
}
GOOD = {
    "a table of entries": "exported",
    "questions and answers": QUESTIONS.encode(),
    "a log": SHEET,
    "a log in text": LOG.encode(),
    "a gate": b"measures: {recall@1: {min: 0.9}}\ncases: {failing: 40}\n",
    "an entry's text": "title: 甲\nwhen: {issue: quality}\ndecide: {return: allowed}\nasks: [面霜变质]\nsay: {default: 可以退。}\n".encode(),
}


@pytest.fixture(scope="module")
def one_served(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from fastapi.testclient import TestClient

    from evaluation.jobs import runner
    from service.app import create_app
    from tests.service.small import light
    from tests.service.small import settings as settings_in

    given = settings_in(tmp_path_factory.mktemp("fuzzed"))
    with TestClient(create_app(given, light(), make_evaluations=runner), base_url="http://127.0.0.1:8000") as client:
        served = Served(client, given.base)
        served.live.wait()
        yield served


@pytest.mark.parametrize("what", list(SENT))
def test_what_is_sent_broken_is_taken_or_refused_in_words(one_served: Served, exported: bytes, what: str):
    good = exported if GOOD[what] == "exported" else GOOD[what]
    assert isinstance(good, bytes)

    @settings(bounded, max_examples=40)
    @given(data=mangled_workbook(good) if good[:2] == b"PK" else mangled(good))
    def check(data: bytes) -> None:
        answer = SENT[what](one_served, data)
        assert answer.status_code in (200, 201, 422), answer.text[:300]
        assert "Traceback" not in answer.text
        if answer.status_code == 422:
            assert answer.json()["detail"]

    check()
