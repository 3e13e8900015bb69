"""HTML that stands in entries, questions, uploads, exams and names: shown as it is written, never run, on every page."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx2
import pytest

from evaluation.jobs import runner
from service.app import create_app
from service.people.routes import rows
from tests.service.conftest import running
from tests.service.small import CONFLICTED, light, settings, write_base
from tests.service.web.conftest import say, until

EVIL = "<img src=x onerror=\"top.hurt=1\"><script>top.hurt=2</script><svg onload='top.hurt=3'></svg>"
QUOTED = "'" + EVIL.replace("'", "''") + "'"  # within YAML
CELL = '"{}"'.format(EVIL.replace('"', '""'))
TABLE = f"问题,答案\n{CELL},{CELL}\n"
LINK = '"><a href="javascript:top.hurt=4" onclick="top.hurt=5">点我</a>{{7*7}}${7*7}'
ELEMENTS = "img[src=x], [onerror], [onload], [onclick], [href^=javascript], svg:empty"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service whose base, records, keys, exams, runs, dismissals and proposals all hold markup."""
    where = tmp_path_factory.mktemp("hostile")
    with running(
        create_app(settings(where, base=hostile_base(where / "base")), light(), make_evaluations=runner)
    ) as at:
        with httpx2.Client(base_url=at, timeout=60) as client:
            fill(client)
        yield at


def hostile_base(folder: Path) -> Path:
    """The small base with markup in every text that a trainer may write."""
    policies = CONFLICTED
    for text in (
        "质量问题退换货",
        "面霜变质了还能退吗",
        "售后主管",
        "拆了不想要还能退吗",
        "很抱歉，这次没办法退。",
        "质量不合格收货七日内可退",
    ):
        assert text in policies
        policies = policies.replace(text, QUOTED.replace("'<", f"'{text}<", 1))
    base = write_base(folder, policies)
    for text in ("天猫旗舰店", "封口已拆", "请问内层封口拆开了吗？", "质量问题", "退货", "订单号"):
        words = (base / "words.yaml").read_text("utf-8")
        (base / "words.yaml").write_text(
            words.replace(f"name: {text}", f"name: {QUOTED}")
            .replace(f"ask: {text}", f"ask: {QUOTED}")
            .replace(f"order_no: {text}", f"order_no: {QUOTED}"),
            "utf-8",
        )
    return base


def fill(client: httpx2.Client) -> None:
    def call(method: str, path: str, **given: Any) -> Any:
        answer = client.request(method, path, **given)
        assert answer.status_code < 300, (path, answer.text)
        return answer.json() if answer.content else None

    call("POST", "/v1/suggestions", json={"text": f"今天天气怎么样{EVIL}", "group": EVIL[:100]})
    found = call(
        "POST", "/v1/suggestions", json={"text": f"面霜变质了能退吗{LINK}", "channel": "tmall", "group": EVIL[:100]}
    )
    rejected = {"action": "rejected", "reason": "wording", "words": EVIL, "kind": "policy", "id": "quality-return"}
    call("POST", f"/v1/suggestions/{found['record']}/feedback", json=rejected)
    call("POST", "/v1/keys", json={"name": LINK, "role": "agent"})
    call("POST", "/v1/sessions/end", json={"person": EVIL[:100]})
    conflict = call("GET", "/v1/conflicts")["conflicts"][0]["id"]
    call("POST", f"/v1/conflicts/{conflict}/dismiss", json={"because": EVIL})
    exam = {"title": EVIL, "kind": "quiz", "questions": 3, "people": [LINK[:100]]}
    call("POST", "/v1/exams", json=exam)
    sent = [
        {
            "reply": f"不能退{EVIL}",
            "asked": f"面霜变质了能退吗{EVIL}",
            "channel": "tmall",
            "agent": EVIL[:100],
            "facts": {"issue": "quality"},
        }
    ] * 4
    call("POST", "/v1/evaluations", json={"kind": "replies", "replies": sent})
    entry = {
        "title": EVIL,
        "when": {"issue": "quality"},
        "decide": {"return": "allowed"},
        "basis": ["consumer-law-24"],
        "asks": [LINK],
        "say": {"default": EVIL},
    }
    call("POST", "/v1/proposals", json={"kind": "policy", "id": "proposed", "etag": None, "entry": entry, "note": EVIL})
    end = time.monotonic() + 120
    while client.get("/v1/evaluations").json()["evaluations"][0]["state"] not in ("done", "failed"):
        assert time.monotonic() < end, "the evaluation did not end"
        time.sleep(0.05)


