"""What the facts of a case make of a ranking: which scripts are open to it, and which one the facts settle.

A general script says what may be decided; where the facts settle the case, the script that decides it takes its place.
Scripts about something more special keep their own share: the facts do not tell what a message is about.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from indexer.ranker.applicability import Fit
from indexer.ranker.ranker import Ranked
from indexer.ranker.targets import Target
from knowledge.model.case import Case
from knowledge.model.entries import Policy
from service.answers.assistant import Assistant
from service.answers.lower_bounds import with_lower_bounds

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
        fits = issue_fits(assistant, issue, case, at_least)
        closed = [key for key in assistant.policies_of(issue) if key not in fits]
        leading = _targets(_leading(assistant, fits)) if closed else ()
        for key in closed:
            _give(shares, ("policy", key), leading)
        general = general_script(assistant, fits)
        settling = _settling(assistant, fits)
        if general is not None and settling and general not in settling:
            _give(shares, ("policy", general), _targets(settling))
        elif general is not None:
            for key, fit in fits.items():
                if fit.holds is None and fit.decides:
                    _give(shares, ("policy", key), _targets([general]), _OPEN)
    fit_of = {item.target: item.fit for item in ranked}
    kept = [Ranked(target, share, fit_of.get(target, Fit(True, 0, 0, 0))) for target, share in shares.items() if share]
    return ordered(kept)


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
    leading = _targets(_leading(assistant, issue_fits(assistant, issue, case, at_least)))
    for target in leading:
        shares[target] = shares.get(target, 0.0) + (loose - by_message) / len(leading)
    fit_of = {item.target: item.fit for item in ranked}
    return ordered(
        [Ranked(target, share, fit_of.get(target, Fit(True, 0, 0, 0))) for target, share in shares.items() if share]
    )


def issue_fits(assistant: Assistant, issue: str, case: Case, at_least: Mapping[str, int]) -> Mapping[str, Fit]:
    """Return how the condition of each policy of an issue stands to a case; those that it closes are left out.

    `at_least` holds the least that an unknown number can be.
    """
    facts = case.facts
    if at_least:
        about = Case(case.channel, case.on, {**case.facts, assistant.base.subject: issue})
        facts = with_lower_bounds(assistant.decider, about, at_least).facts
    fits = ((key, assistant.applicability.fit(("policy", key), facts)) for key in _open(assistant, issue, case))
    return {key: fit for key, fit in fits if fit.holds is not False}


def _open(assistant: Assistant, issue: str, case: Case) -> Sequence[str]:
    """Return the policies of an issue with a script that channel and day leave open."""
    known = assistant.open_policies
    key = (issue, case.channel, case.on)
    if key not in known:
        policies = assistant.base.policies
        open_ = (one for one in assistant.policies_of(issue) if policies[one].say and _is_open(policies[one], case))
        known[key] = tuple(open_)
    return known[key]


def general_script(assistant: Assistant, fits: Mapping[str, Fit]) -> str | None:
    """Return the policy that says no more than the issue: of those that hold, the one with the fewest conditions.

    Of several it is the one that decides, then the one that is asked in the most ways.
    """
    policies = assistant.base.policies
    holding = [key for key, fit in fits.items() if fit.holds]
    return min(
        holding,
        key=lambda key: (_conditions(policies[key]), not policies[key].decide, -len(policies[key].asks)),
        default=None,
    )


def ordered(ranked: Sequence[Ranked]) -> tuple[Ranked, ...]:
    """Return scripts by their probability, likeliest first."""
    return tuple(sorted(ranked, key=lambda item: (-item.probability, item.target)))


def _issues(assistant: Assistant, ranked: Sequence[Ranked]) -> Sequence[str]:
    return [issue for item in ranked if (issue := assistant.issue_of(item.target)) is not None]


def _leading(assistant: Assistant, fits: Mapping[str, Fit]) -> Sequence[str]:
    """Return what a message about the issue alone is answered with: what its facts settle, else the general script."""
    settling = _settling(assistant, fits)
    general = general_script(assistant, fits)
    return settling or ([] if general is None else [general])


def _settling(assistant: Assistant, fits: Mapping[str, Fit]) -> Sequence[str]:
    """Return the policies that decide because of what is known, those with the most of it."""
    deciding = {key: fit.known for key, fit in fits.items() if fit.holds and fit.known and fit.decides}
    most = max(deciding.values(), default=0)
    return [key for key, known in deciding.items() if known == most]


def _give(shares: dict[Target, float], giver: Target, takers: Sequence[Target], part: float = 1.0) -> None:
    """Move the share of one script to others, by their own shares; all of it or a part."""
    whole = shares.pop(giver, 0.0)
    given = whole * part
    if given < whole:
        shares[giver] = whole - given
    weights = {taker: shares.get(taker, 0.0) + _HINT for taker in takers if taker != giver}
    for taker, weight in weights.items():
        shares[taker] = shares.get(taker, 0.0) + given * weight / sum(weights.values())


def _targets(keys: Sequence[str]) -> Sequence[Target]:
    return [("policy", key) for key in keys]


def _conditions(policy: Policy) -> int:
    return len(policy.when.all) + bool(policy.when.any)


def _is_open(policy: Policy, case: Case) -> bool:
    valid = policy.valid
    if (valid.from_ and case.on < valid.from_) or (valid.to and case.on > valid.to):
        return False
    return policy.channels is None or case.channel is None or case.channel in policy.channels
