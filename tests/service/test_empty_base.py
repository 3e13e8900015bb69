"""A base that was just begun: it opens, and answers with silence until there is a script."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from service.answers.opening import open_assistant
from service.answers.suggest import CustomerMessage, suggest
from tests.service.small import BASE, light, settings


@pytest.mark.parametrize("terms", ["", "terms: {out_of_scope: [今天天气怎么样, 讲个笑话]}\n"])
def test_a_base_that_holds_no_script_yet_is_open_and_silent(tmp_path: Path, terms: str):
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / "base.yaml").write_text(BASE.partition("terms:")[0] + terms, "utf-8")
    opened = open_assistant(settings(tmp_path, base=folder), encoder=light())

    found = suggest(opened, CustomerMessage("面霜变质了能退吗", date(2026, 11, 30)))

    assert list(opened.base.entries()) == []
    assert found.suggestions == ()
