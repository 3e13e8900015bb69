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
from evaluation.json_lines import read_objects
from indexer.claims import learned_reader, weighing
from indexer.claims.buckets import Ints, buckets, windows
from indexer.claims.fitting import fit
from indexer.claims.frames import Frames
from indexer.claims.implicit import ImplicitNetwork, Told
from indexer.claims.implicit_fitting import fit_implicit
from indexer.claims.learned_reader import Heard, LearnedReader, Question, states_nothing, with_unnamed
from indexer.claims.network import Network
from indexer.claims.units import Viewer
from indexer.claims.weighing import (
    EVEN,
    Value,
    Weighed,
    Weights,
    doubt,
    has_condition,
    log_odds,
    value_chance,
    verdict_chances,
    weigh,
)
from indexer.encoders.light import open_light
from knowledge.deciding.decide import Decider
from knowledge.deciding.verdict import Verdict, judge
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
SURE_RIGHT = 0.99  # share of sure verdicts that must be right on held-out replies
PARTS = 5  # of the unseen replies, each measured with bounds settled without it
PRIOR = 2.0  # replies that the network's own probability of what is not named counts for
PRECISE = 0.98  # share of contradictions that must be right
_WORTH_JUDGING = 0.05

_UNCALIBRATED = {"slope": 1.0, "agreed": 0.0, "doubt": 0.0, "condition": 0.0, "offset": 0.0}
_FITTED = ("heard", "spoken", "bias", "implicit", "implicit_bias")

Floats = npt.NDArray[np.float64]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """A reply that the readers had not seen: its right verdict, and what they found."""

    right: Verdict
    values: tuple[Value, ...]
    states: float  # how likely it states anything, as the second network reads it
    is_unseen: bool  # the lexicon too was never mended on it

    def weighed(self, weights: Weights) -> Weighed:
        return weigh(self.values, weights, self.states)


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
            found.append(Read(row["expect"]["verdict"], values, states, among is school.unseen))
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
    start = replace(Weights(), **_UNCALIBRATED)

    def loss(point: Floats) -> float:
        weights = replace(start, **dict(zip(_FITTED, point.tolist(), strict=True)))
        chances = (
            verdict_chances([(value, value_chance(value, weights)) for value in one.values])[one.right] for one in read
        )
        held = PRIOR * ((point[3] - 1) ** 2 + point[4] ** 2)  # few replies name nothing and state something
        return (float(held) - sum(math.log(max(1e-4, chance)) for chance in chances)) / len(read)

    found = minimize(loss, [0.7, 1.8, 0.0, 1.0, 0.0], method="Nelder-Mead", options={"maxiter": 200, "xatol": 0.02}).x
    weights = replace(start, **dict(zip(_FITTED, found.tolist(), strict=True)))
    weights = _calibrated(read, weights)
    weights = replace(weights, contradicts=_contradiction_bound(read, weights))
    return _with_sure_bounds(read, weights)


def _calibrated(read: Sequence[Read], weights: Weights) -> Weights:
    """Return weights under which a verdict's probability is the share of such verdicts that are right."""
    points, right = [], []
    for reply in read:
        one = reply.weighed(weights)
        is_agreed = float(one.verdict == one.spoken == one.heard)
        points.append(
            (log_odds(one.probability), is_agreed, -doubt(reply.values), -float(has_condition(reply.values)), 1.0)
        )
        right.append(one.verdict == reply.right)
    matrix, wanted = np.array(points), np.array(right, dtype=float)

    def loss(weights: Floats) -> float:
        scores = matrix @ weights
        return float((np.logaddexp(0, scores) - wanted * scores).mean() + 0.002 * (weights[:4] ** 2).sum())

    slope, agreed, doubted, limited, offset = minimize(loss, [1.0, 0.0, 0.0, 0.0, 0.0]).x.tolist()
    held = {"agreed": max(0.0, agreed), "doubt": max(0.0, doubted), "condition": max(0.0, limited)}
    return replace(weights, slope=slope, offset=offset, **held)


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


def _with_sure_bounds(read: Sequence[Read], weights: Weights) -> Weights:
    """Return weights with the bounds from which what both readings agree on is right as often as it must be."""
    bold = replace(weights, sure=0.0, silent=1.0)
    agreed = [(one, found) for one in read if (found := one.weighed(bold)).is_sure]
    said = [(found.probability, found.verdict == one.right, one) for one, found in agreed if found.verdict != "silent"]
    sure = _bound(said)
    silences = [
        (1 - one.states, found.verdict == one.right, one)
        for one, found in agreed
        if found.verdict == "silent" and found.probability >= sure
    ]
    return replace(weights, sure=sure, silent=round(1 - _bound(silences), 3))


def _bound(ranked: Sequence[tuple[float, bool, Read]]) -> float:
    """Return the least score from which enough are right, of all and of the unseen; 2 where none is."""
    steps = [(math.floor(score * 1000) / 1000, is_right, one.is_unseen) for score, is_right, one in ranked]
    for bound in sorted({step for step, _, _ in steps}):
        above = [(is_right, is_unseen) for step, is_right, is_unseen in steps if step >= bound]
        groups = [is_right for is_right, _ in above], [is_right for is_right, is_unseen in above if is_unseen]
        if all(sum(group) >= SURE_RIGHT * len(group) for group in groups):
            return bound
    return 2.0


def crossed(read: Sequence[Read], weights: Weights) -> Mapping[str, float]:
    """Return how many unseen replies are sure, and how many of those right, with what was settled without them."""
    sure: list[bool] = []
    unseen = [one for one in read if one.is_unseen]
    for part in range(PARTS):
        apart = unseen[part::PARTS]
        rest = [one for one in read if not any(one is other for other in apart)]
        settled_apart = _with_sure_bounds(rest, _calibrated(rest, replace(weights, **_UNCALIBRATED)))
        found = [(one.right, one.weighed(settled_apart)) for one in apart]
        sure += [one.verdict == right for right, one in found if one.is_sure]
    return {"sure": len(sure) / max(1, len(unseen)), "sure and right": _mean(sure)}


def figures(read: Sequence[Read], weights: Weights) -> Mapping[str, float]:
    """Return how often each reading alone, both weighed, and the sure ones are right."""
    both: list[tuple[str, Weighed]] = [(one.right, one.weighed(weights)) for one in read]
    sure = [one.verdict == right for right, one in both if one.is_sure]
    said = [right for right, one in both if one.verdict == "contradicts"]
    bad = [one.verdict for right, one in both if right == "contradicts"]
    return {
        "replies": len(both),
        "grammar alone": _mean([one.spoken == right for right, one in both]),
        "learned alone": _mean([one.heard == right for right, one in both]),
        "both": _mean([one.verdict == right for right, one in both]),
        "sure": len(sure) / len(both),
        "sure and right": _mean(sure),
        "contradictions precision": _mean([right == "contradicts" for right in said]),
        "contradictions recall": _mean([verdict == "contradicts" for verdict in bad]),
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
    told = {
        "held out": figures(read, found),
        "unseen": figures([one for one in read if one.is_unseen], found),
        "unseen, bounds settled without it": crossed(read, found),
    }
    rounded = {name: {key: round(value, 4) for key, value in one.items()} for name, one in told.items()}
    written = {"weights": {name: round(value, 4) for name, value in asdict(found).items()}, **rounded}
    weights.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    for name, one in rounded.items():
        for key, value in one.items():
            print(f"{name}: {key:26} {value:.4g} | {FOLDS} folds by situation, seed:{SEED}")


if __name__ == "__main__":
    typer.run(main)
