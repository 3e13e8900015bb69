"""The scripts of one issue as a case meets them: which are closed to it, which one leads, and which it settles.

Few facts turn anything in an issue, so what is worked out for one message is mostly what the next one needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.ranker.applicability import Fit
from indexer.ranker.targets import Target
from knowledge.model.case import Case
from knowledge.model.entries import Policy
from service.answers.assistant import Assistant
from service.answers.lower_bounds import with_lower_bounds

_KEPT = 8192  # that are remembered of one base


@dataclass(frozen=True, slots=True)
class IssueScripts:
    """How the scripts of an issue stand to a case."""

    closed: tuple[Target, ...]  # by channel, day or facts
    general: Target | None  # the one that says no more than the issue
    settling: tuple[Target, ...]  # those that decide because of what is known, with the most of it
    unsettled: tuple[Target, ...]  # those that decide by a fact that is unknown

    @property
    def leading(self) -> tuple[Target, ...]:
        """What a message about the issue alone is answered with: what its facts settle, else the general script."""
        return self.settling or (() if self.general is None else (self.general,))


def issue_scripts(assistant: Assistant, issue: str, case: Case, at_least: Mapping[str, int]) -> IssueScripts:
    """Return how the scripts of an issue stand to a case; `at_least` holds the least that an unknown number can be."""
    facts = case.facts
    if at_least:
        about = Case(case.channel, case.on, {**case.facts, assistant.base.subject: issue})
        facts = with_lower_bounds(assistant.decider, about, at_least).facts
    turning = assistant.applicability.turning_facts(issue)
    told = tuple(sorted((name, value) for name, value in facts.items() if name in turning))
    key = (issue, case.channel, case.on, told)
    known = assistant.issue_scripts
    found = known.get(key)
    if found is None:
        if len(known) >= _KEPT:
            known.clear()
        found = known[key] = _worked_out(assistant, issue, Case(case.channel, case.on, dict(told)))
    return found


def _worked_out(assistant: Assistant, issue: str, case: Case) -> IssueScripts:
    policies, own = assistant.base.policies, assistant.policies_of(issue)
    fits = {
        key: fit
        for key in own
        if policies[key].say
        and _is_open(policies[key], case)
        and (fit := assistant.applicability.fit(("policy", key), case.facts)).holds is not False
    }
    general = _general(policies, fits)
    return IssueScripts(
        closed=_targets([key for key in own if key not in fits]),
        general=None if general is None else ("policy", general),
        settling=_targets(_settling(fits)),
        unsettled=_targets([key for key, fit in fits.items() if fit.holds is None and fit.decides]),
    )


def _general(policies: Mapping[str, Policy], fits: Mapping[str, Fit]) -> str | None:
    """Return the policy that says no more than the issue: of those that hold, the one with the fewest conditions.

    Of several it is the one that decides, then the one that is asked in the most ways.
    """
    return min(
        (key for key, fit in fits.items() if fit.holds),
        key=lambda key: (_conditions(policies[key]), not policies[key].decide, -len(policies[key].asks)),
        default=None,
    )


def _settling(fits: Mapping[str, Fit]) -> Sequence[str]:
    deciding = {key: fit.known for key, fit in fits.items() if fit.holds and fit.known and fit.decides}
    most = max(deciding.values(), default=0)
    return [key for key, known in deciding.items() if known == most]


def _targets(keys: Sequence[str]) -> tuple[Target, ...]:
    return tuple(("policy", key) for key in keys)


def _conditions(policy: Policy) -> int:
    return len(policy.when.all) + bool(policy.when.any)


def _is_open(policy: Policy, case: Case) -> bool:
    valid = policy.valid
    if (valid.from_ and case.on < valid.from_) or (valid.to and case.on > valid.to):
        return False
    return policy.channels is None or case.channel is None or case.channel in policy.channels
