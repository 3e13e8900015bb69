"""A sealed folder is whole or absent, and knows its own damage."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.sealed import (
    MANIFEST,
    BrokenSealError,
    NotSealedError,
    Seal,
    check_seal,
    replace_text,
    write_sealed,
)

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # sha256 of "abc", FIPS 180-2


def fill(place: Path) -> dict[str, int]:
    (place / "deep").mkdir()
    (place / "deep" / "file").write_bytes(b"abc")
    return {"format": 1}


def test_what_is_written_is_read_back_with_its_hashes(tmp_path):
    write_sealed(tmp_path / "folder", fill)

    assert check_seal(tmp_path / "folder") == Seal({"format": 1}, {"deep/file": ABC})


def test_writing_again_replaces_the_folder_and_leaves_nothing_beside_it(tmp_path):
    write_sealed(tmp_path / "folder", fill)

    write_sealed(tmp_path / "folder", lambda place: {"format": 2})

    assert check_seal(tmp_path / "folder") == Seal({"format": 2}, {})
    assert os.listdir(tmp_path) == ["folder"]


def test_a_writer_that_fails_leaves_the_old_folder(tmp_path):
    def failing(place: Path) -> dict[str, int]:
        fill(place)
        raise RuntimeError

    write_sealed(tmp_path / "folder", fill)

    with pytest.raises(RuntimeError):
        write_sealed(tmp_path / "folder", failing)

    assert check_seal(tmp_path / "folder").about == {"format": 1}
    assert os.listdir(tmp_path) == ["folder"]


def test_a_writer_that_is_killed_leaves_the_old_folder(tmp_path):
    write_sealed(tmp_path / "folder", fill)
    script = (
        "import os, signal, sys; from pathlib import Path; from indexer.sealed import write_sealed\n"
        "def fill(place):\n"
        "    (place / 'new').write_bytes(b'x'); os.kill(os.getpid(), signal.SIGKILL)\n"
        "write_sealed(Path(sys.argv[1]), fill)\n"
    )

    died = subprocess.run([sys.executable, "-c", script, str(tmp_path / "folder")], check=False)

    assert died.returncode == -signal.SIGKILL
    assert check_seal(tmp_path / "folder") == Seal({"format": 1}, {"deep/file": ABC})


@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: (folder / "deep" / "file").write_bytes(b"ab"),
        lambda folder: (folder / "deep" / "file").write_bytes(b"abd"),
        lambda folder: (folder / "deep" / "file").unlink(),
        lambda folder: (folder / MANIFEST).write_text("{"),
        lambda folder: (folder / MANIFEST).write_text('{"about": {}}'),
        lambda folder: (folder / MANIFEST).write_text("[]"),
    ],
    ids=["cut", "changed", "gone", "manifest cut", "manifest without files", "manifest of another kind"],
)
def test_damage_is_found(tmp_path, harm):
    write_sealed(tmp_path / "folder", fill)

    harm(tmp_path / "folder")

    with pytest.raises(BrokenSealError):
        check_seal(tmp_path / "folder")


def test_a_folder_that_is_not_there_is_told_from_a_damaged_one(tmp_path):
    with pytest.raises(NotSealedError, match=r"found no manifest\.json"):
        check_seal(tmp_path / "folder")


def test_a_text_is_replaced_whole(tmp_path):
    replace_text(tmp_path / "CURRENT", "one\n")
    replace_text(tmp_path / "CURRENT", "two\n")

    assert (tmp_path / "CURRENT").read_text() == "two\n"
    assert os.listdir(tmp_path) == ["CURRENT"]
