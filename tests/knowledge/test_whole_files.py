"""Files are written whole or not at all, and what a killed write left is cleared away once none can go on."""

import os
from pathlib import Path

from knowledge.whole_files import clear_left, write_beside, write_whole


def test_what_a_killed_write_left_is_cleared_away_and_nothing_else(tmp_path: Path):
    kept = tmp_path / "policies" / "quality.yaml"
    write_whole(kept, b"policies: {}\n")
    old, young = write_beside(kept, b"half"), write_beside(kept, b"going on")
    own = kept.with_name(".notes.tmp")
    own.write_bytes(b"of the trainer's own")
    for path in (old, own, kept):
        os.utime(path, (0, 0))

    assert clear_left(tmp_path) == (old,)
    assert sorted(kept.parent.iterdir()) == sorted([kept, young, own])


def test_a_folder_that_is_not_there_has_nothing_left(tmp_path: Path):
    assert clear_left(tmp_path / "gone") == ()
