"""Entries changed through the API: what stands is never overwritten unseen, and a base with errors never written."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from indexer.encoder import Vectors
from service.live.editing import read_only
from service.settings import EMBEDDED_BASE
from service.store.audit import trail
from tests.fakes import HashEncoder
from tests.indexes import Indexes
from tests.service.conftest import Serve, Served
from tests.service.small import POLICIES, light, settings, write_base, write_policies
from tests.service.test_api import problem_of

PATH = "/v1/entries/policy/no-reason"
NEW = {
    "title": "定制商品",
    "when": {"issue": "no_reason", "custom_made": True},
    "decide": {"respond_within": "24h"},
    "basis": ["consumer-law-24"],
    "asks": ["刻字的能退吗"],
    "say": {
        "default": "定制商品我们{respond_within}内答复您，订单号{order_no}。",
        "douyin": "亲，{respond_within}内答复。",
    },
}
COMMENTED = POLICIES.replace("  no-reason:\n", "  no-reason:  # 最常问\n")


@pytest.fixture
def analysed(serve: Serve, tmp_path: Path) -> Served:
    return serve(base=write_base(tmp_path / "base", COMMENTED))


def policies(served: Served) -> str:
    return (served.base / "policies.yaml").read_text("utf-8")


def read(served: Served, path: str = PATH) -> tuple[dict[str, Any], str]:
    response = served.client.get(path)
    return response.json()["entry"], response.headers["etag"]


def put(served: Served, entry: Any, path: str = PATH, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return served.client.put(path, json=entry, headers=named)


def test_an_entry_comes_as_it_is_written_with_the_fingerprint_that_a_change_names(analysed: Served):
    response = analysed.client.get(PATH)

    body = response.json()
    assert response.headers["etag"] == f'"{body["etag"]}"'
    assert body["entry"]["when"] == {"issue": "no_reason", "days_since_receipt": "<=7", "seal_broken": "false"}


def test_a_change_is_written_with_nothing_else_touched_then_served_and_told_in_the_audit_trail(analysed: Served):
    entry, etag = read(analysed)

    response = put(analysed, dict(reversed({**entry, "say": {"default": "七天内没拆可以退。"}}.items())), if_match=etag)

    body = response.json()
    after = body["etag"]
    assert (response.status_code, body["changed"], body["served"]) == (200, True, True)
    assert policies(analysed) == COMMENTED.replace("七天内封口完好可以退。", "七天内没拆可以退。")
    assert response.headers["etag"] == f'"{after}"' == read(analysed)[1] != etag
    assert body["source"] == {"file": "policies.yaml", "line": 10}
    assert (
        analysed.ask("没拆封不喜欢可以退吗", facts={"days_since_receipt": 3, "seal_broken": False})["suggestions"][0][
            "reply"
        ]
        == "七天内没拆可以退。"
    )
    (act,) = trail(analysed.client.app.state.context.store, limit=5)  # type: ignore[attr-defined]
    assert (act.action, act.subject, dict(act.details)) == (
        "entry changed",
        "policy/no-reason",
        {"file": "policies.yaml", "etag": after},
    )
    assert (act.before, act.after) == (entry, read(analysed)[0])
    assert [path.name for path in analysed.base.iterdir() if path.name.endswith(".tmp")] == []


def test_a_base_with_files_that_scripts_are_sent_with_is_edited_like_any_other(serve: Serve, tmp_path: Path):
    base = write_base(tmp_path / "base", COMMENTED)
    (base / "seal.png").write_bytes(b"png")
    guide = "guides: {seal: {title: 封口怎么看, say: {default: 请看图}, attachments: [{file: seal.png, alt: 封口}]}}"
    (base / "seal.yaml").write_text(guide, "utf-8")
    served = serve(base=base)
    entry, etag = read(served)
    wanted = {**entry, "say": {"default": "七天内没拆可以退。"}}
    lost = {"title": "退回标签", "say": {"default": "看图"}, "attachments": [{"file": "gone.png", "alt": "标签"}]}

    previewed = served.client.post("/v1/entries/preview", json={"kind": "policy", "id": "no-reason", "entry": wanted})
    written = put(served, wanted, if_match=etag)
    refused = put(served, lost, "/v1/entries/guide/label", if_none_match="*")

    assert (previewed.status_code, previewed.json()["problems"], written.status_code) == (200, [], 200)
    assert [one["path"] for one in refused.json()["problems"]] == ["attachments.0.file"]


def test_a_change_tells_the_conflicts_that_it_adds_and_removes(analysed: Served):
    entry, etag = read(analysed)

    worse = put(analysed, {**entry, "when": {"issue": "no_reason"}}, if_match=etag).json()
    better = put(analysed, entry, if_match=f'"{worse["etag"]}"').json()

    assert ("outcome", ("no-reason", "no-reason-late"), "open") in {
        (one["kind"], tuple(one["entries"]), one["state"]) for one in worse["conflicts"]["added"]
    }
    ids = [{one["id"] for one in found} for found in (worse["conflicts"]["added"], better["conflicts"]["removed"])]
    assert ids[0] == ids[1]
    assert read(analysed) == (entry, etag)


class HeldEncoder(HashEncoder):
    """Stands still once it is told to, until it is let go on."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.waits = threading.Event()

    def _encode(self, texts: Sequence[str]) -> Vectors:
        if not self.may_go_on.is_set():
            self.waits.set()
            self.may_go_on.wait()
        return super()._encode(texts)


