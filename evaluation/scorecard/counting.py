"""What the scorecard counts of each reply: waits, what is said, and who came when; counts of parts add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from evaluation.replies.customers import customer_hash
from evaluation.scorecard import speech
from knowledge.text import minutes

if TYPE_CHECKING:
    from evaluation.replies.judging import Judged
    from evaluation.replies.sent import Sent

_MOST_CONTACTS = 100_000  # replies of customers that are followed; beyond that, of a sample of them
_IN_TIME_S = 600
_URGENT_WITHIN_MIN = 60
_LONGEST_S = 30 * 86_400  # a longer wait is a fault of the log
_START = datetime(2000, 1, 1)
Counts = dict[str, int]


class Contact(NamedTuple):
    """One reply to a customer, as far as the whole of the log must know of it."""

    second: int  # of the reply, since 2000; -1 where the log has no time
    asked: int  # second of the question, that of the reply where it has no time of its own
    conversation: int  # hash, of the row where there is none
    channel: str
    issue: str
    agent: int
    said: tuple[tuple[str, str], ...]
    hands_on: bool
    asks_for_proof: bool
    returns: bool
    is_due: bool  # the case is to be followed up
    is_solved: bool | None  # as a column says


@dataclass(slots=True)
class ServiceCounts:
    """Everything that the scorecard is computed from; plain data that can be written and merged."""

    counts: dict[str, Counts] = field(default_factory=dict)  # what -> channel, or "" for all -> how many
    waits: dict[str, dict[int, int]] = field(default_factory=dict)  # first, reply -> seconds -> how many
    hours: dict[int, dict[int, int]] = field(default_factory=dict)  # hour of day -> seconds of first wait -> how many
    contacts: dict[int, list[Contact]] = field(default_factory=dict)  # customer -> contacts
    level: int = 0  # one of 2**level customers is followed
    _size: int = 0

    def count(self, what: str, channel: str = "") -> None:
        """Count one, over all and on its channel."""
        there = self.counts.setdefault(what, {})
        for name in {"", channel}:
            there[name] = there.get(name, 0) + 1

    def wait(self, kind: str, seconds: float) -> None:
        there = self.waits.setdefault(kind, {})
        rounded = coarse(seconds)
        there[rounded] = there.get(rounded, 0) + 1

    def meet(self, customer: int, contact: Contact) -> None:
        """Note a contact of a customer, where the customer is followed."""
        if customer % (1 << self.level):
            return
        self.contacts.setdefault(customer, []).append(contact)
        self._size += 1
        self._thin()

    def merge(self, other: ServiceCounts) -> None:
        """Add the counts of the part that follows."""
        _add(self.counts, other.counts)
        _add(self.waits, other.waits)
        _add(self.hours, other.hours)
        for customer, contacts in other.contacts.items():
            self.contacts.setdefault(customer, []).extend(contacts)
        self.level = max(self.level, other.level)
        self._keep()
        self._thin()

    def _thin(self) -> None:
        while self._size > _MOST_CONTACTS:
            self.level += 1
            self._keep()

    def _keep(self) -> None:
        step = 1 << self.level
        if self.level:
            self.contacts = {key: there for key, there in self.contacts.items() if not key % step}
        self._size = sum(map(len, self.contacts.values()))


K = TypeVar("K")
L = TypeVar("L")


def _add(mine: dict[K, dict[L, int]], theirs: Mapping[K, Mapping[L, int]]) -> None:
    for what, counts in theirs.items():
        there = mine.setdefault(what, {})
        for key, number in counts.items():
            there[key] = there.get(key, 0) + number


def coarse(seconds: float) -> int:
    """Return a wait as it is counted: to the second up to ten minutes, then to three figures."""
    whole = round(seconds)
    return whole if whole <= _IN_TIME_S else int(float(f"{whole:.3g}"))


def count_unanswered(counts: ServiceCounts, turn: int, channel: str) -> None:
    """Count a question to which the log has no reply; the first of a conversation is one that was abandoned."""
    if turn == 1:
        counts.count("conversations", channel)
        counts.count("abandoned", channel)


def count_reply(counts: ServiceCounts, sent: Sent, found: Judged, issue: str, notes: Mapping[str, str]) -> None:
    """Count a reply with what is known of it."""
    channel = sent.channel or "-"
    first = sent.turn == 1
    decided = found.decision.decided
    urgent = speech.is_urgent(notes.get("priority", "")) or _is_due_soon(decided)
    if first:
        counts.count("conversations", channel)
    for what in _whats(sent, found, notes, first, urgent):
        counts.count(what, channel)
    waited = _seconds(sent.asked_at, sent.at)
    if waited is not None:
        counts.wait("reply", waited)
        if first:
            _count_first(counts, sent, waited, urgent, channel)
    if sent.customer:
        counts.meet(customer_hash(sent.customer), _contact(sent, found, issue, notes, channel))


def _whats(sent: Sent, found: Judged, notes: Mapping[str, str], first: bool, urgent: bool) -> Iterator[str]:
    verdict = found.judgement.verdict
    if verdict != "silent":
        yield f"said_{verdict}"
        if kind := notes.get("agent_type"):
            who = "part" if speech.is_part_time(kind) else "full"
            yield f"{who}_stating"
            if verdict == "consistent":
                yield f"{who}_right"
    if first and urgent:
        yield "urgent"
        if speech.comforts(sent.reply):
            yield "comforted"
    if first and notes.get("order"):
        yield "with_order"
    good = speech.is_good(notes.get("rating", ""))
    if first and good is not None:
        yield "rated"
        if good:
            yield "satisfied"


def _count_first(counts: ServiceCounts, sent: Sent, waited: float, urgent: bool, channel: str) -> None:
    counts.wait("first", waited)
    hour = counts.hours.setdefault(sent.asked_at.hour if sent.asked_at else 0, {})
    rounded = coarse(waited)
    hour[rounded] = hour.get(rounded, 0) + 1
    if urgent:
        counts.count("urgent_timed", channel)
        if waited <= _IN_TIME_S:
            counts.count("urgent_in_time", channel)


def _contact(sent: Sent, found: Judged, issue: str, notes: Mapping[str, str], channel: str) -> Contact:
    at = sent.at or sent.asked_at
    returned = speech.yes_or_no(notes.get("follow_up", ""))
    unasked = sent.turn > 1 and not sent.asked
    escalated = speech.yes_or_no(notes.get("escalated", ""))
    return Contact(
        -1 if at is None else int((at - _START).total_seconds()),
        -1 if at is None else int(((sent.asked_at or at) - _START).total_seconds()),
        customer_hash(sent.conversation or f"\0{sent.number}"),
        channel,
        issue,
        customer_hash(sent.agent) % 65_536 if sent.agent else -1,
        tuple(sorted(found.said.items())),
        speech.hands_on(sent.reply) if escalated is None else escalated,
        speech.asks_for_proof(sent.reply),
        (unasked or speech.returns(sent.reply)) if returned is None else returned,
        "follow_up_within" in found.decision.decided,
        speech.yes_or_no(notes.get("resolved", "")),
    )


def _is_due_soon(decided: Mapping[str, str]) -> bool:
    within = decided.get("respond_within")
    return within is not None and minutes(within) <= _URGENT_WITHIN_MIN


def _seconds(start: datetime | None, end: datetime | None) -> float | None:
    if start is None or end is None:
        return None
    waited = (end - start).total_seconds()
    return waited if 0 <= waited <= _LONGEST_S else None


def counts_json(counts: ServiceCounts) -> Mapping[str, Any]:
    """Return the counts as plain data, for a checkpoint."""
    return {
        "counts": counts.counts,
        "waits": [(kind, sorted(there.items())) for kind, there in counts.waits.items()],
        "hours": [(hour, sorted(there.items())) for hour, there in counts.hours.items()],
        "contacts": [(customer, [list(one) for one in there]) for customer, there in counts.contacts.items()],
        "level": counts.level,
    }


def counts_of(data: Mapping[str, Any]) -> ServiceCounts:
    """Return the counts that `counts_json` wrote."""
    found = ServiceCounts(
        {what: dict(there) for what, there in data["counts"].items()},
        {kind: dict(there) for kind, there in data["waits"]},
        {hour: dict(there) for hour, there in data["hours"]},
        {customer: [_contact_of(one) for one in there] for customer, there in data["contacts"]},
        data["level"],
    )
    found._keep()
    return found


def _contact_of(row: list[Any]) -> Contact:
    second, asked, conversation, channel, issue, agent, said, *flags = row
    pairs = tuple((name, value) for name, value in said)
    return Contact(second, asked, conversation, channel, issue, agent, pairs, *flags)
