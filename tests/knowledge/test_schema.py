"""The schema for editors knows the base that it was made of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from pydantic import TypeAdapter
from ruamel.yaml import YAML

from knowledge.loading.load import load
from knowledge.loading.parse import parse
from knowledge.loading.schema import schema
from knowledge.loading.sections import adapter, id_type
from knowledge.loading.yaml_reader import read_source
from knowledge.model.entries import About, Terms
from knowledge.model.outcomes import Context
from knowledge.reading.claims.lexicon_entries import LexiconEntries
from knowledge.starting.start import EXAMPLES

VOCABULARY = load(EXAMPLES).vocabulary
BASE = Path(__file__).parents[2] / "knowledge" / "base"


@pytest.fixture(scope="module")
def validator() -> Any:
    return jsonschema_rs.validator_for(schema(load(BASE).vocabulary))


def as_editors_read(text: str) -> Any:
    return _plain(YAML(typ="safe", pure=True).load(StringIO(text)))


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(key).lower() if isinstance(key, bool) else str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return data.isoformat() if isinstance(data, date) else data


@pytest.mark.parametrize("path", sorted(BASE.rglob("*.yaml")), ids=lambda path: path.relative_to(BASE).as_posix())
def test_every_file_of_the_embedded_base_meets_the_schema(validator: Any, path: Path):
    faults = [
        f"{'.'.join(map(str, fault.instance_path))}: {fault.message}"
        for fault in validator.iter_errors(as_editors_read(path.read_text("utf-8")))
    ]

    assert faults == []


POLICY = "policies: {a: {title: 一, when: {%s}, decide: {%s}, say: {default: 好}}}"


@pytest.mark.parametrize(
    "when, decide",
    [
        ("issue: quality", "return: allowed"),
        ("issue: [quality, expired]", "respond_within: 48h"),
        ("issue: {not: quality}, seal_broken: false", "return: refused"),
        ('days_since_receipt: "<=7"', "resend: yes"),
        ("days_since_receipt: 8..30", "resend: no"),
        ("days_since_receipt: 7", "escalate: none"),
        ("any: [{has_photo: true}, {days_since_receipt: '> 7'}]", "return: allowed"),
        ("", "return: allowed"),
    ],
)
def test_what_the_format_allows_the_schema_allows(validator: Any, when: str, decide: str):
    assert validator.is_valid(as_editors_read(POLICY % (when, decide)))


@pytest.mark.parametrize(
    "text",
    [
        POLICY % ("isue: quality", "return: allowed"),
        POLICY % ("issue: qualty", "return: allowed"),
        POLICY % ("issue: []", "return: allowed"),
        POLICY % ("days_since_receipt: 8..", "return: allowed"),
        POLICY % ("days_since_receipt: 2000", "return: allowed"),
        POLICY % ("any: [{any: [{issue: quality}]}]", "return: allowed"),
        POLICY % ("issue: quality", "retrun: allowed"),
        POLICY % ("issue: quality", "return: perhaps"),
        POLICY % ("issue: quality", "respond_within: soon"),
        "policies: {Bad Id: {title: 一, when: {}}}",
        "policies: {a: {title: 一}}",
        "policies: {a: {title: 一, when: {}, channels: [tmal]}}",
        "policies: {a: {title: 一, when: {}, say: {default: 好, tmal: 好}}}",
        "policies: {a: {title: 一, when: {}, colour: red}}",
        "policys: {}",
        "format: 2",
    ],
)
def test_what_the_format_refuses_in_one_file_the_schema_refuses(validator: Any, text: str):
    assert not validator.is_valid(as_editors_read(text))


def test_every_key_of_a_policy_is_explained_in_chinese(validator: Any):
    told = schema(load(BASE).vocabulary)
    (policy,) = told["properties"]["policies"]["patternProperties"].values()

    unexplained = [name for name, inner in policy["properties"].items() if not inner.get("description", "").strip()]

    assert unexplained == []


def test_the_schema_is_written_while_the_base_has_errors(tmp_path: Path):
    """A fact that cannot be read is let be wherever it is named; what can be read is told as ever."""
    for path in EXAMPLES.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    facts = tmp_path / "facts.yaml"
    facts.write_text(
        facts.read_text("utf-8").replace("seal_broken: {type: boolean", "seal_broken: {type: bool"), "utf-8"
    )
    loaded = load(tmp_path)

    told = jsonschema_rs.validator_for(schema(loaded.vocabulary))

    assert loaded.base is None
    assert told.is_valid(as_editors_read(POLICY % ("seal_broken: true", "return: allowed")))
    assert not told.is_valid(as_editors_read(POLICY % ("issue: qualty", "return: allowed")))


def test_a_file_that_cannot_be_read_at_all_opens_the_schema_to_what_it_may_declare(tmp_path: Path):
    for path in EXAMPLES.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "facts.yaml").write_text("facts: {issue: {", "utf-8")

    told = jsonschema_rs.validator_for(schema(load(tmp_path).vocabulary))

    assert told.is_valid(as_editors_read(POLICY % ("issue: quality", "return: allowed")))
    assert not told.is_valid(as_editors_read("policies: {a: {title: 一}}"))


def faulty(data: Any) -> Iterator[tuple[str, Any]]:
    """Yield the data with each key or item left out, and with each made empty."""

    def paths(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, below in pairs:
            yield (*path, key)
            yield from paths(below, (*path, key))

    for path in paths(data):
        for way in ("without", "empty"):
            made = json.loads(json.dumps(data))
            at = made
            for step in path[:-1]:
                at = at[step]
            if way == "without":
                del at[path[-1]]
            else:
                at[path[-1]] = type(at[path[-1]])()
            yield f"{'.'.join(map(str, path))} {way}", made


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_schema_and_lint_agree_on_what_is_required(path: Path):
    """Every fault that leaves something out of an example, or makes it empty: the two say the same of it."""
    validator = jsonschema_rs.validator_for(schema(VOCABULARY))
    written = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)

    differ = [told for told, made in faulty(written) if validator.is_valid(typed(made)) != (not found(path.name, made))]

    assert differ == []


def typed(data: Any) -> Any:
    """Return what was written as editors read it: numbers and booleans where the loader reads text."""
    if isinstance(data, dict):
        return {key: typed(value) for key, value in data.items()}
    if isinstance(data, list):
        return [typed(value) for value in data]
    if data in ("true", "false"):
        return data == "true"
    return int(data) if data.isdecimal() and data.isascii() else data


def found(name: str, made: Any) -> list[str]:
    """Return the faults that lint finds in one file alone."""
    source = read_source(name, json.dumps(made, ensure_ascii=False).encode())
    base = VOCABULARY
    context = Context(base.facts, base.outcomes)
    problems = []
    for section, table in source.data.items():
        match section:
            case "terms":
                problems += parse(name, "terms", source.data, TypeAdapter(Terms), None, context).problems
            case "claims":
                problems += parse(name, "claims", source.data, TypeAdapter(LexiconEntries), None, None).problems
            case "format" | "name" | "locale":
                pass
            case _:
                for key in table:
                    problems += parse(name, key, table, adapter(section), id_type(section), context).problems
    if name == "base.yaml":
        about = read_source(name, json.dumps({"base": made}, ensure_ascii=False).encode()).data
        problems += parse(name, "base", about, TypeAdapter(About), None, None).problems
    return [problem.code for problem in problems if problem.code != "reference"]  # what is named is another matter
