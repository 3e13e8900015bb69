"""How well questions find their answers: each is asked, what comes is measured, and every miss is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evaluation.answering import Answers
from evaluation.fitting import Expected, faults, rank_of, script_rank_of
from evaluation.labels import labels_of
from evaluation.measures import reciprocal_rank
from evaluation.misses import FirstOffer, Miss, NotSilent, Silent, Wanted, WrongFirst
from evaluation.retrieval_measures import Found, bins_of, by_confidence, measures
from evaluation.run import CaseLine, Run
from evaluation.suite import ExpectPolicy, Suite, typed
from knowledge.model.base import Base

LIMIT = 10

Progress = Callable[[str, float], None]


def retrieval(
    suite: Suite, answers: Answers, base: Base, conditions: Mapping[str, Any], seed: int, progress: Progress
) -> Run:
    """Ask every question of a suite and measure what comes."""
    found = list(_ask(suite, answers, base, progress))
    bins = bins_of(found)
    return Run(
        "retrieval",
        conditions,
        tuple(measures(found, base, seed)),
        tuple(_line(one, base) for one in found),
        {
            "reliability": [[one.low, one.high, one.count, one.score, one.right] for one in bins],
            "confidence": by_confidence(found),
            "labels": labels_of(base),
        },
    )


def _ask(suite: Suite, answers: Answers, base: Base, progress: Progress) -> Iterator[Found]:
    for number, question in enumerate(suite.questions):
        progress("asking", number / len(suite.questions))
        answer = answers(question.text, question.channel, typed(question.facts, base), LIMIT)
        yield Found(question, answer, rank_of(question, answer, base), script_rank_of(question, answer))
    progress("asking", 1.0)


def _line(found: Found, base: Base) -> CaseLine:
    question = found.question
    scores = {"right": float(found.is_right)}
    if question.wanted:
        scores["rr"] = reciprocal_rank(found.rank)
    about = {
        "text": question.text,
        "channel": question.channel,
        "kind": question.kind,
        "issue": next((one.issue for one in question.wanted if isinstance(one, ExpectPolicy) and one.issue), ""),
        "tags": list(question.tags),
        "rank": found.rank,
        "came": [
            {
                "kind": one.kind,
                "id": one.id,
                "title": one.title,
                "score": one.score,
                "matched": one.why.matched,
            }
            for one in found.answer.suggestions[:3]
        ],
    }
    miss = None if found.is_right else _miss(found, base)
    return CaseLine(question.id, found.is_right, question.family, scores, miss, about)


def _miss(found: Found, base: Base) -> Miss:
    """Say what came instead, and why it is wrong."""
    wanted = tuple(_wanted(one) for one in found.question.wanted)
    if not found.answer.suggestions:
        return Silent(wanted)
    first = found.answer.suggestions[0]
    offer = FirstOffer(first.kind, first.id, first.score, first.confidence.value, first.why.matched or "")
    if not wanted:
        return NotSilent(offer)
    reasons = min((faults(one, first, found.answer, base) for one in found.question.wanted), key=len)
    return WrongFirst(offer, reasons, found.rank, wanted)


def _wanted(expected: Expected) -> Wanted:
    name = "|".join(expected.id) or getattr(expected, "issue", None) or getattr(expected, "about", "")
    return Wanted(expected.kind, str(name or ""))
