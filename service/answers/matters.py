"""Several matters in one message: which there are, each with a probability of its own, the most urgent first.

The scripts of one message share one probability between them, so a second matter that is as sure as the first has half
of it at most. Where a message seems to be about two, its clauses are ranked alone: what a clause means for certain is
a matter of its own. One clause alone is no second matter: 箱子收到了 里面怎么是空的 tells what came, then what
is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from indexer.ranker.applicability import Fit
from indexer.ranker.ranker import Ranked
from indexer.ranker.targets import Target
from indexer.retriever import Read
from knowledge.model.case import Case
from knowledge.reading.facts.phrasebook import Mention
from knowledge.reading.sentences import clauses
from service.answers.assistant import Assistant
from service.answers.choosing import asks_for, ordered, settled
from service.answers.declared import with_declared
from service.answers.understand import Understood

_SECOND = 0.04  # probability from which a second matter is looked for
_SURE = 0.7  # probability from which a clause alone tells a matter
_SURE_ALL_THE_SAME = 0.95  # the same where the message as a whole seems to be about nothing of the base
_LEADS = 0.25  # share of the first one's probability from which a more urgent matter leads
_NARROW = 0.45  # probability from which the script that the whole tells of a matter stands for what its clause tells
_UNTOLD = 0.25  # probability of what no clause tells from which a clause that the whole does not bear out tells nothing
_SHORTEST, _MOST = 3, 6  # characters of a clause, clauses that are looked at

_Clause = tuple[Target, float, Fit]  # the likeliest script of a clause, and how sure the clause is of it

Matter = str | Target  # an issue, or a script of no issue


class Offer(NamedTuple):
    """The scripts to offer, and those of them that each answer a matter of their own: none where there is but one.

    A clause may tell for certain what the message as a whole makes unlikely: 昨天收到的, of something else.
    """

    ranked: tuple[Ranked, ...]
    matters: frozenset[Target] = frozenset()


def matters(assistant: Assistant, understood: Understood, channel: str | None, on: date) -> Offer:
    """Return the scripts to offer: the best of each matter, the most urgent first, then the others by probability.

    A message is about several matters only where different clauses tell them for certain; a residual value that no
    words state is none where a clause tells a reason. What the message as a whole tells and no clause alone does leads
    them where it is the likeliest; where the message seems to be about nothing of the base and no two clauses tell
    otherwise, there is nothing to offer.
    """
    ranked = understood.ranked
    if not ranked:
        return Offer(())
    is_silent = assistant.retriever.is_silent(ranked[0].probability, understood.none)
    whole_alone = () if is_silent else ranked
    subject = understood.facts.get(assistant.base.subject)
    if (subject is not None and subject.origin == "given") or not _may_be_several(assistant, understood):
        return Offer(whole_alone)
    told = _answers(assistant, _by_clause(assistant, understood, channel, on))
    if is_silent:
        told = {matter: one for matter, one in told.items() if one[1] >= _SURE_ALL_THE_SAME}
    whole = {item.target: item.probability for item in ranked}
    stated = _stated(understood)
    residual = assistant.base.residual_values()
    reasons = [
        one[1]
        for matter, one in told.items()
        if isinstance(matter, str)
        and matter not in residual
        and (matter in stated or whole.get(one[0], 0.0) >= _SECOND)
    ]
    if reasons:
        yielding = residual - stated
        told = {matter: one for matter, one in told.items() if matter not in yielding}
        ranked = _behind(assistant, ranked, yielding, max(reasons))
        whole = {item.target: item.probability for item in ranked}
    if len(told) < 2 and ranked[0].target == understood.ranked[0].target:
        return Offer(whole_alone)
    told = {matter: _as_the_whole(assistant, matter, one, ranked) for matter, one in told.items()}
    untold = sum(item.probability for item in ranked if _matter(assistant, item.target) not in told)
    leads = [
        Ranked(target, max(share * (1 - untold), whole.get(target, 0.0)), fit)
        for target, share, fit in told.values()
        if untold < _UNTOLD or whole.get(target, 0.0) >= _SECOND or assistant.issue_of(target) in stated
    ]
    if not leads:
        return Offer(whole_alone)
    top = max(whole.get(item.target, 0.0) for item in leads)
    order = {issue: rank for rank, issue in enumerate(assistant.base.subject_values())}

    def place(item: Ranked) -> tuple[int, float]:
        issue, share = assistant.issue_of(item.target), whole.get(item.target, 0.0)
        is_urgent = issue in stated and share >= _LEADS * top
        return (order[issue] if issue is not None and is_urgent else len(order), -share)

    taken = frozenset(item.target for item in leads)
    is_led = ranked[0].probability > top and _matter(assistant, ranked[0].target) not in told
    rest = tuple(item for item in ranked if item.target not in taken)
    likely = frozenset(
        target for target in taken if assistant.issue_of(target) in stated or whole.get(target, 0.0) >= _SECOND
    )
    own = likely if len(likely) > 1 else frozenset()
    if is_led and ranked[0].target not in taken:
        return Offer((ranked[0], *sorted(leads, key=place), *rest[1:]), own)
    return Offer((*sorted(leads, key=place), *rest), own)


def _behind(assistant: Assistant, ranked: Sequence[Ranked], yielding: Set[str], share: float) -> tuple[Ranked, ...]:
    """Return the scripts where a reason is told with that probability: those of values that yield have the rest."""
    return ordered(
        [
            replace(item, probability=item.probability * (1 - share))
            if assistant.issue_of(item.target) in yielding
            else item
            for item in ranked
        ]
    )


def _answers(assistant: Assistant, told: Mapping[Matter, _Clause]) -> Mapping[Matter, _Clause]:
    """Leave out what only asks for the subject, where another matter tells it."""
    known = [assistant.base.subject] if any(isinstance(matter, str) for matter in told) else []
    return {matter: one for matter, one in told.items() if not asks_for(assistant, one[0], known)}


def _as_the_whole(assistant: Assistant, matter: Matter, one: _Clause, ranked: Sequence[Ranked]) -> _Clause:
    """Return what a clause tells, narrowed by the rest of the message: 小票没了 能开发票吗 is no 能开发票吗 alone."""
    best = next((item for item in ranked if _matter(assistant, item.target) == matter), None)
    if best is None or best.probability < _NARROW:
        return one
    return best.target, max(one[1], best.probability), best.fit


def _may_be_several(assistant: Assistant, understood: Understood) -> bool:
    likely = {_matter(assistant, item.target) for item in understood.ranked if item.probability >= _SECOND}
    return len(_stated(understood)) > 1 or len(likely) > 1


def _by_clause(assistant: Assistant, understood: Understood, channel: str | None, on: date) -> dict[Matter, _Clause]:
    """Return the matters that clauses tell alone, each with its likeliest script and how sure the clause is of it."""
    text = understood.ranking.heard.text
    pieces = [text[one.start : one.end].strip() for one in clauses(text)]
    pieces = [piece for piece in pieces if len(piece) >= _SHORTEST][:_MOST]
    if len(pieces) < 2:
        return {}
    readings = [assistant.reader.read(piece, on) for piece in pieces]
    known = {name: fact.value for name, fact in understood.facts.items() if name != assistant.base.subject}
    reads = [Read(one.subject, {**known, **{name: fact.value for name, fact in one.facts.items()}}) for one in readings]
    found: dict[Matter, _Clause] = {}
    for ranking in assistant.retriever.rank_many(pieces, reads, is_rough=True):
        case = Case(channel, on, known)
        ranked = settled(assistant, ranking.ranked, case, understood.at_least)
        ranked, _ = with_declared(assistant, ranked, ranking, case, understood.at_least)
        if not ranked or ranked[0].probability < _SURE:
            continue
        best = ranked[0]
        matter = _matter(assistant, best.target)
        if matter not in found or found[matter][1] < best.probability:
            found[matter] = (best.target, best.probability, best.fit)
    return found


def _matter(assistant: Assistant, target: Target) -> Matter:
    return assistant.issue_of(target) or target


def _stated(understood: Understood) -> frozenset[str]:
    return frozenset(str(one.value) for one in understood.ranking.heard.mentions if _is_stated(one))


def _is_stated(mention: Mention) -> bool:
    return not mention.is_denied and not mention.is_wondered
