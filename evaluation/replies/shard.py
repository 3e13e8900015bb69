"""A stretch of a log to its tally and to the lines that are written out, everything personal masked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evaluation.replies.customers import customer_hash
from evaluation.replies.judging import Judged, Judging, Meant
from evaluation.replies.logs import Row
from evaluation.replies.sent import RowReader, Sent, Unreadable
from evaluation.replies.tally import ForbiddenPhrase, ReplyCell, Situation, Tally, Values, WrongClaim
from evaluation.replies.wrong_replies import wrong_reply
from evaluation.scorecard.counting import count_reply, count_unanswered
from knowledge.deciding.resolution import plain
from knowledge.model.base import Base
from service.store.masking import storable

_EXAMPLE = 160  # characters of a reply that is shown as an example
_NO_CHANNEL = "-"


@dataclass(frozen=True, slots=True)
class JudgedStretch:
    """What one stretch came to; `lines` are JSON lines of the replies that need a look."""

    tally: Tally
    lines: tuple[str, ...]


def judge_stretch(
    rows: Sequence[tuple[int, Row]], meant: Mapping[str, Meant], reader: RowReader, judging: Judging
) -> JudgedStretch:
    """Judge a stretch of rows; nothing of them is kept but what the tally and the lines hold.

    `meant` is what some of their messages mean; the others are understood here.
    """
    tally = Tally(rows=len(rows))
    sent: list[Sent] = []
    for number, row in rows:
        read = reader.read(number, row)
        if isinstance(read, Unreadable):
            tally.unreadable[read.because] = tally.unreadable.get(read.because, 0) + 1
            if read.turn:
                count_unanswered(tally.service, read.turn, read.channel)
        else:
            sent.append(read)
    judging.prepare(sent, meant)
    judged = judging.judged_many(sent)
    lines = [
        line for one, found in zip(sent, judged, strict=True) for line in _counted(one, found, judging, reader, tally)
    ]
    return JudgedStretch(tally, tuple(lines))


def _counted(sent: Sent, found: Judged, judging: Judging, reader: RowReader, tally: Tally) -> Iterator[str]:
    """Count one reply, and yield its line where it needs a look."""
    base = judging.base
    tally.judged += 1
    for fault in dict.fromkeys(sent.faults):
        tally.faults[fault] = tally.faults.get(fault, 0) + 1
    issue = str(found.case.facts.get(base.subject, "")) or "-"
    channel = sent.channel or _NO_CHANNEL
    places = {
        "all": "all",
        "channel": channel,
        "agent": _agent(sent.agent),
        "week": sent.week or "-",
        "issue": issue,
    }
    for what in _whats(found):
        for dimension, value in places.items():
            tally.count(dimension, value, what)
        tally.count_cell(ReplyCell(channel, issue), what)
    _count_policies(found, tally)
    _count_words(found, tally, base)
    if sent.asked:
        messages = tally.asked.setdefault(issue, {})
        messages[channel] = messages.get(channel, 0) + 1
    if found.answered is False:
        tally.miss(storable(sent.asked)[:_EXAMPLE], channel)
    said = _values(found.said, base)
    if said and issue != "-":
        customer = customer_hash(sent.customer or f"\0{sent.number}")
        tally.say(_situation(found, issue, base), channel, said, customer, lambda: storable(sent.reply)[:_EXAMPLE])
    count_reply(tally.service, sent, found, issue, reader.notes(sent.row))
    if found.judgement.verdict == "contradicts" or found.forbidden:
        yield json.dumps(wrong_reply(sent, found, judging, reader), ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=4096)
def _agent(name: str) -> str:
    """Return the agent's name or number without what looks like a phone or an address."""
    return storable(name) or "-"


def _whats(found: Judged) -> Iterator[str]:
    """Yield what a reply counts as."""
    yield "n"
    yield found.judgement.verdict
    if found.judgement.verdict != "silent":
        yield "stating"
    if found.certainty is not None:
        sureness = "sure" if found.certainty.is_sure else "unsure"
        yield sureness
        yield f"{sureness}_{found.judgement.verdict}"
    levels = {one.level for one in found.forbidden}
    yield from (f"forbidden_{level}" for level in sorted(levels))
    if found.answered is False:
        yield "unanswered"


def _count_policies(found: Judged, tally: Tally) -> None:
    """Count for each policy the replies that speak of what it decides, and with each statute those that contradict."""
    wrong = [one for one in found.judgement.findings if one.kind == "outcome"]
    broken = {name for one in wrong for name in one.policies}
    for name in sorted({name for one in found.judgement.findings for name in one.policies}):
        tally.count("policy", name, "n")
        if name in broken:
            tally.count("policy", name, "contradicts")
    for name in sorted({name for one in wrong for name in one.basis}):
        tally.count("statute", name, "contradicts")


def _count_words(found: Judged, tally: Tally, base: Base) -> None:
    for one in found.judgement.findings:
        if one.kind == "outcome":
            claim = WrongClaim(one.claim.outcome, one.claim.value, one.decided)
            tally.wrong[claim] = tally.wrong.get(claim, 0) + 1
    for phrase in sorted({ForbiddenPhrase(one.level, one.phrase) for one in found.forbidden}):
        tally.forbidden[phrase] = tally.forbidden.get(phrase, 0) + 1


def _situation(found: Judged, issue: str, base: Base) -> Situation:
    return Situation(issue, _values(found.decision.decided, base), tuple(sorted(found.decision.open)))


def _values(outcomes: Mapping[str, str], base: Base) -> Values:
    """Return outcomes of the base with their values in one writing."""
    known = ((name, value) for name, value in sorted(outcomes.items()) if name in base.outcomes)
    return tuple((name, plain(base.outcomes[name], value)) for name, value in known)