def test_an_edit_and_a_preview_wait_for_no_edit_before_them_that_is_still_being_embedded(serve: Serve, tmp_path: Path):
    encoder = HeldEncoder()
    served = serve(encoder, base=write_base(tmp_path / "base", POLICIES), acknowledge_s=0)
    (first, etag), (second, other) = read(served), read(served, "/v1/entries/policy/no-reason-late")
    encoder.may_go_on.clear()

    with ThreadPoolExecutor() as pool:
        try:
            put(served, {**first, "asks": ["后悔了能退吗"]}, if_match=etag)
            assert encoder.waits.wait(30)
            body = {"kind": "policy", "id": "no-reason-late", "entry": second}
            preview = pool.submit(served.client.post, "/v1/entries/preview", json=body)
            late = {**second, "asks": ["迟了还能退吗"]}
            edit = pool.submit(put, served, late, "/v1/entries/policy/no-reason-late", if_match=other)
            answers = (preview.result(30).status_code, edit.result(30).status_code, edit.result(30).json()["served"])
        finally:
            encoder.may_go_on.set()

    assert answers == (200, 200, False)
    served.live.wait()
    standing = served.live.view.base.policies
    assert (list(standing["no-reason"].asks), list(standing["no-reason-late"].asks)) == (
        ["后悔了能退吗"],
        ["迟了还能退吗"],
    )


def test_an_entry_that_stands_so_already_is_not_written(analysed: Served):
    entry, etag = read(analysed)

    body = put(analysed, entry, if_match=etag).json()

    assert (body["changed"], body["conflicts"], policies(analysed)) == (
        False,
        {"added": [], "removed": []},
        COMMENTED,
    )
    assert trail(analysed.client.app.state.context.store, limit=5) == ()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "headers",
    [{}, {"if_match": "*"}, {"if_none_match": '"a"'}, {"if_match": "abc"}, {"if_match": '"a"', "if_none_match": "*"}],
)
def test_a_change_that_does_not_say_what_it_changes_is_refused(analysed: Served, headers: dict[str, str]):
    response = put(analysed, NEW, **headers)

    assert problem_of(response)[:2] == (428, "urn:yizhi:problem:unconditional")
    assert policies(analysed) == COMMENTED


def test_an_entry_that_another_changed_meanwhile_is_told_as_it_stands_and_not_overwritten(analysed: Served):
    entry, etag = read(analysed)
    theirs = COMMENTED.replace("title: 七天无理由退货", "title: 七天无理由")
    write_policies(analysed.base, theirs)  # by hand; the service has not taken it up yet

    response = put(analysed, {**entry, "title": "无理由退货"}, if_match=etag)

    stands = response.json()["stands"]
    assert problem_of(response)[:2] == (412, "urn:yizhi:problem:changed")
    assert (stands["entry"]["title"], stands["source"]) == ("七天无理由", {"file": "policies.yaml", "line": 10})
    assert policies(analysed) == theirs
    again = put(analysed, {**stands["entry"], "title": "无理由退货"}, if_match=f'"{stands["etag"]}"')
    assert (again.status_code, again.json()["title"]) == (200, "无理由退货")


