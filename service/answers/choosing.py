"""What the facts of a case make of a ranking: which scripts are open to it, and which one the facts settle.

A general script says what may be decided; where the facts settle the case, the script that decides it takes its place.
Scripts about something more special keep their own share: the facts do not tell what a message is about.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from indexer.ranker.applicability import FREE
from indexer.ranker.ranker import Ranked
from indexer.ranker.targets import Target
from knowledge.model.case import Case
from service.answers.assistant import Assistant
from service.answers.issue_scripts import issue_scripts

_OPEN = 0.7  # share that a script gives to the general one while a fact that it turns on is unknown
_HINT = 0.01  # share that a script which the facts settle has at least, where several do


def settled(
    assistant: Assistant, ranked: Sequence[Ranked], case: Case, at_least: Mapping[str, int]
) -> tuple[Ranked, ...]:
    """Return the scripts open to a case, likeliest first; the general one of an issue gives way to what is settled.

    Where nothing is settled, what decides by a fact that is unknown gives way to the general script, which asks for it.
    """
    shares = {item.target: item.probability for item in ranked}
    for issue in dict.fromkeys(_issues(assistant, ranked)):
        scripts = issue_scripts(assistant, issue, case, at_least)
        for target in scripts.closed:
            _give(shares, target, scripts.leading)
        if scripts.general is not None and scripts.settling and scripts.general not in scripts.settling:
            _give(shares, scripts.general, scripts.settling)
        elif scripts.general is not None:
            for target in scripts.unsettled:
                _give(shares, target, (scripts.general,), _OPEN)
    item_of = {item.target: item for item in ranked}
    return ordered([_with_share(item_of.get(target), target, share) for target, share in shares.items() if share])


def _with_share(item: Ranked | None, target: Target, share: float) -> Ranked:
    if item is None:
        return Ranked(target, share, FREE)
    return item if item.probability == share else Ranked(target, share, item.fit)


def asks_for(assistant: Assistant, target: Target, facts: Collection[str]) -> bool:
    """Say whether a script is there to ask for facts, and all of them are among `facts`."""
    policy = assistant.base.policies.get(target[1]) if target[0] == "policy" else None
    return policy is not None and bool(policy.ask) and all(name in facts for name in policy.ask)


def with_issue(
    assistant: Assistant, ranked: Sequence[Ranked], none: float, case: Case, issue: str, at_least: Mapping[str, int]
) -> tuple[Ranked, ...]:
    """Give an issue that is known the share of other issues and of silence: the message need not say it again.

    What the message says of the issue keeps its share. The rest goes to the scripts of the issue that the message tells
    of, the more the surer it tells them; what is left to the script that says no more than the issue.
    """
    own = {("policy", key) for key in assistant.policies_of(issue)}
    shares: dict[Target, float] = {}
    loose = none
    for item in ranked:
        kept = item.probability
        if item.target not in own and item.target[0] in ("policy", "statute"):
            # of no issue: it stays as far as the message is sure of it
            is_another = (
                item.target[0] == "statute"
                or assistant.issue_of(item.target)
                or asks_for(assistant, item.target, (*case.facts, assistant.base.subject))
            )
            kept = 0.0 if is_another else item.probability * (1 + item.probability) / 2
        shares[item.target] = kept
        loose += item.probability - kept
    told = sum(shares[target] for target in shares if target in own)
    by_message = loose * math.sqrt(told)
    for target in [target for target in shares if target in own]:
        shares[target] += by_message * shares[target] / told if told else 0.0
    leading = issue_scripts(assistant, issue, case, at_least).leading
    for target in leading:
        shares[target] = shares.get(target, 0.0) + (loose - by_message) / len(leading)
    item_of = {item.target: item for item in ranked}
    return ordered([_with_share(item_of.get(target), target, share) for target, share in shares.items() if share])


def ordered(ranked: Sequence[Ranked]) -> tuple[Ranked, ...]:
    """Return scripts by their probability, likeliest first."""
    return tuple(sorted(ranked, key=lambda item: (-item.probability, item.target)))


def _issues(assistant: Assistant, ranked: Sequence[Ranked]) -> Sequence[str]:
    return [issue for item in ranked if (issue := assistant.issue_of(item.target)) is not None]


def _give(shares: dict[Target, float], giver: Target, takers: Sequence[Target], part: float = 1.0) -> None:
    """Move the share of one script to others, by their own shares; all of it or a part."""
    whole = shares.pop(giver, 0.0)
    if not whole:
        return
    given = whole * part
    if given < whole:
        shares[giver] = whole - given
    weights = {taker: shares.get(taker, 0.0) + _HINT for taker in takers if taker != giver}
    for taker, weight in weights.items():
        shares[taker] = shares.get(taker, 0.0) + given * weight / sum(weights.values())
