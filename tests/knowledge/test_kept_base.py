"""A base that was read before is taken as it was, and read again where anything has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.loading.kept_base import load_kept
from knowledge.loading.load import Loaded, load
from tests.service.small import BROKEN, POLICIES, write_base, write_policies


class Reads:
    """Reads a base, and counts how often."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, folder: Path) -> Loaded:
        self.count += 1
        return load(folder)


@pytest.fixture
def reads() -> Reads:
    return Reads()


def test_the_second_time_it_is_not_read_and_is_the_same(tmp_path: Path, reads: Reads):
    base = write_base(tmp_path / "base")

    first, second = (load_kept(base, tmp_path / "cache", reads) for _ in range(2))

    assert reads.count == 1
    assert (second.base, second.problems) == (first.base, first.problems)
    assert second.require().files == load(base).require().files


def test_an_edit_is_read_and_so_is_the_way_back(tmp_path: Path, reads: Reads):
    base = write_base(tmp_path / "base")
    load_kept(base, tmp_path / "cache", reads)

    write_policies(base, POLICIES.replace("七天内封口完好可以退。", "七天内没拆封可以退。"))
    edited = load_kept(base, tmp_path / "cache", reads)
    write_policies(base, POLICIES)
    back = load_kept(base, tmp_path / "cache", reads)

    assert reads.count == 3
    says = [one.require().policies["no-reason"].say["default"] for one in (edited, back)]
    assert says == ["七天内没拆封可以退。", "七天内封口完好可以退。"]


def test_a_broken_base_is_never_kept(tmp_path: Path, reads: Reads):
    base = write_base(tmp_path / "base", BROKEN)

    found = [load_kept(base, tmp_path / "cache", reads).base for _ in range(2)]

    assert (found, reads.count) == ([None, None], 2)


@pytest.mark.parametrize("damage", ["cut", "writable by others"])
def test_a_kept_base_that_is_cut_or_that_others_may_write_is_not_used(tmp_path: Path, reads: Reads, damage: str):
    base = write_base(tmp_path / "base")
    load_kept(base, tmp_path / "cache", reads)
    (kept,) = (tmp_path / "cache").iterdir()

    if damage == "cut":
        kept.write_bytes(kept.read_bytes()[:-100])
    else:
        kept.chmod(0o666)
    again = load_kept(base, tmp_path / "cache", reads)

    assert reads.count == 2
    assert again.base == load(base).base
