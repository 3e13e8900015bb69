"""What speaks for each script in a message: nearness in meaning and letters, what was learned, names, phrases, facts.

Every nearness is made from the nearest passages, which FAISS finds; nothing looks at all rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from indexer.encoder import Vectors
from indexer.names import NameHit
from indexer.ranker.target_rows import Floats, Rows, Side, TargetRows
from indexer.ranker.targets import ISSUE
from knowledge.model.facts import Value
from knowledge.reading.facts.phrasebook import Mention

NEAREST = 400  # passages that are looked at
_VOTERS, _SHARPNESS = 10, 8.0
_EACH = 24  # scripts taken from each source


@dataclass(frozen=True, slots=True)
class Heard:
    """What was read from one message before anything was searched."""

    text: str  # in normal form
    names: tuple[NameHit, ...]
    mentions: tuple[Mention, ...]  # of the subject
    facts: Mapping[str, Value] = field(default_factory=dict)  # known of the case, the subject aside


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest passages of a message with their centred cosines and what they share with it in grams."""

    query: Vectors
    rows: Rows
    cosines: Floats
    letters: Floats


@dataclass(frozen=True, slots=True)
class Evidence:
    """Scores by script, higher speaks for it, and what speaks for none."""

    nearest: Floats  # centred cosine of the nearest question, title or name
    letters: Floats  # the same in grams
    answer: Floats  # centred cosine of the nearest answer
    denied: Floats  # that of the nearest question that it must not answer
    votes: Floats  # share of the nearest questions
    group: Floats  # learned log P of its group
    within: Floats  # learned log P of the script within its group
    none: float  # learned log P of none of them


def evidence(near: Near, rows: TargetRows, group: Floats, within: Floats, none: float) -> Evidence:
    """Return the evidence of one message; `group` and `within` are learned log probabilities by script."""
    owners, sides = rows.owners[near.rows], rows.sides[near.rows]
    count = len(rows.targets.scripts)
    floor = float(near.cosines.min(initial=1.0)) if len(near.cosines) else -1.0

    def best(side: Side, scores: Floats, least: float) -> Floats:
        found = np.full(count, least, dtype=np.float32)
        here = (sides == side) & (owners >= 0)
        np.maximum.at(found, owners[here], scores[here])
        return found

    return Evidence(
        nearest=best(Side.ASKED, near.cosines, floor),
        letters=best(Side.ASKED, near.letters, 0.0),
        answer=best(Side.ANSWERED, near.cosines, floor),
        denied=best(Side.DENIED, near.cosines, floor),
        votes=_votes(owners[sides == Side.ASKED], near.cosines[sides == Side.ASKED], count),
        group=group,
        within=within,
        none=none,
    )


def _votes(owners: Rows, cosines: Floats, count: int) -> Floats:
    votes = np.zeros(count, dtype=np.float32)
    top = np.argsort(-cosines, kind="stable")[:_VOTERS]
    top = top[owners[top] >= 0]
    if len(top):
        np.add.at(votes, owners[top], np.exp(_SHARPNESS * (cosines[top] - cosines[top].max())))
        votes /= votes.sum()
    return votes


def candidates(found: Evidence, heard: Heard, rows: TargetRows) -> npt.NDArray[np.int64]:
    """Return the scripts worth looking at: the best of each source, those named, the best of each issue mentioned."""
    targets = rows.targets
    learned = found.group + found.within
    chosen: set[int] = set()
    for scores in (learned, found.nearest, found.letters):
        wanted = min(_EACH, len(scores))
        chosen.update(np.argpartition(-scores, wanted - 1)[:wanted].tolist() if wanted else [])
    chosen.update(targets.places[hit.key] for hit in heard.names if hit.key in targets.places)
    for issue in {str(mention.value) for mention in heard.mentions}:
        group = targets.group_places.get((ISSUE, issue))
        if group is not None:
            members = np.flatnonzero(targets.group_of == group)
            chosen.update(members[np.argsort(-learned[members], kind="stable")[:8]].tolist())
    return np.array(sorted(chosen), dtype=np.int64)
