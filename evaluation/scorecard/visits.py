"""What becomes of customers over a log: their conversations, who comes back, who changes the channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evaluation.scorecard.counting import Contact, coarse

_DAY = 86_400
AT_ONCE, AGAIN = 7 * _DAY, 30 * _DAY  # seconds


@dataclass(frozen=True, slots=True)
class Visit:
    """The contacts of one conversation, in the order in which they stand in the log."""

    contacts: tuple[Contact, ...]

    @property
    def start(self) -> int:
        return min(one.asked for one in self.contacts)

    @property
    def end(self) -> int:
        return max(one.second for one in self.contacts)

    @property
    def issues(self) -> frozenset[str]:
        return frozenset(one.issue for one in self.contacts if one.issue != "-")

    @property
    def has_time(self) -> bool:
        return all(one.second >= 0 for one in self.contacts)


@dataclass(slots=True)
class VisitCounts:
    """How many visits there were, and of which kinds."""

    visits: int = 0
    contacts: int = 0
    hands_on: int = 0
    several_agents: int = 0
    about_something: int = 0  # with an issue and a time
    at_once: int = 0
    repeated: int = 0
    due: int = 0
    followed_up: int = 0
    customers: int = 0  # with an issue and a time
    changers: int = 0
    asked_again: int = 0
    told_on_several: int = 0
    told_alike: int = 0
    lengths: dict[int, int] | None = None  # seconds -> visits


def visit_counts(contacts: Mapping[int, Sequence[Contact]]) -> VisitCounts:
    """Count the visits of the customers of a log."""
    found = VisitCounts(lengths={})
    for its in contacts.values():
        visits = sorted(_visits(its), key=lambda one: one.start)
        for at, visit in enumerate(visits):
            _count_visit(found, visit, visits[at + 1 :])
        _count_customer(found, visits, its)
    return found


def _visits(contacts: Sequence[Contact]) -> Iterator[Visit]:
    by: dict[int, list[Contact]] = {}
    for one in contacts:
        by.setdefault(one.conversation, []).append(one)
    return (Visit(tuple(its)) for its in by.values())


def _count_visit(found: VisitCounts, visit: Visit, later: Sequence[Visit]) -> None:
    found.visits += 1
    found.contacts += len(visit.contacts)
    hands_on = any(one.hands_on for one in visit.contacts)
    found.hands_on += hands_on
    found.several_agents += len({one.agent for one in visit.contacts if one.agent >= 0}) > 1
    if any(one.is_due for one in visit.contacts):
        found.due += 1
        found.followed_up += any(one.returns for one in visit.contacts) or any(
            one.returns for other in later for one in other.contacts
        )
    if visit.has_time and found.lengths is not None:
        length = coarse(max(0, visit.end - visit.start))
        found.lengths[length] = found.lengths.get(length, 0) + 1
    if not visit.issues or not visit.has_time:
        return
    found.about_something += 1
    back = [other.start - visit.end for other in later if other.issues & visit.issues and other.has_time]
    found.repeated += any(0 <= gap <= AGAIN for gap in back)
    written = [one.is_solved for one in visit.contacts if one.is_solved is not None]
    found.at_once += written[-1] if written else not hands_on and not any(0 <= gap <= AT_ONCE for gap in back)


def _count_customer(found: VisitCounts, visits: Sequence[Visit], contacts: Sequence[Contact]) -> None:
    timely = [visit for visit in visits if visit.issues and visit.has_time]
    found.customers += bool(timely)
    changes = [
        (one, other)
        for at, one in enumerate(timely)
        for other in timely[at + 1 :]
        if one.issues & other.issues and other.start - one.end <= AGAIN and _channels(one) != _channels(other)
    ]
    if changes:
        found.changers += 1
        found.asked_again += any(one.asks_for_proof for _, other in changes for one in other.contacts)
    said: dict[tuple[str, str], dict[str, set[str]]] = {}
    for one in contacts:
        for outcome, value in one.said:
            said.setdefault((one.issue, outcome), {}).setdefault(one.channel, set()).add(value)
    several = [by for (issue, _), by in said.items() if issue != "-" and len(by) > 1]
    if several:
        found.told_on_several += 1
        found.told_alike += all(len(set().union(*by.values())) == 1 for by in several)


def _channels(visit: Visit) -> frozenset[str]:
    return frozenset(one.channel for one in visit.contacts)
