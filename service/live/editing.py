"""An entry as it would be, while the service answers: what stands, what is wrong with it, and the conflicts it brings.

Nothing here writes: `place` of knowledge.editing does, and the live state takes the change up.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.editing.changing import Changed, Sources, Standing, change_entry, find_standing
from knowledge.editing.heading import SCHEMA, heading
from knowledge.loading.parse_cache import ParseCache
from knowledge.model.base import Base
from knowledge.problem import Problem
from service.answers.conflict import ConflictAnswer
from service.live.live_snapshot import LiveSnapshot
from service.live.study import study
from service.settings import EMBEDDED_BASE, Settings


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a base as they were read at one moment, and what was read of them before."""

    place: Path
    sources: Sources
    known: ParseCache

    def standing(self, section: str, key: str) -> Standing:
        return find_standing(self.sources, section, key)

    @property
    def unreadable(self) -> tuple[Problem, ...]:
        """The problems of files that cannot be read at all: what they hold is not known."""
        return tuple(problem for _, source in self.sources if not source.data for problem in source.problems)


@dataclass(frozen=True, slots=True)
class Trial:
    """The base with one entry as it would be: its problems and, where it has no error, the conflicts that differ."""

    standing: Standing
    changed: Changed
    problems: tuple[Problem, ...]  # every error of the base, and the warnings at this entry
    base: Base | None  # None where an error keeps it from being used
    added: Sequence[ConflictAnswer] = ()
    removed: Sequence[ConflictAnswer] = ()

    @property
    def is_change(self) -> bool:
        return self.changed.after != self.changed.before


def read_only(settings: Settings) -> str:
    """Return why the base must not be written, and the mend; empty where it may."""
    folder = settings.base.resolve()
    if folder == EMBEDDED_BASE.resolve():
        return (
            "the embedded base is part of the installation, and the next one would undo the change; "
            "make a base of your own with `yizhi new DIR`, then serve it with `yizhi serve --base DIR`"
        )
    if not folder.is_dir():
        return f"the folder {folder} is not there; put it back, and it is followed again by itself"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"the folder {folder} may not be written by this service; let its user write there"
    return ""


def read_folder(settings: Settings, live: LiveSnapshot) -> Folder:
    """Read the folder as it is now, which may be newer than what answers, or broken."""
    known = live.memory()
    return Folder(settings.base, known.sources(settings.base), known)


def try_entry(
    folder: Folder, now: Standing, data: Mapping[str, Any], *, settings: Settings, live: LiveSnapshot
) -> Trial:
    """Return the base with an entry as it would be; raises EditError where its file cannot be changed faithfully."""
    made = _changed(folder, now, data, settings)
    told = tuple(one for one in made.loaded.problems if one.is_error or _is_at(one, made.file, now.id))
    problems = tuple(dict.fromkeys((*folder.unreadable, *told)))
    base = made.loaded.base
    if base is None or folder.unreadable:
        return Trial(now, made, problems, None)
    return Trial(now, made, problems, base, *conflict_change(base, settings, live))


def changed_base(folder: Folder, now: Standing, data: Mapping[str, Any], settings: Settings) -> Base | None:
    """Return the base with an entry as it would be, None where it would have errors; raises EditError as above."""
    return None if folder.unreadable else _changed(folder, now, data, settings).loaded.base


def _changed(folder: Folder, now: Standing, data: Mapping[str, Any], settings: Settings) -> Changed:
    head = heading(now.source.file) if (folder.place / SCHEMA).is_file() else ""
    return change_entry(folder.sources, folder.known, now, data, settings.today(), folder.place, head)


def _is_at(problem: Problem, file: str, key: str) -> bool:
    return problem.entry == key and problem.location.file == file


def conflict_change(
    base: Base, settings: Settings, live: LiveSnapshot
) -> tuple[Sequence[ConflictAnswer], Sequence[ConflictAnswer]]:
    """Return the conflicts that a base as it would be has and what answers has not, and the other way round."""
    view, known, today = live.view, live.study, settings.today()
    before = view.conflicts
    if known is None or before is None or view.analysed != view.base.fingerprint:
        known = study(view.base, today, known)
        before = known.conflicts
    after = study(base, today, known).conflicts
    return _without(after, before), _without(before, after)


def _without(some: Sequence[ConflictAnswer], others: Sequence[ConflictAnswer]) -> Sequence[ConflictAnswer]:
    known = {one.id for one in others}
    return tuple(one for one in some if one.id not in known)
