"""Cases for an exam: each issue in turn, no case and no customer's line twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from evaluation.boundaries import Boundary, boundaries
from evaluation.quiz.item import Item
from evaluation.quiz.teaching import Teaching
from evaluation.quiz.told import Told, lines, told

Make = Callable[[Told], Item | None]


class Deck:
    """The sides of every bound by issue, in an order drawn by seed; what was used is not drawn again."""

    def __init__(self, teaching: Teaching, random: Random) -> None:
        self._teaching = teaching
        self._random = random
        sides: dict[str, list[tuple[Boundary, bool]]] = {}
        for one in boundaries(teaching.assistant.base, teaching.assistant.decider, teaching.on):
            sides.setdefault(one.issue, []).extend([(one, True), (one, False)])
        issues = list(sides)
        random.shuffle(issues)
        for its in sides.values():
            random.shuffle(its)
        self._sides = {issue: sides[issue] for issue in issues}
        self.used = dict.fromkeys(issues, 0)
        self.spent: set[str] = set()  # sides and lines; shared with the other questions of an exam
        self._failed: set[tuple[str, str]] = set()  # kind of question, side

    def draw(self, kind: str, make: Make) -> Item | None:
        """Return a question of the issue that was asked least so far; None where no case is left that gives one."""
        for issue in sorted(self._sides, key=lambda one: self.used[one]):  # stable: ties in the order drawn
            for case in self._cases(issue, kind):
                item = make(case)
                if item is not None:
                    self.used[issue] += 1
                    self.spent |= {_side(case), case.text}
                    return item
                self._failed.add((kind, _side(case)))
        return None

    def _cases(self, issue: str, kind: str) -> Iterator[Told]:
        for boundary, is_inside in self._sides[issue]:
            facts = boundary.side(is_inside)
            key = _key(boundary.channel, str(sorted(facts.items())))
            if key in self.spent or (kind, key) in self._failed:
                continue
            fitting = lines(self._teaching, issue, boundary.channel, facts, self._random)
            text = next((text for text in fitting if text not in self.spent), None)
            case = None if text is None else told(self._teaching, boundary, is_inside, text)
            if case is None:
                self._failed.add((kind, key))
                continue
            yield case

    def neighbours(self, case: Told) -> list[str]:
        """Return what is said on the case's channel in other cases of its issue, the nearest case first."""
        teaching = self._teaching
        issue = str(case.facts[teaching.assistant.base.subject])
        others = sorted(
            ((boundary, boundary.side(is_inside)) for boundary, is_inside in self._sides[issue]),
            key=lambda one: sum(case.facts.get(name) != value for name, value in one[1].items()),
        )
        found = (teaching.scripted(case.channel, facts, boundary.changes) for boundary, facts in others)
        return list(dict.fromkeys(one[1] for one in found if one is not None))


def _side(case: Told) -> str:
    return _key(case.channel, str(sorted(case.facts.items())))


def _key(channel: str, facts: str) -> str:
    return f"{channel} {facts}"
