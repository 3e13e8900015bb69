"""Cases that must change the answer: both sides of a bound, asked as a customer would, and lines of a suite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from evaluation.boundaries import Boundary
from evaluation.consistency.agreement import Clash, Result
from evaluation.consistency.behaviours import Direction, Invariance
from evaluation.consistency.views import AnswerView, Looking, differences
from evaluation.misses import AgainstSuite, WrongAtBound, WrongValue
from evaluation.run import CaseLine
from evaluation.suite import typed
from knowledge.deciding.resolution import plain
from knowledge.model.facts import IntegerFact, Value
from service.answers.assistant import Assistant


@dataclass(frozen=True, slots=True)
class Directing:
    """Asks both sides of a bound."""

    assistant: Assistant
    looking: Looking
    on: date

    def given(self, boundary: Boundary) -> Result:
        """Tell the fact as a fact."""
        text = self._text(boundary)
        sides = [self.looking.view(text, boundary.channel, boundary.side(side)) for side in (True, False)]
        return self._result(f"direction/given/{boundary.id}", boundary, sides[0], sides[1])

    def stated(self, boundary: Boundary) -> Result | None:
        """Tell the fact in the customer's words, where it is a number of days that has words; None where not."""
        fact = self.assistant.base.facts[boundary.fact]
        if not isinstance(fact, IntegerFact) or fact.unit != "day" or not fact.phrases:
            return None
        days = (int(boundary.inside), int(boundary.outside))
        if min(days) < 2:  # 昨天 and 今天 are said otherwise
            return None
        text = self._text(boundary)
        sides = [
            self.looking.view(f"{text}，{fact.phrases[0]}{day}天了", boundary.channel, boundary.facts) for day in days
        ]
        return self._result(f"direction/told/{boundary.id}", boundary, sides[0], sides[1])

    def _text(self, boundary: Boundary) -> str:
        """Return a question of the policy, or of its issue, that states no fact itself."""
        base, reader = self.assistant.base, self.assistant.reader
        keys = (boundary.policy, *self.assistant.policies_of(boundary.issue))
        asks = [ask for key in keys for ask in base.policies[key].asks]
        plain_asks = (ask for ask in asks if not reader.read(ask, self.on).facts)
        return next(plain_asks, asks[0] if asks else base.policies[boundary.policy].title)

    def _result(self, id: str, boundary: Boundary, left: AnswerView, right: AnswerView) -> Result:
        outcomes = self.assistant.base.outcomes
        wrong = tuple(
            WrongValue(name, view.decision.get(name), wanted)
            for name, values in boundary.changes.items()
            for view, value in ((left, values[0]), (right, values[1]))
            if view.decision.get(name) != (wanted := plain(outcomes[name], value))
        )
        values = f"{boundary.fact} {boundary.inside} → {boundary.outside}"
        about = {"text": f"{left.text} ({values})", "issue": boundary.issue}
        miss = WrongAtBound(boundary.fact, str(boundary.inside), str(boundary.outside), wrong) if wrong else None
        line = CaseLine(id, not wrong, boundary.policy, {"direction": float(not wrong)}, miss, about)
        return Result(line, Clash(left, right, tuple(boundary.changes), miss) if miss else None)


def direction_of(line: Direction, looking: Looking) -> Result:
    """Ask both sides of a suite's line."""
    base = looking.base
    left, right = (
        looking.view(side.text or line.text, line.channel, typed({**line.facts, **side.facts}, base))
        for side in (line.from_, line.to)
    )
    moved = differences(left, right)
    wrong = [name for name in line.changed if name not in moved] + [
        name
        for name, values in line.values.items()
        if [left.decision.get(name), right.decision.get(name)]
        != [plain(base.outcomes[name], value) for value in values]
    ]
    return _line(
        f"direction/suite/{line.id}", "direction", wrong, left, right, {"text": left.text, "issue": left.issue}
    )


def invariance_of(line: Invariance, looking: Looking) -> Result:
    """Ask every text on every channel of a suite's line."""
    base = looking.base
    channels = line.channels or tuple(base.channels)
    facts: Mapping[str, Value] = typed(line.facts, base)
    views = [looking.view(text, channel, facts) for text in line.texts for channel in channels]
    other = next((view for view in views[1:] if view.entry != views[0].entry or differences(views[0], view)), None)
    wrong = [] if other is None else [*differences(views[0], other)] or ["entry"]
    about = {"text": " / ".join(line.texts), "issue": views[0].issue}
    return _line(f"invariance/suite/{line.id}", "invariance", wrong, views[0], other or views[0], about)


def _line(
    id: str, measure: str, wrong: list[str], left: AnswerView, right: AnswerView, about: Mapping[str, object]
) -> Result:
    miss = AgainstSuite(tuple(wrong)) if wrong else None
    line = CaseLine(id, not wrong, id, {measure: float(not wrong)}, miss, about)
    return Result(line, Clash(left, right, tuple(wrong), miss) if miss else None)