def test_of_two_changes_at_once_one_is_written_and_the_other_told(analysed: Served):
    entry, etag = read(analysed)

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda title: put(analysed, {**entry, "title": title}, if_match=etag), ("甲", "乙")))

    assert sorted(one.status_code for one in made) == [200, 412]
    written = next(one.json() for one in made if one.status_code == 200)
    refused = next(one.json() for one in made if one.status_code == 412)
    assert refused["stands"]["entry"]["title"] == written["title"] == read(analysed)[0]["title"]


def test_a_file_that_changes_while_the_entry_is_checked_is_not_overwritten(serve: Serve):
    theirs = POLICIES + "  # 同时有人在改\n"
    served = serve()
    entry, etag = read(served)
    store = served.client.app.state.context.store  # type: ignore[attr-defined]

    @event.listens_for(store, "begin")
    def change_the_file(connection: object) -> None:
        write_policies(served.base, theirs)

    response = put(served, {**entry, "title": "无理由"}, if_match=etag)

    assert problem_of(response)[:2] == (409, "urn:yizhi:problem:changed-meanwhile")
    assert policies(served) == theirs
    assert trail(served.client.app.state.context.store, limit=5) == ()  # type: ignore[attr-defined]


def test_an_entry_with_errors_is_told_with_their_places_and_nothing_is_written(analysed: Served):
    entry, etag = read(analysed)

    response = put(analysed, {**entry, "when": {"isue": "no_reason"}, "basis": ["no-law"]}, if_match=etag)

    assert problem_of(response) == (
        422,
        "urn:yizhi:problem:base-with-errors",
        [("entry.when.isue", "there is no fact 'isue'", "did you mean 'issue'?")],
    )
    (problem,) = response.json()["problems"]
    assert (problem["file"], problem["line"], problem["entry"]) == ("policies.yaml", 12, "no-reason")
    assert policies(analysed) == COMMENTED


@pytest.mark.parametrize(
    "entry, fault",
    [
        ({**NEW, "note": None}, ("entry.note", "None is no value of an entry", "write a value, or leave the key out")),
        ({}, ("entry", "the entry is empty", "send the whole entry as it stands in its file")),
        ([], ("body", "'[]' does not fit", "send an object")),
    ],
)
def test_what_no_file_can_hold_is_refused(analysed: Served, entry: Any, fault: tuple[str, str, str]):
    response = put(analysed, entry, if_match='"a"')

    assert (response.status_code, fault in problem_of(response)[2]) == (422, True)


def test_a_broken_base_is_mended_by_the_entry_that_breaks_it_and_by_no_other(serve: Serve, tmp_path: Path):
    served = serve(base=write_base(tmp_path / "base"))
    entry, etag = read(served)
    quality, _ = read(served, "/v1/entries/policy/quality-return")
    broken = POLICIES.replace("when: {issue: quality}\n    decide", "when: {isue: quality}\n    decide")
    write_policies(served.base, broken)
    served.live.renew()

    other = put(served, {**entry, "title": "无理由"}, if_match=etag)
    stale = put(served, quality, "/v1/entries/policy/quality-return", if_match=etag).json()["stands"]
    mended = put(served, quality, "/v1/entries/policy/quality-return", if_match=f'"{stale["etag"]}"')

    assert problem_of(other)[2] == [("policies.yaml:4:12", "there is no fact 'isue'", "did you mean 'issue'?")]
    assert (mended.status_code, mended.json()["served"], policies(served)) == (200, True, POLICIES)
    assert served.client.get("/readyz").json()["base"] == "current"


