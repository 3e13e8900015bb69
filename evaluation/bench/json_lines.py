"""Objects of a file of JSON lines, each with its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evaluation.problem import EvaluationError


def objects(text: str, path: Path, wanted: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the place and the object of each line that is not blank; raises EvaluationError that ends in `wanted`."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except ValueError as error:
            raise EvaluationError(f"{path}:{number}: no JSON ({error}): {wanted}") from error
        if not isinstance(data, dict):
            raise EvaluationError(f"{path}:{number}: expected an object: {wanted}")
        yield f"{path}:{number}", data
