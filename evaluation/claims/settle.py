"""Settles the learned reader of replies: `python -m evaluation.claims.settle`.

The network is fitted to the suite, the lexicon's tests, the scripts of the embedded base and the templates. How the two
readers are weighed is settled on replies that neither had seen: `first_readings.jsonl` keeps what the grammar read in
each of the rounds h12 to h21 before it was mended on it, and the network reads each reply as fitted without its fold.
`unseen.jsonl` are replies that nothing is fitted to; the bounds of what is sure must hold on them by themselves too.
A fold holds all replies to one situation, so that paraphrases stay together.
"""

from __future__ import annotations

import json
import math
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import typer
from scipy.optimize import minimize

import knowledge
from evaluation.claims.examples import (
    Example,
    Labelled,
    example_of,
    key_of,
    lexicon_examples,
    script_examples,
    template_examples,
)
from evaluation.claims.sentences import sentence_examples
from evaluation.claims.trusting import EARLY, EARLY_WORTH, Read, crossed, sure_bound, trusted
from evaluation.json_lines import read_objects
from indexer.claims import learned_reader, weighing
from indexer.claims.buckets import Ints, buckets, windows
from indexer.claims.fitting import fit
from indexer.claims.frames import Frames
from indexer.claims.implicit import ImplicitNetwork, Told
from indexer.claims.implicit_fitting import fit_implicit
from indexer.claims.learned_reader import Heard, LearnedReader, Question, states_nothing, with_unnamed
from indexer.claims.network import Network
from indexer.claims.trust import surface_of
from indexer.claims.units import Viewer
from indexer.claims.values import EVEN, Value
from indexer.claims.weighing import Weighed, Weights, value_chance, verdict_chances
from indexer.encoders.light import open_light
from knowledge.deciding.decide import Decider
from knowledge.deciding.verdict import judge
from knowledge.loading.load import load
from knowledge.model.case import read_case
from knowledge.reading.claims.claim import Claim
from knowledge.reading.claims.reader import ClaimsReader

EMBEDDED = Path(knowledge.__file__).parent / "base"
SUITE = Path(__file__).parents[1] / "suites" / "replies.jsonl"
FIRST_READINGS = Path(__file__).with_name("first_readings.jsonl")
UNSEEN = Path(__file__).with_name("unseen.jsonl")
ON = date(2026, 11, 21)
FOLDS, SEED = 3, 7
PRIOR = 2.0  # replies that the network's own probability of what is not named counts for
MORE = (1.0, 1.1, 1.2, 1.3, 1.4)  # how much more the grammar, which grows, may count than its first readings bear out
PRECISE = 0.98  # share of contradictions that must be right
_WORTH_JUDGING = 0.05

_FITTED = ("heard", "spoken", "bias", "implicit", "implicit_bias")

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
    told = [Told(normal(one.reply), one.about) for one in examples]
    stated = [frozenset(key for key in one.stated if key in school.viewer.frames.values) for one in examples]
    worth = np.array([one.worth for one in examples])
    folds = np.array([*(fold_of(row) for row in school.rows), *[-1] * (len(examples) - len(school.rows))])
    vectors = open_light().encode_queries([one.text for one in told])

    def fitted(kept: npt.NDArray[np.bool_]) -> ImplicitNetwork:
        places = np.flatnonzero(kept).tolist()
        return fit_implicit([told[at] for at in places], [stated[at] for at in places], worth[kept], vectors[kept])

    return fitted(folds > -2), [fitted(folds != fold) for fold in range(FOLDS)]


def fold_of(row: Row) -> int:
    """Return the fold of a reply; all replies to one situation share it."""
    issue = {**row.get("asked_facts", {}), **row["facts"]}.get("issue", "")
    return crc32(f"{issue}\n{row['asked']}".encode()) % FOLDS


