"""The project's own files agree with each other."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
VENDOR = ROOT / "service/web/static/vendor"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PINS = dict(
    line.split("==")
    for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
)


def test_everything_declared_for_running_and_testing_is_pinned():
    declared = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]

    names = {_plain(re.split(r"[\[<>=!~; ]", requirement)[0]) for requirement in declared}

    assert names - {_plain(name) for name in PINS} == set()


def test_the_lock_is_fit_for_a_machine_without_a_gpu():
    unfit = [name for name in PINS if name.startswith(("nvidia", "cuda", "triton"))]

    assert (unfit, PINS["torch"]) == ([], "2.13.0")


@pytest.mark.parametrize("line", (VENDOR / "VERSIONS.txt").read_text("utf-8").splitlines()[4:])
def test_a_vendored_script_is_the_one_its_list_names(line: str):
    name, _package, _path, _licence, digest = line.split()

    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
