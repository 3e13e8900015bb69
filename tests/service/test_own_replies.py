"""Agents read their own wrong replies and no other's: a rule of the service, whatever a page asks for."""

from __future__ import annotations

import time
from typing import Any

from service.api.own_replies import Viewer, viewer_of
from tests.service.conftest import Serve, Served

REFUSING = "抱歉，这个退不了的"


def judged(served: Served) -> str:
    """Judge a few replies of two agents and return the run."""
    sent = [
        {"reply": REFUSING, "asked": "面霜变质了能退吗", "channel": "douyin", "agent": who} for who in ("小美", "大壮")
    ]
    run = served.client.post("/v1/evaluations", json={"kind": "replies", "replies": sent}).json()["id"]
    end = time.monotonic() + 120
    while (state := served.client.get(f"/v1/evaluations/{run}").json()["state"]) in ("waiting", "running"):
        assert time.monotonic() < end, "the evaluation did not end"
        time.sleep(0.05)
    assert state == "done"
    return str(run)


def test_whoever_signed_in_as_an_agent_reads_the_own_replies_alone(serve: Serve):
    served = serve()
    run = judged(served)
    app: Any = served.client.app

    def read(viewer: Viewer, query: str = "") -> tuple[int, list[str]]:
        app.dependency_overrides[viewer_of] = lambda: viewer
        answer = served.client.get(f"/v1/evaluations/{run}/replies{query}")
        found = answer.json()
        who = [one["agent"] for one in found.get("replies", ())] + [one["name"] for one in found.get("agents", ())]
        return answer.status_code, sorted(who)

    own = Viewer("小美", reads_all=False)
    assert read(Viewer()) == (200, ["大壮", "大壮", "小美", "小美"])
    assert read(own) == read(own, "?agent=小美") == (200, ["小美", "小美"])
    assert read(own, "?agent=大壮") == (403, [])
    assert read(Viewer("", reads_all=False)) == (403, [])
    app.dependency_overrides[viewer_of] = lambda: own
    pages = [served.client.get(path).text for path in ("/mine", "/mine?agent=大壮", "/qa/replies")]
    assert [(REFUSING in page, "大壮" in page) for page in pages] == [(True, False)] * 3
