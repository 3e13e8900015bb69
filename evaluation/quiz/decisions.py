"""Questions for what is decided: the right value of an outcome among its other values, for every issue of the base."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle
from random import Random

from evaluation.boundaries import inside
from evaluation.quiz.item import Item
from evaluation.quiz.places import Places
from evaluation.quiz.teaching import Teaching
from evaluation.quiz.told import lines
from indexer.ranker.targets import issue_of
from knowledge.model.entries import Policy
from knowledge.model.facts import Value
from service.answers.script import value_label

_OPTIONS = 4
_FEWEST_OPTIONS = 2


class DecisionDeck:
    """The cases that policies are about, by issue, in an order drawn by seed; no line and no case twice."""

    def __init__(
        self, teaching: Teaching, random: Random, places: Places, spent: set[str], used: dict[str, int]
    ) -> None:
        self._teaching, self._random, self._places = teaching, random, places
        self._spent, self._used = spent, used  # shared with the other questions of the exam
        self._outcomes: dict[str, int] = {}
        policies: dict[str, list[str]] = {}
        for key, policy in teaching.assistant.base.policies.items():
            issue = issue_of(teaching.assistant.base, policy)
            if issue is not None and policy.decide:
                policies.setdefault(issue, []).append(key)
        issues = list(policies)
        random.shuffle(issues)
        for its in policies.values():
            random.shuffle(its)
        self._policies = {issue: policies[issue] for issue in issues}
        self._channels = cycle(teaching.assistant.base.channels)

    def draw(self) -> Item | None:
        """Return a question of the issue that was asked least so far; None where no case is left."""
        for issue in sorted(self._policies, key=lambda one: self._used.get(one, 0)):
            while self._policies[issue]:
                item = self._item(issue, self._policies[issue].pop())
                if item is not None:
                    self._used[issue] = self._used.get(issue, 0) + 1
                    return item
        return None

    def _item(self, issue: str, key: str) -> Item | None:
        base = self._teaching.assistant.base
        policy = base.policies[key]
        channel = next(self._channels) if policy.channels is None else policy.channels[0]
        facts = _facts(self._teaching, policy, issue)
        if facts is None:
            return None
        fitting = lines(self._teaching, issue, channel, facts, self._random)
        text = next((text for text in fitting if text not in self._spent), None)
        decided = self._teaching.decided(channel, facts).decided
        outcome = self._outcome(decided)
        if text is None or outcome is None:
            return None
        self._spent.add(text)
        self._outcomes[outcome] = self._outcomes.get(outcome, 0) + 1
        wrong = self._others(outcome, decided[outcome])
        words = [value_label(base.outcomes[outcome], value) for value in (decided[outcome], *wrong)]
        options, answer = self._places.placed(words[0], words[1:])
        told = f"【{base.channels[channel].name}】顾客：「{text}」\n已知：{self._teaching.facts_in_words(facts)}"
        question = f"{told}\n{base.outcomes[outcome].name}应当怎么处理？"
        policies = self._teaching.policies_of(channel, facts, outcome) or (key,)
        because = f"{base.policies[policies[0]].title}：{base.outcomes[outcome].name}{words[0]}"
        return Item("", "decision", question, options, answer, because, policies)

    def _outcome(self, decided: Mapping[str, str]) -> str | None:
        """Return the outcome that was asked for least, of those with other values to choose from."""
        able = [name for name in decided if len(self._others(name, decided[name])) + 1 >= _FEWEST_OPTIONS]
        return min(able, key=lambda name: self._outcomes.get(name, 0), default=None)

    def _others(self, outcome: str, right: str) -> list[str]:
        """Return values that an agent may take for the right one: those that the base decides elsewhere first."""
        base = self._teaching.assistant.base
        known = base.outcomes[outcome]
        elsewhere = [policy.decide[outcome] for policy in base.policies.values() if outcome in policy.decide]
        found = dict.fromkeys((*elsewhere, *(known.values or ())))
        return [value for value in found if not known.same(value, right)][: _OPTIONS - 1]


def _facts(teaching: Teaching, policy: Policy, issue: str) -> Mapping[str, Value] | None:
    """Return a case in which a policy holds, None where there is none."""
    base = teaching.assistant.base
    facts: dict[str, Value] = {base.subject: issue}
    for name, matcher in {**policy.when.all, **next(iter(policy.when.any or ({},)))}.items():
        value = issue if name == base.subject else inside(matcher, base.facts[name])
        if value is None:
            return None
        facts[name] = value
    return facts
