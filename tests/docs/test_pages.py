"""What pages point at is there: links and their headings, files, tests, names in code, settings."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from docs import http_api, people_table
from indexer import grams, vectors
from indexer.ranker import evidence, fitting, network, training
from indexer.ranker.calibration import SETTLED
from service.app import create_app
from service.settings import FILE, Settings
from tests.docs.pages import PAGES, ROOT, prose

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_PICTURE = re.compile(r'<img src="([^"]+)"')
_CODE = re.compile(r"`([^`\n]+)`")
_FILE = re.compile(r"(?:\.ci|docs|evaluation|indexer|knowledge|service|tests)/[\w./-]*[\w/]")
_SOURCES = ("knowledge", "indexer", "service", "evaluation")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path):
    links = [*_LINK.findall(prose(page)), *_PICTURE.findall(prose(page))]
    broken = [link for link in links if "://" not in link and not _leads(page, link)]

    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_and_tests_that_are_named_are_there(page: Path):
    named = [name for name in _CODE.findall(prose(page)) if _FILE.fullmatch(name.partition("::")[0])]

    assert [name for name in named if not _stands(name)] == []


def test_the_map_names_every_room():
    named = set(_CODE.findall((ROOT / "docs/architecture.md").read_text("utf-8")))
    rooms = [path.parent for folder in _SOURCES[:3] for path in sorted((ROOT / folder).glob("*/__init__.py"))]

    assert [str(room.relative_to(ROOT)) for room in rooms if f"{room.relative_to(ROOT)}/" not in named] == []


def test_names_of_the_glossary_stand_in_code():
    named = set()
    for line in (ROOT / "docs/glossary.md").read_text("utf-8").splitlines():
        if line.startswith("| ") and line.count("|") == 4:
            named |= set(_CODE.findall(line.split("|")[3]))

    assert sorted(name for name in named if "/" not in name and name not in _names()) == []


def test_the_settings_described_are_those_there_are():
    told = (ROOT / "docs/operating.md").read_text("utf-8")

    described = set(re.findall(r"`(YIZHI_[A-Z_]+)`", told))

    assert described == {f"YIZHI_{name.upper()}" for name in Settings.model_fields} | {FILE}


def test_the_reference_of_the_api_is_that_of_the_description():
    text = http_api.PAGE.read_text("utf-8")

    fresh = http_api.page(text, create_app(Settings()).openapi())

    assert text == fresh, "run `python -m docs.http_api`"


@pytest.mark.parametrize("page", people_table.PAGES, ids=lambda page: page.name)
def test_the_table_of_routes_and_roles_is_that_of_the_code(page: Path):
    text = page.read_text("utf-8")

    assert text == people_table.page(text), "run `python -m docs.people_table`"


def test_the_sizes_of_retrieval_are_those_in_code():
    told = (ROOT / "docs/retrieval.md").read_text("utf-8")
    weights = json.loads(SETTLED.read_text("utf-8")).popitem()[1]

    sizes = (
        f"the {evidence.NEAREST} nearest",
        f"Up to {vectors.EXACT:,} rows",
        f"into {grams.BUCKETS:,} buckets",
        f"of up to {fitting.UNITS:,} units",
        f"embeddings of {network.BAG} numbers",
        f"{training.Effort.WHOLE} passes over batches of {fitting.BATCH}",
        f"with {training.AGAIN} passes",
        f"up to {training.FEW:,} questions",
        f"{len(weights['candidate'])} features a candidate",
        f"and {len(weights['none'])} for none",
    )

    assert [size for size in sizes if size not in " ".join(told.split())] == []


def _leads(page: Path, link: str) -> bool:
    name, _, heading = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists():
        return False
    return not heading or heading in _anchors(target)


@cache
def _anchors(page: Path) -> frozenset[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles)


def _stands(name: str) -> bool:
    file, _, test = name.partition("::")
    path = ROOT / file
    if not path.exists():
        return False
    return not test or f"def {test}(" in path.read_text("utf-8")


@cache
def _names() -> frozenset[str]:
    """Return every name that the sources define: classes, functions, attributes, constants."""
    files = (file for folder in _SOURCES for file in (ROOT / folder).rglob("*.py"))
    return frozenset(name for file in files for name in _defined(ast.parse(file.read_text("utf-8"))))


def _defined(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case _:
                pass
