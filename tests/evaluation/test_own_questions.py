"""Bases of other trades, from the first day: tried on their own questions, and on those that others wrote."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import service.cli

BASES = Path(__file__).parent.parent / "examples" / "bases"
NAMES = ("grooming", "appliances")

pytestmark = pytest.mark.slow  # each base is indexed and learned from nothing


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory):
    where = tmp_path_factory.mktemp("own")
    environment = {f"YIZHI_{name.upper()}": str(where / name) for name in ("cache", "data")}

    def run(*arguments: object) -> dict:
        words = [*map(str, arguments), "--format", "json"]
        found = CliRunner().invoke(service.cli.command_line(), words, env={**environment, "YIZHI_ENCODER": "use"})
        if found.exception is not None:
            raise found.exception
        return json.loads(found.stdout)

    return run


@pytest.mark.parametrize("name", NAMES)
def test_a_base_without_a_suite_is_tried_on_its_own_questions(call, name: str):
    base = BASES / name

    expects = call("index", "--base", base)["expects"]
    run = call("evaluate", "retrieval", "--base", base)

    measures = {one["name"]: one for one in run["measures"]}
    assert run["conditions"]["suite"] == "own questions"
    assert measures["script@1"]["count"] == expects["questions"]
    assert measures["script@3"]["value"] >= measures["script@1"]["value"]
    assert 0.45 < expects["first"] < 0.9
    assert {case["about"]["kind"] for case in run["cases"]} >= {"policy", "guide", "none"}
    assert all(share <= 1 for _, share in expects["weakest"])
    scripts = run["details"]["scripts"]
    assert sum(one["asks"] - one["closed"] for one in scripts) == expects["questions"]
    assert sum(one["first"] for one in scripts) == round(measures["script@1"]["value"] * expects["questions"])
    assert [one["first"] / one["asks"] for one in scripts] == sorted(one["first"] / one["asks"] for one in scripts)


@pytest.mark.parametrize("name", NAMES)
def test_what_others_ask_is_not_answered_wrongly_for_certain(call, name: str):
    run = call("evaluate", "retrieval", BASES / f"{name}.jsonl", "--base", BASES / name)

    measures = {one["name"]: one["value"] for one in run["measures"]}
    assert measures["confidently_wrong"] == 0
    assert measures["high_out_of_scope"] == 0
    assert measures["silence"] >= 0.8
    assert measures["script@1"] >= 0.5
