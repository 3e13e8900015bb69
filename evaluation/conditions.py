"""What a run is measured on."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from typing import Any

from evaluation.suite import Suite
from service.answers.assistant import Assistant


def conditions_of(assistant: Assistant, on: date, seed: int) -> Mapping[str, Any]:
    """Return day, base, snapshot, encoder, seed and versions."""
    return {
        "date": on.isoformat(),
        "base": assistant.base.about.name,
        "base_fingerprint": assistant.base.fingerprint[:16],
        "snapshot": assistant.snapshot,
        "encoder": assistant.workshop.encoder.name,
        "seed": seed,
        "yizhi": version("yizhi"),
        "python": platform.python_version(),
    }


def suite_conditions(suite: Suite) -> Mapping[str, Any]:
    """Return what names a suite and the part of it that was asked."""
    return {
        "suite": suite.name,
        "suite_sha256": suite.digest,
        "split": suite.split,
        "questions": len(suite.questions),
        "groups": len({one.family for one in suite.questions}),
    }
