"""What a base must declare: facts, outcomes and channels, and one fact that is the subject."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from knowledge.loading.sections import ABOUT, FIRST
from knowledge.loading.yaml_tree import place_of
from knowledge.model.base import EntryOrigin
from knowledge.model.facts import Fact
from knowledge.problem import Location, Problem

Origins = Mapping[tuple[str, str], EntryOrigin]


def missing_sections(declared: Mapping[str, Mapping[str, Any]], problems: Sequence[Problem]) -> Iterator[Problem]:
    """Yield a problem for each section without an entry; other errors may be why, and come first."""
    if any(problem.is_error for problem in problems):
        return
    for section in ("facts", "outcomes", "channels"):
        if not declared[section]:
            mend = f"declare at least one under `{section}:`"
            yield Problem(Location(ABOUT), "", "", "missing", f"the base has no {section}", mend)
            return


def subject_problems(facts: Mapping[str, Fact], origins: Origins, problems: Sequence[Problem]) -> Iterator[Problem]:
    """Yield a problem where not exactly one fact is the subject; a fact that has one, or cannot be read, may be why."""
    subjects = [name for name, fact in facts.items() if fact.subject]
    is_unread = any(section == "facts" and key not in facts for section, key in origins)
    if not facts or len(subjects) == 1 or is_unread or any(problem.entry in facts for problem in problems):
        return
    key = subjects[1] if subjects else next(iter(facts))
    origin = origins["facts", key]
    place = place_of(origin.section, (key,))
    found = f"{len(subjects)} facts are the subject ({', '.join(subjects)})" if subjects else "no fact is the subject"
    location = Location(origin.file, place.line, place.column)
    yield Problem(location, "", "", "subject", found, "mark exactly one choice fact with `subject: true`")


def without_broken(problems: Sequence[Problem], origins: Origins, read: Collection[str]) -> list[Problem]:
    """Leave out complaints that a fact or outcome is unknown where it is declared and only cannot be read."""
    broken = {key for section, key in origins if section in FIRST and key not in read}
    return [one for one in problems if not (one.code == "reference" and one.path.rsplit(".", 1)[-1] in broken)]
