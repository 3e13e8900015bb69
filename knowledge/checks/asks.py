"""A question belongs to one entry: no `asks` stands twice, and none is also denied."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.checks.place import problem_at
from knowledge.model.base import SECTION_OF, Base
from knowledge.problem import Fault, Problem
from knowledge.reading.normal import normalise


def check(base: Base) -> Iterator[Problem]:
    """Yield a problem for each question that stands a second time, or that its own entry denies."""
    first: dict[str, tuple[str, str, int]] = {}
    for kind, key, entry in base.entries():
        section = SECTION_OF[kind]
        denied = {normalise(text) for text in entry.not_asks}
        for index, text in enumerate(entry.asks):
            normal = normalise(text)
            if normal in denied:
                fault = Fault(("asks", index), "asks", f"{text!r} stands under asks and not_asks", "keep one of them")
                yield problem_at(base, section, key, fault)
            if normal in first:
                other_section, other, other_index = first[normal]
                where = base.locate(other_section, other, ("asks", other_index))
                fault = Fault(
                    ("asks", index),
                    "asks",
                    f"{text!r} stands already in {other} at {where}",
                    "keep it where it is answered",
                )
                yield problem_at(base, section, key, fault)
            else:
                first[normal] = (section, key, index)
