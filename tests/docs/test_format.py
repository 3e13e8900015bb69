"""The page of the format: its examples are one sound base, and every key stands in one of them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.loading.load import load
from knowledge.loading.schema import schema
from knowledge.reading.claims.lexicon_entries import LexiconEntries
from knowledge.reading.claims.roles import WORD_ROLES
from service.settings import EMBEDDED_BASE
from tests.docs.pages import ROOT, blocks, prose

PAGES = (ROOT / "docs/knowledge-format.md", ROOT / "docs/knowledge-format.zh-CN.md")
Json = Mapping[str, Any]


def examples(page: Path) -> list[dict[str, Any]]:
    return [yaml.load(block.text, yaml.BaseLoader) for block in blocks(page, "yaml")]


def folder_of(page: Path, folder: Path) -> Path:
    """Write the examples of a page to a folder as the files of a base, and what they lean on."""
    for number, block in enumerate(blocks(page, "yaml")):
        name = "base.yaml" if block.text.startswith("format:") else f"{number:02}.yaml"
        (folder / name).write_text(block.text, "utf-8")
    shutil.copy(EMBEDDED_BASE / "claims/words.yaml", folder)
    (folder / "pictures").mkdir()
    (folder / "pictures/seal.png").write_bytes(b"")
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_examples_are_one_base_without_a_fault(page: Path, tmp_path: Path):
    loaded = load(folder_of(page, tmp_path))

    assert [str(problem) for problem in loaded.problems if problem.is_error] == []


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Json:
    """The schema of the examples' base, that of the lexicon of claims with it."""
    told = schema(load(folder_of(PAGES[0], tmp_path_factory.mktemp("base"))).vocabulary)
    return {**told, "properties": {**told["properties"], "claims": LEXICON}}


LEXICON = LexiconEntries.model_json_schema(by_alias=True)


def test_every_key_of_the_schema_stands_in_an_example(described: Json):
    keys = set(keys_of(described, described, "file"))
    used: set[str] = set()
    for example in examples(PAGES[0]):
        used |= set(used_keys(example, described, described, "file"))

    assert sorted(keys - used) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_key_is_explained(page: Path, described: Json):
    names = {key.rsplit(".", 1)[1] for key in keys_of(described, described, "file")}
    told = prose(page)
    titles = {word for line in told.splitlines() if line.startswith("## ") for word in re.findall(r"[a-z]+", line)}

    assert sorted(name for name in names - titles if f"`{name}`" not in told) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_role_of_words_is_named(page: Path):
    told = prose(page)

    assert [role.value for role in WORD_ROLES if f"`{role.value}`" not in told] == []


def test_both_languages_show_the_same_examples():
    assert examples(PAGES[0]) == examples(PAGES[1])


def keys_of(node: Json, whole: Json, name: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield every key that a schema names, with what it is a key of."""
    for title, model in models(node, whole, name):
        if title in seen:
            continue
        for key, inner in model.get("properties", {}).items():
            if title not in OPEN:
                yield f"{title}.{key}"
                yield from keys_of(inner, whole, f"{title}.{key}", seen | {title})
        for inner in inside(model):
            yield from keys_of(inner, whole, title, seen | {title})


def used_keys(value: Any, node: Json, whole: Json, name: str) -> Iterator[str]:
    """Yield the keys that an example uses, named as `keys_of` names them."""
    for title, model in models(node, whole, name):
        properties = model.get("properties", {})
        if isinstance(value, list):
            for one in value:
                for inner in inside(model):
                    yield from used_keys(one, inner, whole, title)
        if isinstance(value, dict) and fits(value, properties):
            for key, one in value.items():
                if key in properties:
                    yield f"{title}.{key}"
                    yield from used_keys(one, properties[key], whole, f"{title}.{key}")
                else:
                    for inner in inside(model):
                        yield from used_keys(one, inner, whole, title)


OPEN = frozenset({"When", "Way", "Decisions", "Say"})  # their keys are ids of the base


def fits(value: Mapping[str, Any], properties: Json) -> bool:
    kinds = properties.get("type", {}).get("enum") if isinstance(value.get("type"), str) else None
    return not properties or (value.keys() <= properties.keys() and (kinds is None or value["type"] in kinds))


def models(node: Any, whole: Json, name: str) -> Iterator[tuple[str, Json]]:
    """Yield what a node can be: the nodes behind its references and alternatives, each with a name."""
    if not isinstance(node, dict):
        return
    if "$ref" in node:
        last = node["$ref"].rsplit("/", 1)[1]
        found = whole.get("definitions", {}).get(last) or LEXICON["$defs"][last]
        yield from models(found, whole, last)
        return
    for choice in (*node.get("anyOf", ()), *node.get("oneOf", ()), *node.get("allOf", ())):
        yield from models(choice, whole, name)
    if node.keys() & {"properties", "items", "patternProperties", "additionalProperties", "prefixItems"}:
        yield name, node


def inside(model: Json) -> Iterator[Any]:
    """Yield what stands in a list or under ids that are free."""
    yield from model.get("patternProperties", {}).values()
    yield from (model[key] for key in ("items", "additionalProperties") if isinstance(model.get(key), dict))
