"""What the learned reader of replies is taught: labelled rows beside the base, and the networks fitted to them.

A fold holds all replies to one situation, so that paraphrases stay together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from evaluation.claims.examples import (
    Example,
    Labelled,
    Stated,
    example_of,
    lexicon_examples,
    script_examples,
    template_examples,
)
from evaluation.claims.sentences import sentence_examples
from evaluation.json_lines import read_objects
from indexer.claims.buckets import Ints, buckets, windows
from indexer.claims.fitting import fit
from indexer.claims.frames import Frames
from indexer.claims.implicit import ANY, ImplicitNetwork
from indexer.claims.implicit_fitting import fit_implicit
from indexer.claims.learned_reader import LearnedReader
from indexer.claims.network import Network
from indexer.claims.units import Viewer
from indexer.encoders.light import open_light
from knowledge.deciding.decide import Decider
from knowledge.loading.load import load
from knowledge.reading.claims.reader import ClaimsReader

ON = date(2026, 11, 21)
FOLDS, SEED = 3, 7

Floats = npt.NDArray[np.float64]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class School:
    """The base with its readers, and the labelled rows."""

    decider: Decider
    grammar: ClaimsReader
    viewer: Viewer
    rows: tuple[Row, ...]
    unseen: tuple[Row, ...]  # that nothing is fitted to
    examples: tuple[Example, ...]  # of the rows, in their order
    beside: tuple[Example, ...]  # from lexicon, scripts and templates

    @staticmethod
    def of(base: Path, suites: Sequence[Path], unseen: Path) -> School:
        decider = Decider(load(base).require())
        grammar = ClaimsReader.of(decider.base)
        apart = tuple(row for _, row in read_objects(unseen.read_text(encoding="utf-8"), unseen))
        replies = {row["reply"] for row in apart}
        found = (row for suite in suites for _, row in read_objects(suite.read_text(encoding="utf-8"), suite))
        rows = tuple(row for row in found if row["reply"] not in replies)
        examples = tuple(example_of(row, decider, grammar, ON) for row in rows)
        beside = (
            *lexicon_examples(grammar),
            *script_examples(decider, grammar),
            *template_examples(decider, grammar.lexicon, SEED),
            *sentence_examples(decider, SEED),
        )
        return School(decider, grammar, Viewer(Frames(grammar.lexicon)), rows, apart, examples, beside)

    def labelled(self, examples: Sequence[Example]) -> tuple[Labelled, Ints]:
        """Return the units of examples, and their rows of buckets."""
        found = Labelled()
        for place, example in enumerate(examples):
            found.add(self.viewer, self.grammar.lexicon, place, example)
        return found, buckets(windows(found.units))


def networks(school: School) -> tuple[Network, list[Network]]:
    """Return the network of all examples, and for each fold that of the rows without it."""
    own, own_rows = school.labelled(school.examples)
    beside, beside_rows = school.labelled(school.beside)
    folds = np.array([fold_of(school.rows[place]) for place in own.owners])

    def fitted(kept: npt.NDArray[np.bool_]) -> Network:
        def chosen(mine: Sequence[float], others: Sequence[float]) -> Floats:
            return np.concatenate([np.array(mine, dtype=float)[kept], np.array(others, dtype=float)])

        return fit(
            np.concatenate([own_rows[kept], beside_rows]),
            chosen(own.labels, beside.labels).astype(int),
            chosen(own.limited, beside.limited).astype(int),
            chosen(own.worth, beside.worth),
        )

    whole = fitted(np.ones(len(folds), dtype=bool))
    return whole, [fitted(folds != fold) for fold in range(FOLDS)]


def implicit_networks(school: School) -> tuple[ImplicitNetwork, list[ImplicitNetwork]]:
    """Return the network of what whole replies mean, and for each fold that of the rows without it."""
    examples = [*school.examples, *(one for one in school.beside if one.group.startswith("text:") and one.kind is None)]
    normal = school.grammar.lexicon.spellings.normalise
    reader = LearnedReader.of(school.grammar.lexicon)
    told = [reader.told(normal(one.reply), one.about, one.asked) for one in examples]
    stated = [_with_stances(school, one.stated) for one in examples]
    worth = np.array([one.worth for one in examples])
    folds = np.array([*(fold_of(row) for row in school.rows), *[-1] * (len(examples) - len(school.rows))])
    vectors = open_light().encode_queries([one.text for one in told])

    def fitted(kept: npt.NDArray[np.bool_]) -> ImplicitNetwork:
        places = np.flatnonzero(kept).tolist()
        return fit_implicit([told[at] for at in places], [stated[at] for at in places], worth[kept], vectors[kept])

    return fitted(folds > -2), [fitted(folds != fold) for fold in range(FOLDS)]


def _with_stances(school: School, stated: Stated) -> frozenset[tuple[str, str]]:
    """Return the values that acts, costs and papers can state, and beside them whether any refuses or grants."""
    frames = school.viewer.frames
    known = [key for key in stated if key in frames.values]
    return frozenset([*known, *((ANY, frames.stances[key]) for key in known if key in frames.stances)])


def fold_of(row: Row) -> int:
    """Return the fold of a reply; all replies to one situation share it, and all lessons of one writer."""
    if writer := row.get("writer"):
        return crc32(str(writer).encode()) % FOLDS
    issue = {**row.get("asked_facts", {}), **row["facts"]}.get("issue", "")
    return crc32(f"{issue}\n{row['asked']}".encode()) % FOLDS
