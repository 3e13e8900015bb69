"""The suite of labelled replies: verdicts right, contradictions found, and both by tag and verdict.

`python -m evaluation.replies_suite FILE [--split dev|test] [--base DIR] [--both] [-v]` reads and judges each reply; the
facts that a message states are taken from its label `asked_facts`, so that reading replies is measured, nothing else.
The grammar reads alone unless `--both`; the learned reader has learned from this suite, so what both say of it is no
measure of what they say of other replies.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

import knowledge
from evaluation.json_lines import read_objects
from knowledge.deciding.decide import Decider
from knowledge.deciding.verdict import Judgement, judge
from knowledge.loading.load import load
from knowledge.model.case import Case, read_case
from knowledge.reading.claims.reader import ClaimsReader
from service.answers.two_readers import Certainty, Reply, TwoReaders

EMBEDDED = Path(knowledge.__file__).parent / "base"


@dataclass(frozen=True, slots=True)
class LabelledReply:
    """One reply of the suite with its verdict and the outcomes that it states wrongly."""

    id: str
    reply: str
    asked: str
    case: Case
    verdict: str
    wrong: frozenset[str]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgedReply:
    """A labelled reply with the judgement on it and the time it took."""

    labelled: LabelledReply
    judgement: Judgement
    took_ms: float
    certainty: Certainty | None = None  # None where the grammar reads alone

    @property
    def is_right(self) -> bool:
        return self.judgement.verdict == self.labelled.verdict

    @property
    def wrong(self) -> frozenset[str]:
        """The outcomes that are found to contradict; none where the verdict is another."""
        found = (one.claim.outcome for one in self.judgement.findings if one.kind == "outcome")
        return frozenset(found) if self.judgement.verdict == "contradicts" else frozenset()


def read_suite(path: Path, decider: Decider, on: date, split: str = "") -> Iterator[LabelledReply]:
    """Yield the replies of a file, of one split where one is named."""
    for _, row in read_objects(path.read_text(encoding="utf-8"), path):
        if split and row.get("split") != split:
            continue
        facts = {**row.get("asked_facts", {}), **row["facts"]}
        case = read_case(decider.base, row["channel"], facts, on)
        expect = row["expect"]
        wrong = frozenset(expect.get("wrong", ()))
        asked, tags = row.get("asked", ""), tuple(row.get("tags", ()))
        yield LabelledReply(row["id"], row["reply"], asked, case, expect["verdict"], wrong, tags)


def run(reader: ClaimsReader, decider: Decider, suite: Iterable[LabelledReply]) -> list[JudgedReply]:
    """Read and judge every reply."""
    outcomes = []
    for one in suite:
        started = time.perf_counter()
        about = str(one.case.facts.get(decider.base.subject, ""))
        found = judge(decider, one.case, reader.read(one.reply, about, one.asked))
        outcomes.append(JudgedReply(one, found, (time.perf_counter() - started) * 1000))
    return outcomes


def _run_both(readers: TwoReaders, suite: Iterable[LabelledReply]) -> list[JudgedReply]:
    """Read every reply twice and judge it by both readings."""
    outcomes = []
    for one in suite:
        started = time.perf_counter()
        found = readers.judge(Reply(one.reply, one.asked, one.case))
        took_ms = (time.perf_counter() - started) * 1000
        outcomes.append(JudgedReply(one, found.judgement, took_ms, found.certainty))
    return outcomes


def _certainty_figures(outcomes: Sequence[JudgedReply]) -> Mapping[str, float]:
    """Return how many verdicts are sure, and how many of these and of the others are right; empty for one reader."""
    told = [(one.certainty.is_sure, one.is_right) for one in outcomes if one.certainty is not None]
    if not told:
        return {}
    sure = [is_right for is_sure, is_right in told if is_sure]
    unsure = [is_right for is_sure, is_right in told if not is_sure]
    return {
        "sure": _share(len(sure), len(told)),
        "sure and right": _share(sum(sure), len(sure)),
        "unsure and right": _share(sum(unsure), len(unsure)),
    }


def figures(outcomes: Sequence[JudgedReply]) -> Mapping[str, float]:
    """Return the share of verdicts that are right, and precision and recall of contradictions and wrong outcomes."""
    bad = {one.labelled.id for one in outcomes if one.labelled.verdict == "contradicts"}
    said_bad = {one.labelled.id for one in outcomes if one.judgement.verdict == "contradicts"}
    wanted = {(one.labelled.id, name) for one in outcomes for name in one.labelled.wrong}
    found = {(one.labelled.id, name) for one in outcomes for name in one.wrong}
    return {
        "verdicts right": _share(sum(one.is_right for one in outcomes), len(outcomes)),
        "contradictions precision": _share(len(bad & said_bad), len(said_bad)),
        "contradictions recall": _share(len(bad & said_bad), len(bad)),
        "wrong outcomes precision": _share(len(wanted & found), len(found)),
        "wrong outcomes recall": _share(len(wanted & found), len(wanted)),
    }


def by_tag(outcomes: Iterable[JudgedReply]) -> Mapping[str, tuple[int, int]]:
    """Return per verdict and tag how many are right, of how many."""
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for one in outcomes:
        for key in (f"verdict:{one.labelled.verdict}", *(f"tag:{tag}" for tag in one.labelled.tags)):
            count[key] += 1
            right[key] += one.is_right
    return {key: (right[key], count[key]) for key in sorted(count)}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def main(
    file: Path,
    split: Annotated[str, typer.Option(help="dev or test; all where it is left out")] = "",
    base: Annotated[Path, typer.Option(help="folder of the base")] = EMBEDDED,
    on: Annotated[str, typer.Option(help="the day to judge on, YYYY-MM-DD; today where it is left out")] = "",
    both: Annotated[bool, typer.Option("--both", help="read with both readers, not the grammar alone")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="print every miss")] = False,
) -> None:
    """Print the figures of a suite of replies."""
    decider = Decider(load(base).require())
    day = date.fromisoformat(on) if on else date.today()
    suite = list(read_suite(file, decider, day, split))
    grammar = ClaimsReader.of(decider.base)
    outcomes = _run_both(TwoReaders(decider, grammar), suite) if both else run(grammar, decider, suite)
    for name, value in {**figures(outcomes), **_certainty_figures(outcomes)}.items():
        print(f"{name:26} {value:.3f} | replies:{len(outcomes)} split:{split or 'all'}")
    for key, (right, count) in by_tag(outcomes).items():
        print(f"{key:26} {right / count:.3f} | replies:{count}")
    took = sorted(one.took_ms for one in outcomes)
    print(f"reading and judging: median {took[len(took) // 2]:.2f} ms, mean {sum(took) / len(took):.2f} ms")
    for one in outcomes if verbose else ():
        if not one.is_right or one.wrong != one.labelled.wrong:
            said = [(found.claim.outcome, found.claim.value) for found in one.judgement.findings]
            sure = "" if one.certainty is None else "sure " if one.certainty.is_sure else "unsure "
            verdicts = (one.labelled.verdict, "->", one.judgement.verdict)
            print(f"{sure}{one.labelled.id}", one.labelled.reply, *verdicts, said)


if __name__ == "__main__":
    typer.run(main)