def test_a_file_that_cannot_be_read_keeps_every_entry_from_being_written(served: Served):
    entry, etag = read(served)
    (served.base / "policies.yaml").write_text("policies: [", "utf-8")

    response = put(served, {**entry, "title": "无理由"}, if_match=etag)
    added = put(served, NEW, "/v1/entries/policy/custom-made", if_none_match="*")

    assert [problem_of(one)[1] for one in (response, added)] == ["urn:yizhi:problem:base-with-errors"] * 2
    assert [path.name for path in served.base.iterdir()].count("policies") == 0


def test_a_new_entry_goes_into_a_file_of_its_own_in_the_folder_of_its_kind(analysed: Served):
    path = "/v1/entries/policy/custom-made"

    added = put(analysed, NEW, path, if_none_match="*")
    again = put(analysed, NEW, path, if_none_match="*")
    missing = put(analysed, NEW, "/v1/entries/policy/custom-mad", if_match='"a"')

    assert (added.status_code, added.json()["source"]) == (201, {"file": "policies/custom-made.yaml", "line": 2})
    assert (
        (analysed.base / "policies" / "custom-made.yaml")
        .read_text("utf-8")
        .startswith("policies:\n  custom-made:\n    title: 定制商品\n    when: {issue: no_reason, custom_made: true}\n")
    )
    assert read(analysed, path)[1] == added.headers["etag"]
    assert (problem_of(again)[0], again.json()["stands"]["etag"]) == (412, added.json()["etag"])
    assert problem_of(missing)[:2] == (412, "urn:yizhi:problem:changed")


def test_a_new_file_names_the_schema_of_a_base_that_has_one(analysed: Served):
    (analysed.base / ".yizhi").mkdir()
    (analysed.base / ".yizhi" / "schema.json").write_text("{}", "utf-8")

    put(analysed, NEW, "/v1/entries/policy/custom-made", if_none_match="*")

    written = (analysed.base / "policies" / "custom-made.yaml").read_text("utf-8")
    assert written.splitlines()[0] == "# yaml-language-server: $schema=../.yizhi/schema.json"


@pytest.mark.parametrize("id", ["Custom", "a_b", "..", "a" * 121, "%0a"])
def test_an_id_that_no_entry_has_is_refused(served: Served, id: str):
    response = served.client.put(f"/v1/entries/policy/{id}", json=NEW, headers={"if-none-match": "*"})

    assert response.status_code in (404, 405, 422)
    assert sorted(path.name for path in served.base.iterdir()) == ["base.yaml", "policies.yaml", "words.yaml"]


def test_what_stands_behind_an_alias_is_left_to_a_person(serve: Serve, tmp_path: Path):
    aliased = POLICIES.replace("title: 质量问题退换货", "title: &name 质量问题").replace(
        "title: 七天无理由退货", "title: *name"
    )
    served = serve(base=write_base(tmp_path / "base", aliased))
    entry, etag = read(served)

    response = put(served, {**entry, "title": "无理由"}, if_match=etag)

    assert problem_of(response)[:2] == (409, "urn:yizhi:problem:edit-by-hand")
    assert policies(served) == aliased


def test_only_a_base_of_ones_own_may_be_written(tmp_path: Path):
    linked = tmp_path / "linked"
    linked.symlink_to(EMBEDDED_BASE)

    reasons = [
        read_only(settings(tmp_path, base=base)) for base in (EMBEDDED_BASE, linked, write_base(tmp_path / "own"))
    ]

    assert ["part of the installation" in reason for reason in reasons[:2]] == [True, True]
    assert reasons[2] == ""


@pytest.mark.slow
def test_the_embedded_base_is_previewed_and_never_written(serve: Serve, indexes: Indexes):
    built = indexes.embedded(light())
    served = serve(base=EMBEDDED_BASE, cache=built.cache, index=built.index_folder(EMBEDDED_BASE))
    path = "/v1/entries/policy/quality-return"
    entry, etag = read(served, path)
    body = {"kind": "policy", "id": "quality-return", "entry": {**entry, "title": "质量问题"}}

    response = put(served, body["entry"], path, if_match=etag)
    preview = served.client.post("/v1/entries/preview", json=body)

    assert problem_of(response)[:2] == (403, "urn:yizhi:problem:read-only-base")
    assert "yizhi new DIR" in response.json()["detail"]
    assert [line for line in preview.json()["diff"] if line.startswith("+ ")] == ["+    title: 质量问题"]
    assert read(served, path)[1] == etag


