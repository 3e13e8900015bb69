"""What happened to an entry: told by the audit trail and by git, committed in the editor's name, brought back."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from service.live.checkout import commit_files, versions_of
from service.web.trainers.history import past_entries
from service.web.trainers.standing import find_entry
from tests.service.conftest import Serve, Served
from tests.service.small import POLICIES, write_base, write_policies
from tests.service.test_editing import PATH, put, read
from tests.service.web.conftest import Open


def git(base: Path, *arguments: str) -> str:
    names = ("-c", "user.name=版本管理员", "-c", "user.email=keeper@example.com")
    command = ["git", "-C", str(base), *names, *arguments]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a base in a git checkout, as one folder of it, with two commits."""
    base = write_base(tmp_path / "kept" / "base", POLICIES.replace("七天无理由退货", "无理由退货"))
    git(tmp_path / "kept", "init", "-q")
    git(base, "add", "-A")
    git(base, "commit", "-qm", "开始")
    write_policies(base, POLICIES)
    git(base, "commit", "-qam", "改标题")
    return base


def titles(served: Served) -> list[tuple[str, str, str]]:
    context: Any = served.client.app.state.context  # type: ignore[attr-defined]
    found = past_entries(context, "policy", find_entry(context, "policy", "no-reason"))
    return [(one.told_by, one.by, one.data["title"]) for one in found if one.data is not None]


def test_history_joins_the_audit_trail_and_git_and_tells_what_was_changed_by_hand(serve: Serve, checkout: Path):
    served = serve(base=checkout)
    entry, etag = read(served)

    put(served, {**entry, "title": "七天内退货"}, if_match=etag)
    write_policies(checkout, POLICIES.replace("七天无理由退货", "手改的标题"))

    assert titles(served) == [
        ("file", "", "手改的标题"),
        ("audit", "local", "七天内退货"),
        ("git", "版本管理员", "七天无理由退货"),
        ("git", "版本管理员", "无理由退货"),
    ]


def test_an_edit_is_committed_alone_in_its_editors_name_where_the_setting_asks(serve: Serve, checkout: Path):
    (checkout / "notes.yaml").write_text("# 另一个人还没提交\n", "utf-8")
    git(checkout, "add", "notes.yaml")
    served = serve(base=checkout, git_commit=True)
    entry, etag = read(served)

    answer = put(served, {**entry, "title": "七天内退货"}, if_match=etag).json()
    added = put(served, {"title": "新", "say": {"default": "好"}}, "/v1/entries/guide/new", if_none_match="*").json()

    log = git(checkout, "log", "-n2", "--format=%H|%an|%s", "--name-only").split()
    assert log == [
        f"{added['commit']}|local|guide/new:",
        "新",
        "base/guides/new.yaml",
        f"{answer['commit']}|local|policy/no-reason:",
        "七天内退货",
        "base/policies.yaml",
    ]
    assert git(checkout, "status", "--porcelain", "--", ".") == "A  notes.yaml\n".replace("notes", "base/notes")
    assert titles(served)[0] == ("audit", "local", "七天内退货")


def test_without_the_setting_nothing_is_committed(serve: Serve, checkout: Path):
    served = serve(base=checkout)
    entry, etag = read(served)

    answer = put(served, {**entry, "title": "七天内退货"}, if_match=etag).json()

    assert (answer["commit"], answer["commit_fault"]) == (None, "")
    assert git(checkout, "log", "--format=%s").split() == ["改标题", "开始"]


def test_a_commit_that_fails_loses_no_edit_and_is_told(serve: Serve, checkout: Path):
    hook = checkout.parent / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 先过审核 >&2\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    served = serve(base=checkout, git_commit=True)
    entry, etag = read(served)

    response = put(served, {**entry, "title": "七天内退货"}, if_match=etag)

    assert (response.status_code, response.json()["commit"], response.json()["commit_fault"]) == (200, None, "先过审核")
    assert "title: 七天内退货" in (checkout / "policies.yaml").read_text("utf-8")
    assert titles(served)[0] == ("audit", "local", "七天内退货")


def test_a_folder_outside_any_checkout_has_no_versions(tmp_path: Path, checkout: Path):
    assert len(versions_of(checkout, "policies.yaml", 5)) == 2
    assert versions_of(tmp_path, "policies.yaml", 5) == ()


def test_a_name_cannot_pass_for_a_git_option_or_another_address(checkout: Path):
    write_policies(checkout, POLICIES + "# 改\n")

    commit_files(checkout, ["policies.yaml"], "--amend", "甲 <boss@example.com>\n")

    assert (
        git(checkout, "log", "-n1", "--format=%an|%ae|%s").strip()
        == "甲  boss@example.com|-boss-example.com@yizhi.invalid|--amend"
    )


def test_a_version_is_brought_back_with_one_click(open_page: Open, tmp_path: Path):
    base = write_base(tmp_path / "base")
    page = open_page(path=PATH.replace("/v1/", "/train/") + "/history", base=base)
    empty = page.locator(".empty").inner_text()
    origin = page.url.split("/train/")[0]
    told = page.request.get(origin + PATH).json()
    headers = {"if-match": f'"{told["etag"]}"'}
    page.request.put(origin + PATH, data={**told["entry"], "title": "七天内退货"}, headers=headers)

    page.reload()
    before = page.locator("h2").count()
    with page.expect_navigation():
        page.get_by_role("button", name="恢复这一版").click()

    assert empty == "还没有改动记录。"
    assert before == 2
    expect(page.locator("h2")).to_have_count(3)
    expect(page.locator(".diff .plus").first).to_have_text("+title: 七天无理由退货")
    assert "title: 七天无理由退货\n" in (base / "policies.yaml").read_text("utf-8")
