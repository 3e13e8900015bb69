"""What a ranker learned, in memory and on disk."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.ranker.conditional_logit import ConditionalLogit
from indexer.ranker.ensemble import Ensemble
from indexer.ranker.targets import Target

Digests = npt.NDArray[np.uint64]

_ARRAYS, _ABOUT = "learned.npz", "learned.json"


@dataclass(frozen=True, slots=True)
class Expectation:
    """How the ranker did on the base's own questions that it had not seen."""

    first: float  # share with the right script first
    questions: int
    weakest: tuple[tuple[Target, float], ...] = ()  # scripts with the share of their questions that find them first
    alike: tuple[tuple[Target, Target, int], ...] = ()  # scripts taken for each other, and how often
    is_modest: bool = False  # whether the questions were too few for the settled bound of high


@dataclass(frozen=True)
class Learned:
    """Networks over scripts, and how all evidence is weighed.

    `network` is None for a base without questions, `logit` where the settled weights serve; `power` and `high` are
    None where the settled ones serve.
    """

    network: Ensemble | None
    logit: ConditionalLogit | None = None
    power: float | None = None
    high: float | None = None
    expectation: Expectation | None = field(default=None, compare=False)
    seen: Digests | None = field(default=None, compare=False)  # of what it learned from, sorted
    whole: Digests | None = field(default=None, compare=False)  # the same when it last began from nothing

    def save(self, folder: Path) -> None:
        """Write everything below `folder`."""
        arrays: dict[str, Any] = {}
        about: dict[str, Any] = {"power": self.power, "high": self.high, "grouped": []}
        if self.logit is not None:
            arrays |= {"candidate": self.logit.candidate, "none": self.logit.none}
        if self.network is not None:
            targets = self.network.targets
            arrays |= self.network.arrays()
            groups = (targets.groups[place] for place in targets.group_of)
            about["grouped"] = list(zip(targets.scripts, groups, strict=True))
        digests = {"seen": self.seen, "whole": self.whole}
        arrays |= {name: found for name, found in digests.items() if found is not None}
        if self.expectation is not None:
            about["expectation"] = asdict(self.expectation)
        np.savez(folder / _ARRAYS, **arrays)
        (folder / _ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Learned:
        """Read what `save` wrote."""
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        with np.load(folder / _ARRAYS) as stored:
            arrays = dict(stored)
        grouped = {_target(script): _target(group) for script, group in about["grouped"]}
        return cls(
            network=Ensemble.of_arrays(arrays, grouped),
            logit=ConditionalLogit(arrays["candidate"], arrays["none"]) if "candidate" in arrays else None,
            power=about["power"],
            high=about["high"],
            expectation=_expectation(about.get("expectation")),
            seen=arrays.get("seen"),
            whole=arrays.get("whole"),
        )


def _target(pair: Sequence[Any]) -> tuple[Any, str]:
    kind, key = pair
    return kind, str(key)


def _expectation(about: Mapping[str, Any] | None) -> Expectation | None:
    if about is None:
        return None
    weakest = tuple((_target(target), float(share)) for target, share in about["weakest"])
    alike = tuple((_target(one), _target(other), int(count)) for one, other, count in about["alike"])
    return Expectation(about["first"], about["questions"], weakest, alike, bool(about["is_modest"]))
