"""Files of JSON lines: one object a line, each with its number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evaluation.problem import EvaluationError


def read_object(line: str | bytes) -> dict[str, Any]:
    """Return the object of one line; raises EvaluationError that says what stands there instead."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise EvaluationError("no JSON") from error
    if not isinstance(data, dict):
        raise EvaluationError("no JSON object")
    return data


def read_objects(text: str, path: Path, wanted: str = "write one JSON object a line") -> Iterator[tuple[int, Any]]:
    """Yield the number and the object of each line that is not blank; raises EvaluationError that ends in `wanted`."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, read_object(line)
        except EvaluationError as error:
            raise EvaluationError(f"{path}:{number}: {error}: {wanted}") from error
