"""One entry of a folder as it would be, and files put in place."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.editing.changing import as_written, change_entry, find_standing, in_order
from knowledge.editing.fingerprint import entry_fingerprint
from knowledge.editing.placing import ChangedError, place
from knowledge.loading.load import load
from knowledge.loading.parse_cache import ParseCache
from knowledge.problem import FaultsError, Location

SMALL = Path(__file__).parents[1] / "examples" / "good" / "small"
ON = date(2026, 11, 21)


def test_what_stands_comes_with_its_place_and_a_new_entry_with_the_file_that_it_would_get():
    sources = ParseCache().sources(SMALL)

    found = find_standing(sources, "policies", "quality-return")
    new = find_standing(sources, "guides", "spring")

    assert (found.source.file, found.data and found.data["when"]) == ("policies.yaml", {"issue": "quality"})
    assert (new.source, new.raw, new.data) == (Location("guides/spring.yaml"), b"", None)


def test_the_base_is_read_with_the_change_and_neither_the_folder_nor_what_was_read_before_is_touched():
    known = ParseCache()
    before = load(SMALL, memory=known).require()
    files, parsed = dict(known.files), dict(known.parsed)
    now = find_standing(known.sources(SMALL), "policies", "quality-return")
    assert now.data is not None

    made = change_entry(known.sources(SMALL), known, now, {**now.data, "title": "质量"}, ON, SMALL)

    base = made.loaded.require()
    assert (base.policies["quality-return"].title, before.policies["quality-return"].title) == ("质量", "质量问题退货")
    assert base.policies == {**before.policies, "quality-return": base.policies["quality-return"]}
    assert (known.files, known.parsed) == (files, parsed)
    assert made.after.decode() == made.before.decode().replace("质量问题退货", "质量")


def test_a_change_that_breaks_the_base_has_its_problems_at_their_places():
    sources = ParseCache().sources(SMALL)
    now = find_standing(sources, "guides", "spring")

    made = change_entry(sources, ParseCache(), now, {"title": "换季", "stps": ["a"]}, ON, SMALL, "# 头\n")

    assert made.after.decode() == "# 头\nguides:\n  spring:\n    title: 换季\n    stps: [a]\n"
    assert made.loaded.base is None
    assert ("guides/spring.yaml:5:5", "stps") in {(str(one.location), one.path) for one in made.loaded.problems}


@pytest.mark.parametrize(
    "now, new, keys",
    [
        ({"a": 1, "b": 2}, {"b": 3, "a": 1}, ["a", "b"]),
        ({"a": 1, "b": 2}, {"b": 2, "c": 3, "a": 1}, ["a", "b", "c"]),
        ({"a": 1, "b": 2}, {"a": 1, "c": 3, "b": 2}, ["a", "c", "b"]),
        ({"a": 1, "b": 2}, {"c": 3, "b": 2}, ["c", "b"]),
    ],
)
def test_keys_keep_the_order_of_the_file(now: Any, new: Any, keys: list[str]):
    assert list(in_order(now, new)) == keys


ENTRY = st.recursive(st.text(max_size=3), lambda inner: st.dictionaries(st.sampled_from("abcd"), inner, max_size=4))


@given(ENTRY, ENTRY)
def test_order_changes_nothing_but_the_order(now: Any, new: Any):
    assert in_order(now, new) == new


def test_json_becomes_text_as_a_file_holds_it():
    entry = {"a": True, "b": 7, "c": 0.5, "d": ["x", {"e": False}]}

    assert as_written(entry) == {"a": "true", "b": "7", "c": "0.5", "d": ["x", {"e": "false"}]}


@pytest.mark.parametrize("value", [None, math.nan, math.inf, "\ud800", {"\udfff": "a"}])
def test_what_no_file_holds_is_a_fault_at_its_place(value: Any):
    with pytest.raises(FaultsError) as error:
        as_written({"say": [value]})

    assert [fault.path[:2] for fault in error.value.faults] == [("say", 0)]


def test_what_is_nested_too_deep_is_a_fault():
    deep: Any = "x"
    for _ in range(900):
        deep = [deep]

    with pytest.raises(FaultsError, match="nested too deep"):
        as_written({"a": deep})


def test_the_fingerprint_of_an_entry_is_that_of_its_data_whatever_the_order_of_its_keys():
    assert entry_fingerprint({"a": "1", "b": ["x", "y"]}) == entry_fingerprint({"b": ["x", "y"], "a": "1"})
    assert entry_fingerprint({"a": "1", "b": ["x", "y"]}) != entry_fingerprint({"a": "1", "b": ["y", "x"]})


def test_files_are_put_in_place_with_the_mode_that_they_had(tmp_path: Path):
    (tmp_path / "a.yaml").write_bytes(b"a")
    (tmp_path / "a.yaml").chmod(0o640)

    place(tmp_path, {"a.yaml": b"a"}, {"a.yaml": b"b", "new/c.yaml": b"c"})

    assert [(path.name, path.read_bytes()) for path in sorted(tmp_path.rglob("*.*"))] == [
        ("a.yaml", b"b"),
        ("c.yaml", b"c"),
    ]
    assert (tmp_path / "a.yaml").stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link_to_the_file_that_changes(tmp_path: Path):
    (tmp_path / "real.txt").write_bytes(b"a")
    (tmp_path / "a.yaml").symlink_to(tmp_path / "real.txt")

    place(tmp_path, {"a.yaml": b"a"}, {"a.yaml": b"b"})

    assert ((tmp_path / "a.yaml").is_symlink(), (tmp_path / "real.txt").read_bytes()) == (True, b"b")


@pytest.mark.parametrize("before", [{"a.yaml": b"older"}, {}], ids=["changed", "came to be"])
def test_with_one_file_changed_meanwhile_none_is_written(tmp_path: Path, before: dict[str, bytes]):
    (tmp_path / "a.yaml").write_bytes(b"theirs")
    (tmp_path / "b.yaml").write_bytes(b"b")

    with pytest.raises(ChangedError, match=r"a\.yaml was changed while this ran; nothing was written"):
        place(tmp_path, {"b.yaml": b"b", **before}, {"b.yaml": b"mine", "a.yaml": b"mine"})

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.yaml": b"theirs", "b.yaml": b"b"}