def test_without_the_audit_trail_nothing_is_written(analysed: Served):
    entry, etag = read(analysed)
    with analysed.client.app.state.context.store.begin() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql("drop table audit")

    response = put(analysed, {**entry, "title": "无理由"}, if_match=etag)

    assert problem_of(response)[:2] == (503, "urn:yizhi:problem:store-unavailable")
    assert policies(analysed) == COMMENTED


def test_a_page_of_another_origin_changes_no_entry(analysed: Served):
    entry, etag = read(analysed)

    response = put(analysed, {**entry, "title": "无理由"}, if_match=etag, origin="http://evil.example")

    assert (problem_of(response)[0], policies(analysed)) == (403, COMMENTED)


def test_a_preview_tells_the_diff_the_conflicts_and_the_script_of_each_channel_and_writes_nothing(analysed: Served):
    entry, etag = read(analysed)
    wider = {**entry, "when": {"issue": "no_reason"}, "channels": ["tmall", "store"]}

    changed = analysed.client.post(
        "/v1/entries/preview", json={"kind": "policy", "id": "no-reason", "entry": wider}
    ).json()
    new = analysed.client.post("/v1/entries/preview", json={"kind": "policy", "id": "custom-made", "entry": NEW}).json()

    assert f'"{changed["etag"]}"' == etag
    assert [line for line in changed["diff"] if line.startswith(("+ ", "- "))] == [
        '-    when: {issue: no_reason, days_since_receipt: "<=7", seal_broken: false}',
        "+    when: {issue: no_reason}",
        "+    channels: [tmall, store]",
    ]
    assert changed["problems"] == []
    assert ["no-reason", "no-reason-late"] in [one["entries"] for one in changed["conflicts"]["added"]]
    assert changed["scripts"] == dict.fromkeys(("tmall", "store"), "七天内封口完好可以退。")
    assert (new["etag"], new["file"]) == (None, "policies/custom-made.yaml")
    assert new["scripts"] == {
        "tmall": "定制商品我们24小时内答复您，订单号〔订单号〕。",
        "douyin": "亲，24小时内答复。",
        "store": "定制商品我们24小时内答复您，订单号〔订单号〕。",
    }
    assert (policies(analysed), (analysed.base / "policies").exists()) == (COMMENTED, False)
    assert read(analysed) == (entry, etag)


def test_a_preview_of_an_entry_with_errors_tells_them_all(analysed: Served):
    body = {"kind": "policy", "id": "no-reason", "entry": {"title": "空", "when": {"isue": "x"}, "aks": []}}

    answer = analysed.client.post("/v1/entries/preview", json=body).json()

    assert {(one["path"], one["message"]) for one in answer["problems"]} >= {
        ("when.isue", "there is no fact 'isue'"),
        ("aks", "unknown key 'aks'"),
    }
    assert (answer["conflicts"], answer["scripts"]) == (None, {})


def test_a_preview_of_a_broken_base_still_tells_what_is_wrong(served: Served):
    entry, _ = read(served)
    write_policies(served.base, POLICIES.replace("{issue: quality}\n    decide", "{isue: quality}\n    decide"))
    body = {"kind": "policy", "id": "no-reason", "entry": entry}

    answer = served.client.post("/v1/entries/preview", json=body).json()

    assert [one["entry"] for one in answer["problems"] if one["severity"] == "error"] == ["quality-return"]


def test_a_change_that_goes_below_a_statute_is_refused_unless_it_says_that_it_is_meant(analysed: Served):
    path = "/v1/entries/policy/quality-return"
    entry, etag = read(analysed, path)
    lower = {**entry, "decide": {**entry["decide"], "return": "refused"}}
    before = policies(analysed)

    refused = put(analysed, lower, path, if_match=etag)
    unchanged = policies(analysed)
    meant = put(analysed, lower, f"{path}?below_statute=true", if_match=etag)

    assert problem_of(refused)[:2] == (409, "urn:yizhi:problem:below-statute")
    assert "below_statute=true" in refused.json()["detail"]
    assert unchanged == before
    assert meant.status_code == 200