def pages(address: str) -> Mapping[str, str]:
    """Every page that the table of routes knows, with what stands in the paths' holes."""
    with httpx2.Client(base_url=address, timeout=60) as client:
        run = client.get("/v1/evaluations").json()["evaluations"][0]["id"]
        exam = client.get("/qa/exams").text.split('href="/qa/exams/')[1].partition('"')[0]
        sheet = client.get(f"/qa/exams/{exam}").text.split("/exam/")[1].partition('"')[0]
    holes = {
        "/qa/runs/{id}": f"/qa/runs/{run}",
        "/qa/runs/{id}/progress": f"/qa/runs/{run}/progress",
        "/qa/exams/{id}": f"/qa/exams/{exam}",
        "/exam/{token}": f"/exam/{sheet}",
        "/train/entries/{kind}/{id}": "/train/entries/policy/quality-return",
        "/train/entries/{kind}/{id}/history": "/train/entries/policy/quality-return/history",
        "/setup/{host}": "/setup/chatwoot",
        "/qa/compare": f"/qa/compare?before={run}&after={run}",
        "/train/next/alike": "/train/next/alike?kind=policy&id=quality-return",
    }
    own = ("/v1", "/static", "/sign-in", "/healthz", "/readyz", "/metrics", "/openapi.json", "/setup/zendesk.zip")
    listed = [path for method, path, _ in rows() if method == "GET" and not path.startswith(own)]
    return {path: holes.get(path, path) for path in listed}


class Inline(HTMLParser):
    """What of a page its policy would stop, or markup of a text that became an element."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.found.append("script")
        if tag in ("style", "iframe", "object", "embed", "base") or given.get("src") == "x":
            self.found.append(tag)
        self.found += [name for name in given if name.startswith("on") or name == "style"]
        self.found += [value for value in given.values() if value.lower().lstrip().startswith("javascript:")]


def test_every_page_shows_markup_as_text_under_a_strict_policy(hostile: str):
    wrong: dict[str, object] = {}
    shown = 0
    with httpx2.Client(base_url=hostile, timeout=60, follow_redirects=True) as client:
        for path, address in pages(hostile).items():
            answer = client.get(address, headers={"accept": "text/html"})
            policy = answer.headers["content-security-policy"]
            read = Inline()
            read.feed(answer.text)
            shown += "&lt;img src=x onerror" in answer.text
            if read.found or "unsafe" in policy or "script-src 'self';" not in policy or answer.status_code >= 500:
                wrong[path] = (answer.status_code, read.found, policy)
            if answer.status_code >= 400:
                wrong[path] = answer.status_code
    assert wrong == {}
    assert shown >= 12


def test_what_is_uploaded_and_what_a_problem_says_is_text(hostile: str):
    with httpx2.Client(base_url=hostile, timeout=60) as client:
        answers = [
            client.post("/train/upload", params={"name": f"{EVIL}.csv"}, content=TABLE.encode()),
            client.post("/train/upload", params={"name": "policies.csv"}, content=f"id,{EVIL}\n{EVIL},b\n".encode()),
            client.post(
                "/train/check",
                json={"kind": "policy", "id": "new", "text": f"title: {QUOTED}\nwhen: {{{QUOTED}: a}}\n"},
            ),
            client.get("/train/next", params={"text": EVIL}),
            client.get("/train/entries", params={"q": EVIL, "channel": EVIL}),
        ]
    found = []
    for answer in answers:
        read = Inline()
        read.feed(answer.text)
        found.append((answer.status_code < 500, read.found))
    assert found == [(True, [])] * len(answers)


@pytest.mark.slow
def test_in_a_browser_nothing_of_it_runs_wherever_an_agent_or_trainer_goes(hostile: str, browser: Any):
    told: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("console", lambda one: told.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: told.append(str(error)))

    def look(where: str) -> None:
        assert page.locator(ELEMENTS).count() == 0, where
        assert page.evaluate("top.hurt === undefined"), where

    page.goto(f"{hostile}/")
    page.wait_for_selector("#channel option[value=douyin]", state="attached")
    say(page, f"面霜变质了能退吗{EVIL}")
    until(page, "document.querySelector('.card').innerText.includes('<script>top.hurt=2')")
    look("suggestion")
    say(page, f"拆了不想要能退吗{LINK}")
    look("second")
    for path in (
        "/train/entries/policy/quality-return",
        "/train/conflicts",
        "/train/gaps",
        "/train/proposals",
        "/admin/audit",
        "/admin/keys",
        "/qa/replies",
        "/qa/exams",
    ):
        page.goto(hostile + path)
        page.wait_for_load_state("networkidle")
        look(path)
    page.goto(f"{hostile}/train/upload")
    file = {
        "name": "faq.csv",
        "mimeType": "text/csv",
        "buffer": TABLE.encode(),
    }
    page.set_input_files("input[type=file]", files=[file])
    until(page, "document.querySelector('#uploaded').textContent.includes('<script>top.hurt=2')")
    look("upload")
    context.close()

    assert [one for one in told if "Content Security Policy" in one or "Refused" in one] == []
    assert told == []
