"""What is wrong with a case: one class a kind of miss; each language renders them once, here and in the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field


@dataclass(frozen=True, slots=True)
class WrongKind:
    """A suggestion of another kind of entry."""

    came: str
    wanted: str
    is_a: Literal["wrong_kind"] = "wrong_kind"


@dataclass(frozen=True, slots=True)
class WrongEntry:
    """A suggestion of the right kind that is none of the entries wanted."""

    kind: str
    wanted: tuple[str, ...]
    is_a: Literal["wrong_entry"] = "wrong_entry"


@dataclass(frozen=True, slots=True)
class WithoutWords:
    """A guide in which none of the words stands."""

    words: tuple[str, ...]
    is_a: Literal["without_words"] = "without_words"


@dataclass(frozen=True, slots=True)
class WrongIssue:
    """A policy of another issue."""

    came: str
    wanted: str
    is_a: Literal["wrong_issue"] = "wrong_issue"


@dataclass(frozen=True, slots=True)
class WrongValue:
    """An outcome that is decided otherwise, or not at all (None)."""

    outcome: str
    came: str | None
    wanted: str
    is_a: Literal["wrong_value"] = "wrong_value"


@dataclass(frozen=True, slots=True)
class NotOpen:
    """An outcome that is decided, though it should be open."""

    outcome: str
    is_a: Literal["not_open"] = "not_open"


Fault = WrongKind | WrongEntry | WithoutWords | WrongIssue | WrongValue | NotOpen


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question of a suite expects: a kind, and ids, an issue or a word."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class FirstOffer:
    """The first suggestion that came."""

    kind: str
    id: str
    score: float
    confidence: str
    matched: str


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing was suggested, though something should have been."""

    wanted: tuple[Wanted, ...]
    is_a: Literal["silent"] = "silent"


@dataclass(frozen=True, slots=True)
class NotSilent:
    """Something was suggested, though silence was right."""

    offer: FirstOffer
    is_a: Literal["not_silent"] = "not_silent"


@dataclass(frozen=True, slots=True)
class WrongFirst:
    """The first suggestion is not what was wanted; the right one may stand further down."""

    offer: FirstOffer
    faults: tuple[Annotated[Fault, Field(discriminator="is_a")], ...]
    right_at: int | None
    wanted: tuple[Wanted, ...]
    is_a: Literal["wrong_first"] = "wrong_first"


Parting = Literal["entries", "decisions", "paraphrase_entries", "paraphrase_decisions", "spelling", "wording_between"]


@dataclass(frozen=True, slots=True)
class AnswerSide:
    """One of two answers that should agree."""

    channel: str | None
    text: str
    entry: tuple[str, str] | None  # kind and id; None where nothing was suggested


@dataclass(frozen=True, slots=True)
class Difference:
    """An outcome, and what each side decides; None: nothing, `open`: it is open."""

    outcome: str
    left: str | None
    right: str | None


@dataclass(frozen=True, slots=True)
class Disagreeing:
    """Two answers part that must agree."""

    over: Parting
    left: AnswerSide
    right: AnswerSide
    differences: tuple[Difference, ...]
    is_a: Literal["disagreeing"] = "disagreeing"


@dataclass(frozen=True, slots=True)
class WrongWording:
    """A channel's text states what its own case does not decide."""

    verdict: str
    channel: str | None
    outcomes: tuple[str, ...]
    reply: str
    is_a: Literal["wrong_wording"] = "wrong_wording"


@dataclass(frozen=True, slots=True)
class WrongAtBound:
    """A case on either side of a bound is not decided as the policies say."""

    fact: str
    inside: str
    outside: str
    faults: tuple[WrongValue, ...]
    is_a: Literal["wrong_at_bound"] = "wrong_at_bound"


@dataclass(frozen=True, slots=True)
class AgainstSuite:
    """Outcomes that do not move, or do move, as a line of the suite says."""

    outcomes: tuple[str, ...]
    is_a: Literal["against_suite"] = "against_suite"


@dataclass(frozen=True, slots=True)
class Contradicting:
    """Replies of one situation and channel that contradict the policies."""

    wrong: int
    replies: int
    is_a: Literal["contradicting"] = "contradicting"


Miss = Annotated[
    Silent | NotSilent | WrongFirst | Disagreeing | WrongWording | WrongAtBound | AgainstSuite | Contradicting,
    Field(discriminator="is_a"),
]

_OVER: dict[Parting, str] = {
    "entries": "another entry",
    "decisions": "another decision",
    "paraphrase_entries": "another entry for a paraphrase",
    "paraphrase_decisions": "another decision for a paraphrase",
    "spelling": "another spelling, another answer",
    "wording_between": "two channels say different things",
}


def english(miss: Miss) -> str:
    """Return the miss in one line."""
    match miss:
        case Silent(wanted):
            return f"silent; wanted {_wanted(wanted)}"
        case NotSilent(offer):
            return f"{_offer(offer)}; silence was right"
        case WrongFirst(offer, faults, right_at, wanted):
            place = f"; the right one stands at {right_at}" if right_at else ""
            reasons = "; ".join(_english_fault(one) for one in faults)
            return f"{_offer(offer)}: {reasons}{place}; wanted {_wanted(wanted)}"
        case Disagreeing(over, left, right, differences):
            values = ", ".join(f"{one.outcome}: {one.left or 'none'} or {one.right or 'none'}" for one in differences)
            return f"{_OVER[over]}: {_side(left)} | {_side(right)}" + (f": {values}" if values else "")
        case WrongWording(verdict, channel, outcomes, reply):
            return f"wording {verdict}: {channel}: {', '.join(outcomes)}: {reply}"
        case WrongAtBound(fact, inside, outside, faults):
            return f"{fact} {inside} → {outside}: {'; '.join(_english_fault(one) for one in faults)}"
        case AgainstSuite(outcomes):
            return f"wrong in {', '.join(outcomes)}"
        case Contradicting(wrong, replies):
            return f"{wrong} of {replies} replies contradict"


def _english_fault(fault: Fault) -> str:
    """Return what is wrong with a suggestion."""
    match fault:
        case WrongKind(came, wanted):
            return f"a {came}, not a {wanted}"
        case WrongEntry(kind, wanted_ids):
            return f"another {kind} than {' or '.join(wanted_ids)}"
        case WithoutWords(words):
            return f"a guide without {'、'.join(words)}"
        case WrongIssue(came, wanted):
            return f"issue {came}, not {wanted}"
        case WrongValue(outcome, decided, wanted):
            return f"{outcome} is {decided or 'not decided'}, not {wanted}"
        case NotOpen(outcome):
            return f"{outcome} is decided, though it should be open"


def _offer(offer: FirstOffer) -> str:
    return f"{offer.kind} {offer.id} at {offer.score:.2f} ({offer.confidence}), near 「{offer.matched}」"


def _wanted(wanted: Sequence[Wanted]) -> str:
    return " or ".join(f"{one.kind} {one.name}".strip() for one in wanted)


def _side(side: AnswerSide) -> str:
    return f"{side.channel} 「{side.text}」 {'/'.join(side.entry) if side.entry else 'silent'}"