def held_out(
    school: School,
    whole: tuple[Network, ImplicitNetwork],
    folds: Sequence[tuple[Network, ImplicitNetwork]],
    first: Mapping[str, Sequence[Sequence[Any]]],
) -> list[Read]:
    """Return what both readers find in each reply that has a first reading, the networks without its fold."""
    found: list[Read] = []
    read = [(networks, [row for row in school.rows if fold_of(row) == fold]) for fold, networks in enumerate(folds)]
    for networks, among in [*read, (whole, school.unseen)]:
        reader = LearnedReader.of(school.grammar.lexicon, *networks)
        rows = [row for row in among if row["id"] in first]
        posed = [_question(school, row) for row in rows]
        heard = reader.read_many(posed)
        meant = reader.read_unnamed(posed)
        for row, one, unnamed in zip(rows, heard, meant, strict=True):
            is_mute = not first[row["id"]] and states_nothing(one)
            if is_mute:
                one = with_unnamed(one, unnamed.meant)
            values = tuple(_values(school, row, first[row["id"]], one))
            states = unnamed.states if is_mute else 1.0
            round_ = str(row["id"]).partition("-")[0]
            surface = surface_of(school.grammar.tokens(row["reply"]))
            found.append(Read(round_, row["expect"]["verdict"], values, states, surface, among is school.unseen))
    return found


def _question(school: School, row: Row) -> Question:
    facts = {**row.get("asked_facts", {}), **row["facts"]}
    return Question(school.grammar.tokens(row["reply"]), str(facts.get("issue", "")), row["asked"])


def _values(school: School, row: Row, claims: Sequence[Sequence[Any]], heard: Sequence[Heard]) -> list[Value]:
    lexicon, decider = school.grammar.lexicon, school.decider
    shares = {key_of(one.outcome, one.value, lexicon): one for one in heard}
    values = []
    for outcome, value, is_limited, kind in claims:
        key = key_of(outcome, value, lexicon)
        one = shares.get(key)
        share, limited = (one.probability, one.limited) if one else (0.0, 0.0)
        values.append(Value(*key, kind or None, True, share, is_limited, limited))
    spoken = {(value.outcome, value.value) for value in values}
    case = read_case(decider.base, row["channel"], {**row.get("asked_facts", {}), **row["facts"]}, ON)
    for key, one in shares.items():
        if key not in spoken and one.probability >= _WORTH_JUDGING and one.limited < EVEN:
            for finding in judge(decider, case, [Claim(one.outcome, one.value, one.span)]).findings:
                values.append(Value(*key, finding.kind, False, one.probability, is_implicit=one.is_implicit))
    return values


def settled(read: Sequence[Read]) -> Weights:
    """Return the weights under which the right verdicts are likeliest, with the bounds that they bear out."""
    start = Weights()
    worths = [EARLY_WORTH if one.round in EARLY else 1.0 for one in read]

    def loss(point: Floats) -> float:
        weights = replace(start, **dict(zip(_FITTED, point.tolist(), strict=True)))
        chances = (
            (worth, verdict_chances([(value, value_chance(value, weights)) for value in one.values])[one.right])
            for worth, one in zip(worths, read, strict=True)
        )
        held = PRIOR * ((point[3] - 1) ** 2 + point[4] ** 2)  # few replies name nothing and state something
        return (float(held) - sum(worth * math.log(max(1e-4, chance)) for worth, chance in chances)) / len(read)

    found = minimize(loss, [0.7, 1.8, 0.0, 1.0, 0.0], method="Nelder-Mead", options={"maxiter": 200, "xatol": 0.02}).x
    weights = replace(start, **dict(zip(_FITTED, found.tolist(), strict=True)))
    late = [one for one in read if one.round not in EARLY]
    weights = max((replace(weights, spoken=weights.spoken * more) for more in MORE), key=lambda one: _right(late, one))
    weights = replace(weights, contradicts=_contradiction_bound(late, weights))
    bound = sure_bound(crossed(read, weights))
    return replace(trusted(read, weights), sure=bound)


def _right(read: Sequence[Read], weights: Weights) -> int:
    return sum(one.weighed(weights).verdict == one.right for one in read)


