"""A base read from the bytes of its files: as it was, or as it would be."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from knowledge.loading.load import Loaded, load


def load_copy(files: Mapping[str, bytes], attached: Path | Literal["anywhere"] = "anywhere") -> Loaded:
    """Read and check files as a base; what scripts are sent with stands below `attached`, and not beside them."""
    with tempfile.TemporaryDirectory(prefix="yizhi-") as place:
        for file, raw in files.items():
            path = Path(place) / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw)
        return load(Path(place), attached=attached)
