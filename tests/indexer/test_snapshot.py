"""Snapshots: written whole or not at all, named after what they hold, checked when opened."""

import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer.building import Builder, Knowledge
from indexer.grams import matrix
from indexer.index import Index
from indexer.passages import Passage
from indexer.snapshot import (
    DamagedSnapshotError,
    MissingSnapshotError,
    Origin,
    Snapshot,
    SnapshotError,
    StaleSnapshotError,
    current_id,
    make_current,
    open_current,
    open_snapshot,
)
from tests.fakes import HashEncoder


def plain(text: str) -> str:
    return text


ONE = Knowledge(
    fingerprint="one",
    passages=(Passage("policy", "quality", "ask", "面霜有怪味"), Passage("policy", "freight", "ask", "运费谁出")),
    sources={"policies/quality.yaml": "policies: 一".encode(), "base.yaml": b"base: {}"},
    code="1",
    normalise=plain,
)
TWO = replace(ONE, fingerprint="two", passages=(*ONE.passages[:1], Passage("policy", "freight", "ask", "邮费算谁的")))


def learn(index: Index, place: Path, before: Snapshot | None) -> None:
    (place / "ranker.txt").write_text("\n".join(one.text for one in index.passages), encoding="utf-8")


def builder(tmp_path: Path) -> Builder:
    return Builder(tmp_path / "shelf", HashEncoder())


def served(tmp_path: Path, knowledge: Knowledge = ONE):
    made = builder(tmp_path)
    snapshot = made.build(knowledge, learn)
    made.publish(snapshot)
    return made, snapshot


def test_what_was_built_is_opened_as_it_was(tmp_path):
    made, snapshot = served(tmp_path)

    opened = open_current(made.shelf)

    assert opened.id == snapshot.id
    assert opened.origin == Origin("one", "hash", "1", "one")
    assert opened.index.passages == ONE.passages
    assert opened.sources() == ONE.sources
    assert (opened.ranker / "ranker.txt").read_text(encoding="utf-8") == "面霜有怪味\n运费谁出"
    (near,) = opened.index.vectors.search(made.encoder.encode_queries(["运费谁出"]), 1)
    assert near.rows.tolist() == [1]
    asked = matrix(["怪味"], opened.index.rarity).toarray()[0]
    assert opened.index.likeness(asked, np.arange(2)).argmax() == 0


def test_the_same_knowledge_gives_the_same_snapshot_to_the_byte(tmp_path):
    first = served(tmp_path / "a")[1]
    second = served(tmp_path / "b")[1]

    assert first.id == second.id
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b")


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "other", [replace(ONE, fingerprint="other"), replace(ONE, code="2")], ids=["other base", "other code"]
)
def test_other_knowledge_gives_another_snapshot(tmp_path, other):
    made, snapshot = served(tmp_path)

    assert made.build(other, learn).id != snapshot.id


def test_a_snapshot_that_stands_is_opened_without_encoding_or_learning(tmp_path):
    made, snapshot = served(tmp_path)
    made.encoder.encoded.clear()

    def never(index: Index, place: Path) -> None:
        raise AssertionError

    assert made.build(ONE, never).id == snapshot.id
    assert made.encoder.encoded == []


def test_an_edit_encodes_only_what_is_new_and_serves_with_the_old_ranker(tmp_path):
    made, snapshot = served(tmp_path)
    made.encoder.encoded.clear()

    edited = made.update(TWO, snapshot)
    made.publish(edited)

    assert made.encoder.encoded == ["邮费算谁的"]
    assert set(open_current(made.shelf).index.passages) == set(TWO.passages)
    assert open_current(made.shelf).origin == Origin("two", "hash", "1", "one")
    assert not edited.origin.is_settled
    assert edited.ranker == snapshot.ranker


def test_a_build_after_an_edit_encodes_nothing_and_says_which_ranker_it_began_from(tmp_path):
    made, snapshot = served(tmp_path / "a")
    edited = made.update(TWO, snapshot)
    made.encoder.encoded.clear()

    settled = made.build(TWO, learn, edited)

    assert made.encoder.encoded == []
    assert settled.origin.is_settled
    scratch = served(tmp_path / "b", TWO)[1]
    assert settled.index.passages == scratch.index.passages
    assert settled.origin == replace(scratch.origin, begun=snapshot.ranker.name)
    assert settled.index.vectors.matrix().tolist() == scratch.index.vectors.matrix().tolist()


def test_an_edit_that_is_undone_comes_back_to_the_first_snapshot(tmp_path):
    made, snapshot = served(tmp_path)
    edited = made.update(TWO, snapshot)

    assert made.update(ONE, edited).id == snapshot.id


def test_an_update_from_another_encoder_is_refused_with_the_way_out(tmp_path):
    made, snapshot = served(tmp_path)
    other = replace(made, encoder=HashEncoder("other"))

    with pytest.raises(StaleSnapshotError, match=r"built with encoder hash .* not other .*: run `yizhi index`"):
        other.update(TWO, snapshot)


def test_a_build_is_current_only_when_it_is_published(tmp_path):
    made, snapshot = served(tmp_path)

    made.build(TWO, learn)

    assert current_id(made.shelf) == snapshot.id


