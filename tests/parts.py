"""A part of the machine that a test needs: where it is missing the test fails in CI and is skipped elsewhere."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest


def program(*names: str, mend: str) -> Path:
    """Return the first of these programs that the machine has; `mend` says how to get one."""
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    missing(" or ".join(names), mend)


def missing(part: str, mend: str) -> NoReturn:
    """End the test that asked for a part: CI must have every part, a laptop may do without."""
    message = f"{part} is missing: {mend}"
    if os.environ.get("CI") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
