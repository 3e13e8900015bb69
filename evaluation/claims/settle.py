"""Settles the learned reader of replies: `python -m evaluation.claims.settle`.

The network is fitted to the suite, the lessons (`lessons.jsonl`: replies written to teach, which measure nothing), the
lexicon's tests, the scripts of the embedded base and the templates. How the two readers are weighed is settled on
replies that neither had seen: `first_readings.jsonl` keeps what the grammar read in each of the rounds from h12 on
before it was mended on it, and the network reads each reply as fitted without its fold. `unseen.jsonl` are replies
that nothing is fitted to.
A fold holds all replies to one situation, so that paraphrases stay together, or all lessons of one writer.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

import knowledge
from evaluation.claims.examples import (
    key_of,
)
from evaluation.claims.school import ON, Row, School, fold_of, implicit_networks, networks
from evaluation.claims.trusting import Read
from evaluation.claims.weight_settling import write
from evaluation.json_lines import read_objects
from indexer.claims import learned_reader, weighing
from indexer.claims.implicit import ImplicitNetwork
from indexer.claims.learned_reader import Heard, LearnedReader, Question, states_nothing, with_unnamed
from indexer.claims.network import Network
from indexer.claims.trust import surface_of
from indexer.claims.values import EVEN, Value
from knowledge.deciding.verdict import judge
from knowledge.model.case import read_case
from knowledge.reading.claims.claim import Claim

EMBEDDED = Path(knowledge.__file__).parent / "base"
SUITE = Path(__file__).parents[1] / "suites" / "replies.jsonl"
_FIRST_READINGS = Path(__file__).with_name("first_readings.jsonl")
LESSONS = Path(__file__).with_name("lessons.jsonl")
UNSEEN = Path(__file__).with_name("unseen.jsonl")
_WORTH_JUDGING = 0.05


def held_out(
    school: School,
    whole: tuple[Network, ImplicitNetwork],
    folds: Sequence[tuple[Network, ImplicitNetwork]],
    first: Mapping[str, Sequence[Sequence[Any]]],
) -> list[Read]:
    """Return what both readers find in each reply that has a first reading, the networks without its fold."""
    found: list[Read] = []
    read = [(pair, [row for row in school.rows if fold_of(row) == fold]) for fold, pair in enumerate(folds)]
    for pair, among in [*read, (whole, school.unseen)]:
        reader = LearnedReader.of(school.grammar.lexicon, *pair)
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


def main(
    suite: Annotated[
        list[Path] | None, typer.Option(help="labelled replies; the suite of replies and the lessons unless given")
    ] = None,
    base: Annotated[Path, typer.Option(help="folder of the base")] = EMBEDDED,
    first_readings: Annotated[Path, typer.Option(help="what the grammar first read in replies")] = _FIRST_READINGS,
    unseen: Annotated[Path, typer.Option(help="labelled replies that nothing is fitted to")] = UNSEEN,
    network: Annotated[Path, typer.Option(help="where the network is written")] = learned_reader.SETTLED,
    keep: Annotated[Path | None, typer.Option(help="where held-out readings are kept")] = None,
    weights: Annotated[Path, typer.Option(help="where the weights are written")] = weighing.SETTLED,
) -> None:
    """Fit, settle, write, and print what it comes to on held-out replies."""
    school = School.of(base, suite or [SUITE, LESSONS], unseen)
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


if __name__ == "__main__":
    typer.run(main)