def test_an_empty_base_has_a_snapshot_too(tmp_path):
    made, snapshot = served(tmp_path, replace(ONE, passages=()))

    assert open_current(made.shelf).index.passages == ()
    assert set(made.update(TWO, snapshot).index.passages) == set(TWO.passages)


DYING = """
    import os, signal, sys
    from collections import UserDict
    from dataclasses import replace
    from pathlib import Path
    from tests.indexer.test_snapshot import ONE, TWO, builder, learn

    def die(*_):
        os.kill(os.getpid(), signal.SIGKILL)

    class Deadly(UserDict):
        def __getitem__(self, name):
            die()

    made = builder(Path(sys.argv[1]))
    if sys.argv[2] == "learning":
        made.build(TWO, die)
    elif sys.argv[2] == "writing":
        made.build(replace(TWO, sources=Deadly(TWO.sources)), learn)
    else:
        made.build(TWO, learn)
        die()
"""


@pytest.mark.parametrize("moment", ["learning", "writing", "before publishing"])
def test_a_process_that_is_killed_leaves_the_old_snapshot_current(tmp_path, moment):
    made, snapshot = served(tmp_path)

    died = subprocess.run([sys.executable, "-c", textwrap.dedent(DYING), str(tmp_path), moment], check=False)

    assert died.returncode == -signal.SIGKILL
    assert open_current(made.shelf).id == snapshot.id
    assert made.build(TWO, learn).index.passages == TWO.passages
    assert not list(made.shelf.rglob(".*.*"))


@pytest.mark.parametrize(
    "name",
    ["passages.json", "vectors.npy", "grams.npz", "ranker.txt", "sources.zip"],
)
def test_a_file_that_was_cut_is_found_and_built_again(tmp_path, name):
    made, _ = served(tmp_path)
    (path,) = made.shelf.rglob(name)
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(DamagedSnapshotError, match=f"{name} has sha256 .*: run `yizhi index` to build it again"):
        open_current(made.shelf)

    assert made.build(ONE, learn).index.passages == ONE.passages
    assert open_current(made.shelf).index.passages == ONE.passages


def test_one_flipped_bit_anywhere_is_found_or_changes_nothing(tmp_path):
    made, snapshot = served(tmp_path)
    edited = made.update(TWO, snapshot)
    made.publish(edited)
    files = [path for path in made.shelf.rglob("*") if path.is_file() and path.name != ".writing"]
    was = told(edited)

    unseen = []
    for path in files:
        raw = path.read_bytes()
        for place in range(0, len(raw), 13 if path.name in ("manifest.json", "CURRENT") else 199):
            path.write_bytes(raw[:place] + bytes([raw[place] ^ (1 << place % 8)]) + raw[place + 1 :])
            try:
                found = told(open_current(made.shelf))
            except SnapshotError:
                continue
            if found != was:
                unseen.append((path.name, place, raw[place]))
        path.write_bytes(raw)

    assert unseen == []
    assert told(open_current(made.shelf)) == was


def told(snapshot: Snapshot) -> tuple[object, ...]:
    index = snapshot.index
    return (
        snapshot.origin,
        index.passages,
        index.gone(),
        index.vectors.matrix().tolist(),
        snapshot.sources(),
        (snapshot.ranker / "ranker.txt").read_bytes(),
    )


def test_a_shelf_without_a_snapshot_says_what_to_run(tmp_path):
    with pytest.raises(MissingSnapshotError, match=r"found no snapshot in .*: run `yizhi index`"):
        open_current(tmp_path)


def test_a_current_that_names_nothing_says_what_to_run(tmp_path):
    make_current(tmp_path, "gone")

    with pytest.raises(MissingSnapshotError, match="snapshot gone is not whole"):
        open_current(tmp_path)


def test_only_old_snapshots_that_nobody_uses_are_deleted(tmp_path):
    made, first = served(tmp_path)
    second = made.build(TWO, learn, first)
    third = made.build(replace(ONE, fingerprint="three"), learn, first)
    made.publish(third)
    used, unused = first.id, second.id
    second.held.close()

    gone = made.prune(keep=0)

    assert gone == (unused,)
    assert open_snapshot(made.shelf, used).index.passages == ONE.passages
    assert open_current(made.shelf).id == third.id
    with pytest.raises(MissingSnapshotError):
        open_snapshot(made.shelf, unused)
    rankers = {path.name for path in (made.shelf / "parts").iterdir() if path.name.startswith("ranker")}
    assert rankers == {f"ranker-{used}", f"ranker-{third.id}"}


def test_a_large_base_is_searched_by_lists_and_edited_without_writing_them_again(tmp_path):
    many = tuple(Passage("guide", f"g{number}", "ask", f"第{number}个问题") for number in range(400))
    made = replace(builder(tmp_path), exact=100)
    first = made.build(replace(ONE, passages=many), learn)
    made.publish(first)
    (lists,) = made.shelf.rglob("lists.faiss")
    before = lists.stat().st_mtime_ns

    edited = made.update(replace(TWO, passages=(*many[1:], *TWO.passages)), first)

    opened = open_snapshot(made.shelf, edited.id)
    assert lists.stat().st_mtime_ns == before
    assert set(opened.index.passages) == {*many[1:], *TWO.passages}
    (near,) = opened.index.vectors.search(made.encoder.encode_queries(["邮费算谁的"]), 1)
    assert opened.index.passages[int(near.rows[0])].text == "邮费算谁的"
