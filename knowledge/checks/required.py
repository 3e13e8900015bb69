"""Scripts hold the words that `terms.required` asks of them: a carve-out, when to see a doctor, pregnancy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from knowledge.checks.place import problem_at
from knowledge.checks.wording import Said, said
from knowledge.deciding.decide import Decider
from knowledge.deciding.resolution import Decided
from knowledge.deciding.space.regions import is_covered
from knowledge.model.base import SECTION_OF, Base
from knowledge.model.case import Case
from knowledge.model.entries import Policy, Required
from knowledge.model.ingredient import Ingredient
from knowledge.problem import Fault, Problem, Severity


def check(base: Base, today: date) -> Iterator[Problem]:
    """Yield a problem for each text that lacks the words; the base must hold no error that keeps it from deciding."""
    if not base.terms.required:
        return
    decider = Decider(base)
    for required in base.terms.required:
        for kind, key, entry in base.entries():
            if key in required.except_ or not _is_concerned(required, entry, decider, today):
                continue
            for path, text in said(entry):
                if required.pregnancy and path[0] != "say":
                    continue  # worded for another case, such as a child
                if _lacks(required, text):
                    yield problem_at(
                        base, SECTION_OF[kind], key, _fault(required, (path, text)), _SEVERITY[required.level]
                    )


_SENTENCE = re.compile(r"[。！？!?；;\n]")
_SEVERITY = {"error": Severity.ERROR, "warning": Severity.WARNING}


def _is_concerned(required: Required, entry: Any, decider: Decider, today: date) -> bool:
    if required.pregnancy:
        return isinstance(entry, Ingredient) and entry.pregnancy in required.pregnancy
    if required.when is None and not required.decides:
        return bool(entry.say)
    if not isinstance(entry, Policy) or not entry.say:
        return False
    region = decider.space.region(entry.when)
    if required.when is not None and not is_covered(region, decider.space.region(required.when), decider.space.full):
        return False
    return all(_decides(decider, entry, outcome, value, today) for outcome, value in required.decides.items())


def _decides(decider: Decider, policy: Policy, outcome: str, value: str, today: date) -> bool:
    """Say whether every case of the policy is decided so, on the day nearest to `today` on which the policy exists."""
    on = min(max(today, policy.valid.from_ or today), policy.valid.to or date.max)
    channel = policy.channels[0] if policy.channels else None
    found = decider.possible(outcome, Case(channel, on, {}), decider.space.region(policy.when))
    return bool(found) and all(isinstance(one, Decided) and one.value == value for one in found)


def _lacks(required: Required, text: str) -> bool:
    if required.mentions and not any(_mentions(required, sentence) for sentence in _SENTENCE.split(text)):
        return False
    return not any(phrase in text for phrase in required.phrases)


def _mentions(required: Required, sentence: str) -> bool:
    beside = not required.beside or any(word in sentence for word in required.beside)
    return beside and any(word in sentence for word in required.mentions)


def _fault(required: Required, text: Said) -> Fault:
    path, _ = text
    wanted = "、".join(f"「{phrase}」" for phrase in required.phrases[:3])
    more = "…" if len(required.phrases) > 3 else ""
    mend = f"write {required.instead!r}" if required.instead else "write one of them, or list the entry under `except:`"
    return Fault(path, "required", f"the text holds none of {wanted}{more}: {required.because}", mend)
