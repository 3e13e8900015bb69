"""What answers where there is no index yet, and what takes over from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.live.live_snapshot import LiveSnapshot, View
from tests.service.conftest import Serve
from tests.service.small import POLICIES, settings, write_policies

EDITED = POLICIES.replace("七天内封口完好可以退。", "七天内没拆封可以退。")
WHOLE = "use+use"  # not the light encoder, and open in a moment


def told(view: View) -> tuple[bool, str, bool]:
    origin = view.assistant.opened.origin
    return view.is_light, origin.encoder, origin.is_settled


def opened(tmp_path: Path) -> tuple[LiveSnapshot, list[View]]:
    """Open the live state over a small base; the views come as they are swapped to."""
    views: list[View] = []
    base = tmp_path / "base"
    given = settings(tmp_path, encoder=WHOLE, base=base if base.exists() else None)
    live = LiveSnapshot(given, on_swap=views.append)
    live.open()
    return live, views


def test_a_light_index_answers_first_and_the_whole_one_takes_over(tmp_path: Path):
    live, views = opened(tmp_path)
    live.wait()
    live.close()

    assert told(views[0]) == (True, "use-3", True)
    assert told(live.view) == (False, "use-3+use-3", True)
    assert live.view.fault == ""


def test_an_edit_while_the_whole_index_is_built_is_in_it(tmp_path: Path):
    live, _ = opened(tmp_path)
    write_policies(tmp_path / "base", EDITED)
    at_once = live.renew()
    live.wait()
    live.close()

    assert at_once.base.policies["no-reason"].say["default"] == "七天内没拆封可以退。"
    assert live.view.base is at_once.base
    assert told(live.view) == (False, "use-3+use-3", True)


@pytest.mark.slow
def test_a_base_that_changed_while_nothing_served_is_answered_at_once_and_learned_behind(tmp_path: Path):
    live, _ = opened(tmp_path)
    live.wait()
    live.close()
    write_policies(tmp_path / "base", EDITED)

    again, views = opened(tmp_path)
    again.wait()
    again.close()

    assert told(views[0]) == (False, "use-3+use-3", False)
    assert again.view.base.policies["no-reason"].say["default"] == "七天内没拆封可以退。"
    assert told(again.view) == (False, "use-3+use-3", True)


@pytest.mark.slow
def test_a_service_that_is_closed_before_the_whole_index_leaves_the_light_one(tmp_path: Path):
    live, _ = opened(tmp_path)
    live.close()

    again, views = opened(tmp_path)
    again.wait()
    again.close()

    assert live.view.fault == ""
    assert views[0].is_light or views[0].assistant.opened.origin.encoder == "use-3+use-3"
    assert told(again.view) == (False, "use-3+use-3", True)


def test_the_status_is_what_readyz_tells(serve: Serve):
    served = serve()

    status, ready = (served.client.get(path).json() for path in ("/v1/status", "/readyz"))

    assert status == ready
    assert (status["index"], status["opening"]) == ("whole", None)