def _contradiction_bound(read: Sequence[Read], weights: Weights) -> float:
    """Return the least probability from which contradictions are precise, of those that cost no right verdict."""
    best, most = weights.contradicts, -1
    for bound in (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85):
        verdicts = [(one.right, one.weighed(replace(weights, contradicts=bound)).verdict) for one in read]
        said = [right for right, verdict in verdicts if verdict == "contradicts"]
        if said.count("contradicts") >= PRECISE * len(said):
            return bound
        rightly = sum(right == verdict for right, verdict in verdicts)
        if rightly > most:
            best, most = bound, rightly
    return best


def figures(judged: Sequence[tuple[Read, Weighed]]) -> Mapping[str, float]:
    """Return how often each reading alone, both weighed, and the sure ones are right."""
    both = [(one.right, found) for one, found in judged]
    sure = [found.verdict == right for right, found in both if found.is_sure]
    said = [(right, found.is_sure) for right, found in both if found.verdict == "contradicts"]
    bad = [found.verdict for right, found in both if right == "contradicts"]
    return {
        "replies": len(both),
        "grammar alone": _mean([found.spoken == right for right, found in both]),
        "learned alone": _mean([found.heard == right for right, found in both]),
        "both": _mean([found.verdict == right for right, found in both]),
        "sure": len(sure) / len(both),
        "sure and right": _mean(sure),
        "contradictions precision": _mean([right == "contradicts" for right, _ in said]),
        "contradictions recall": _mean([verdict == "contradicts" for verdict in bad]),
        "sure contradictions precision": _mean([right == "contradicts" for right, is_sure in said if is_sure]),
    }


def _mean(right: Sequence[bool]) -> float:
    return sum(right) / max(1, len(right))


def main(
    suite: Annotated[
        list[Path] | None, typer.Option(help="labelled replies; the suite of replies unless given")
    ] = None,
    base: Annotated[Path, typer.Option(help="folder of the base")] = EMBEDDED,
    first_readings: Annotated[Path, typer.Option(help="what the grammar first read in replies")] = FIRST_READINGS,
    unseen: Annotated[Path, typer.Option(help="labelled replies that nothing is fitted to")] = UNSEEN,
    network: Annotated[Path, typer.Option(help="where the network is written")] = learned_reader.SETTLED,
    keep: Annotated[Path | None, typer.Option(help="where held-out readings are kept")] = None,
    weights: Annotated[Path, typer.Option(help="where the weights are written")] = weighing.SETTLED,
) -> None:
    """Fit, settle, write, and print what it comes to on held-out replies."""
    school = School.of(base, suite or [SUITE], unseen)
    lines = read_objects(first_readings.read_text(encoding="utf-8"), first_readings)
    first = {row["id"]: row["claims"] for _, row in lines}
    whole, folds = networks(school)
    meant, meant_folds = implicit_networks(school)
    read = held_out(school, (whole, meant), list(zip(folds, meant_folds, strict=True)), first)
    np.savez_compressed(network, **whole.arrays())
    np.savez_compressed(learned_reader.IMPLICIT, **meant.arrays())
    if keep is not None:
        keep.write_bytes(pickle.dumps(read))
    write(read, weights)


def write(read: Sequence[Read], weights: Path) -> None:
    """Settle how the readings are weighed, write it, and print what it comes to."""
    found = settled(read)
    judged = [
        (one, replace(weighed, is_sure=weighed.probability >= found.sure)) for one, weighed in crossed(read, found)
    ]
    late = [(one, weighed) for one, weighed in judged if one.round not in EARLY]
    told = {
        "held out": figures(judged),
        "late rounds": figures(late),
        "unseen": figures([(one, weighed) for one, weighed in judged if one.is_unseen]),
    }
    rounded = {name: {key: round(value, 4) for key, value in one.items()} for name, one in told.items()}
    settled_to = {name: value if name == "trust" else round(value, 4) for name, value in asdict(found).items()}
    written = {"weights": settled_to, **rounded}
    weights.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    for name, one in rounded.items():
        for key, value in one.items():
            print(f"{name}: {key:26} {value:.4g} | {FOLDS} folds by situation, seed:{SEED}")


if __name__ == "__main__":
    typer.run(main)
