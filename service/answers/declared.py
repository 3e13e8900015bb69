"""A phrase that a base declares for a value of its subject wins over what was learned: the value's scripts stand first.

It speaks for the value where it is stated, neither denied nor wondered about. What the base declares as well stands
beside it: a script whose own question the message is. So does another issue that the message as a whole is sure of
(用了八个月坏了给修吗 asks for a repair and holds a word of faults), and, a residual value being meant only where no
other is told, any other issue beside one of its phrases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from indexer.ranker.ranker import Ranked, Ranking
from knowledge.model.case import Case
from knowledge.reading.facts.phrasebook import Mention
from service.answers.assistant import Assistant
from service.answers.choosing import ordered
from service.answers.issue_scripts import issue_scripts

_SHARE = 0.8  # probability that a declared phrase lends its value at least
_SURE = 0.6  # probability from which a message is sure of what no phrase of it declares
_SAME = 0.9  # centred cosine from which a message is one of the base's own questions
_BEHIND = 0.9  # share of the value's best script that another one has at most


def with_declared(
    assistant: Assistant,
    ranked: Sequence[Ranked],
    ranking: Ranking,
    case: Case,
    at_least: Mapping[str, int],
) -> tuple[tuple[Ranked, ...], float]:
    """Return the scripts, likeliest first, and the probability of none, given what the message declares."""
    none, declared = ranking.none, _declared_issues(assistant, ranking.heard.mentions)
    issue = declared[0] if declared else None
    own = () if issue is None else _scripts_of(assistant, issue, ranked, case, at_least)
    if issue is None or not own:
        return tuple(ranked), none
    taken = {item.target for item in own}
    others = [item for item in ranked if item.target not in taken]
    standing = [item for item in others if _stands(assistant, item, declared, ranking)]
    yielding = [item for item in others if item not in standing]
    free = 1 - sum(item.probability for item in standing)
    told = sum(item.probability for item in ranked if item.target in taken)
    share = max(told, _SHARE * free)
    loose = none + sum(item.probability for item in yielding)
    part = max(0.0, free - share) / loose if loose > 0 else 0.0
    raised = [replace(item, probability=item.probability * share) for item in own]
    most = _BEHIND * max(item.probability for item in raised)
    behind = [replace(item, probability=min(most, item.probability * part)) for item in yielding]
    every = [*raised, *standing, *behind]
    whole = none * part + sum(item.probability for item in every)
    return ordered([replace(item, probability=item.probability / whole) for item in every]), none * part / whole


def _declared_issues(assistant: Assistant, mentions: Sequence[Mention]) -> list[str]:
    """Return the values that declared phrases state, the most urgent first and residual ones last."""
    stated = {
        str(one.value)
        for one in mentions
        if not (one.is_denied or one.is_wondered) and one.phrase in assistant.declared_phrases.get(str(one.value), ())
    }
    residual = assistant.base.residual_values()
    return sorted((one for one in assistant.base.subject_values() if one in stated), key=residual.__contains__)


def _scripts_of(
    assistant: Assistant, issue: str, ranked: Sequence[Ranked], case: Case, at_least: Mapping[str, int]
) -> tuple[Ranked, ...]:
    """Return the scripts of an issue with their shares of it; the general one where the message tells of none."""
    own = [item for item in ranked if assistant.issue_of(item.target) == issue]
    told = sum(item.probability for item in own)
    if told > 0:
        return tuple(replace(item, probability=item.probability / told) for item in own)
    leading = issue_scripts(assistant, issue, case, at_least).leading
    return tuple(
        Ranked(target, 1 / len(leading), assistant.applicability.fit(target, case.facts)) for target in leading
    )


def _stands(assistant: Assistant, item: Ranked, declared: Sequence[str], ranking: Ranking) -> bool:
    """Say whether a script keeps its share beside what phrases declare."""
    issue = assistant.issue_of(item.target)
    if issue in declared:
        return False
    if item.probability < _SURE:
        return issue is not None and declared[0] in assistant.base.residual_values()
    hit = assistant.retriever.nearest(ranking, item.target)
    return issue is not None or (hit is not None and hit.field == "ask" and hit.score >= _SAME)
