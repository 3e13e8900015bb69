"""What the score of a first suggestion is worth, and from where it is high, on suggestions as agents get them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from evaluation.suite import Question, read_suite
from indexer.ranker.calibration import SETTLED, Calibration, Confidence, log_odds
from indexer.ranker.conditional_logit import ConditionalLogit
from knowledge.model.base import Base
from service.answers.opening import open_assistant
from service.answers.suggest import CustomerMessage, suggest
from service.settings import Settings

SUITE = Path(__file__).parent / "suites" / "questions.jsonl"
ON = date(2026, 11, 21)  # the day that the suite's weekdays are counted from
# share of the development half's messages that may get a wrong script with high confidence: half of what is meant,
# since the weights are fitted to that half too and the others show up to twice as many
WRONG = 0.004

Floats = npt.NDArray[np.float64]


def settle_scores(settings: Settings, encoder: str) -> None:
    """Settle what the first suggestion's score is worth, and from where it is high, on suggestions as agents get them.

    Slope and shift make the score the share that was acceptable. `high` begins where WRONG of all messages, those that
    are out of scope with them, would get a script that is not acceptable.
    """
    assistant = open_assistant(settings)
    base, known = assistant.base, json.loads(SETTLED.read_text(encoding="utf-8"))
    settled = known[encoder]["calibration"]
    before = replace(Calibration(**settled), slope=1.0, shift=0.0)
    anything_high = replace(before, high=before.medium)
    asked = replace(assistant, retriever=assistant.retriever.under(anything_high))
    shares, right, bounds = [], [], []
    messages = 0
    for one in read_suite(SUITE, base, "dev").questions:
        first = next(iter(suggest(asked, CustomerMessage(one.text, ON, one.channel, one.facts)).suggestions), None)
        is_good = first is not None and bool(one.wanted) and is_right(base, one, (first.kind, first.id))
        if first is not None and one.wanted:
            shares.append(first.score)
            right.append(is_good)
        if one.accept or not one.wanted:
            messages += 1
            if first is not None and first.confidence is Confidence.HIGH and not is_good:
                bounds.append(first.score)

    odds = np.array([log_odds(share) for share in shares])

    def loss(line: Floats) -> float:
        return float(np.logaddexp(0, np.where(right, -1, 1) * (line[0] * odds + line[1])).mean())

    slope, shift = minimize(loss, [1.0, 0.0]).x
    settled |= {
        "high": _bound_of_high(bounds, messages, before.medium),
        "slope": round(float(slope), 3),
        "shift": round(float(shift), 3),
    }
    write_settled(known)
    print(
        f"scores: slope {slope:.3f} shift {shift:.3f} high {settled['high']}"
        f" | answered:{len(shares)} right:{sum(right)} messages:{messages} wrong at {before.high}:"
        f" {sum(share >= before.high for share in bounds)}"
    )


def _bound_of_high(wrong: Sequence[float], messages: int, least: float) -> float:
    """Return the lowest bound above which no more than WRONG of the messages are; `wrong` are probabilities."""
    allowed = int(WRONG * messages)
    above = sorted(wrong, reverse=True)
    return least if len(above) <= allowed else round(min(0.999, above[allowed] + 0.0005), 4)


def is_right(base: Base, question: Question, target: tuple[str, str]) -> bool:
    """Say whether a script may stand first: one that is accepted, or where none are named what the suite expects."""
    kind, key = target
    if question.accept:
        return key in question.accept
    for one in question.wanted:
        if one.kind != kind:
            continue
        match one.kind:
            case "policy":
                policy = base.policies[key]
                issue = policy.when.all.get(base.subject)
                if key in one.id or (one.issue is not None and issue is not None and one.issue in _values(issue)):
                    return True
            case "guide":
                guide = base.guides[key]
                text = guide.title + "".join(guide.say.values())
                if key in one.id or (not one.id and any(word in text for word in one.words)):
                    return True
            case _:
                if key in one.id:
                    return True
    return False


def _values(matcher: Any) -> Sequence[str]:
    return tuple(str(value) for value in getattr(matcher, "values", ()))


def weights_of(logit: ConditionalLogit) -> dict[str, list[float]]:
    """Return weights as they are written."""
    return {"candidate": np.round(logit.candidate, 4).tolist(), "none": np.round(logit.none, 4).tolist()}


def write_settled(known: dict[str, Any], path: Path = SETTLED) -> None:
    """Write what is settled for every encoder beside the code that reads it."""
    path.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
