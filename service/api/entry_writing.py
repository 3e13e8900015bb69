"""One entry written: tried out, held against what stands and the statutes, put in place, and told when it answers."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.conflicts.conflict import ConflictKind
from knowledge.deciding.decide import Decider
from knowledge.editing.changing import Standing, as_written
from knowledge.editing.fingerprint import entry_fingerprint
from knowledge.editing.rewriting import EditError
from knowledge.model.base import SECTION_OF, Base
from knowledge.model.entries import Kind
from knowledge.problem import FaultsError, Problem
from service.answers.answer import FoundProblem
from service.answers.conflict import ConflictAnswer
from service.answers.script import scripts
from service.api.base_writing import EntryEdit, alone, write_files
from service.api.call_context import CallContext
from service.api.catalogue import whole
from service.api.conflicts import with_state
from service.api.entry_responses import ConflictChange, WrittenEntry
from service.api.errors import CallError, call_fault, refusal
from service.api.etags import Precondition, check_stands
from service.api.language import CHINESE, ENGLISH, in_chinese_text
from service.live.editing import Folder, Trial, read_folder, read_only, try_entry
from service.live.live_snapshot import View


@dataclass(frozen=True, slots=True)
class EntryWritten:
    """An entry as it was written, and whether there was none before."""

    entry: WrittenEntry
    is_new: bool


def write_entry(
    context: CallContext,
    kind: Kind,
    key: str,
    entry: Mapping[str, Any],
    wanted: Precondition,
    actor: str,
    *,
    below_statute: bool,
) -> EntryWritten:
    """Put an entry in the place of the one that stands; raises CallError, and writes nothing, where it may not be."""
    begun = time.monotonic()
    view = context.view
    reason = read_only(context.settings)
    if reason:
        raise CallError(403, "read-only-base", reason)
    data = read_data(entry)
    with alone(context):
        folder = read_folder(context.settings, context.live)
        now = folder.standing(SECTION_OF[kind], key)
        if now.data is not None or not folder.unreadable:
            check_stands(wanted, now)
        trial = tried(context, folder, now.section, key, data)
        if trial.base is None:
            raise _faulty([problem for problem in trial.problems if problem.is_error], key)
        conflicts = conflicts_of(trial, context)
        if not below_statute:
            _require_lawful(conflicts)
        found = _written(kind, trial, trial.base, conflicts)
        if trial.is_change:
            found = _put_in_place(context, trial, found, actor)
            view = context.live.take_up(begun + context.settings.acknowledge_s - time.monotonic())
    found = found.model_copy(update=_standing(view, trial.standing, found.etag))
    return EntryWritten(found, trial.standing.data is None)


def require_sound(context: CallContext, kind: Kind, key: str, data: Mapping[str, Any]) -> None:
    """Raise CallError with the errors that the base would have with an entry."""
    folder = read_folder(context.settings, context.live)
    trial = tried(context, folder, SECTION_OF[kind], key, data)
    if trial.base is None:
        raise _faulty([problem for problem in trial.problems if problem.is_error], key)


def _put_in_place(context: CallContext, trial: Trial, found: WrittenEntry, actor: str) -> WrittenEntry:
    changed, subject = trial.changed, f"{found.kind}/{found.id}"
    edit = EntryEdit(subject, changed.file, trial.standing.data, changed.data)
    before, after = {changed.file: changed.before}, {changed.file: changed.after}
    commit = write_files(context, before, after, [edit], actor, f"{subject}: {found.title}")
    return found.model_copy(update={"commit": commit.id, "commit_fault": commit.fault})


def _require_lawful(conflicts: ConflictChange) -> None:
    """Raise CallError where a change takes a decision below a statute that it was not below before."""
    short = _below(conflicts.added)
    if short:
        mend = "change the decision, or send it again with ?below_statute=true"
        english, chinese = (short[0].in_language(one).message for one in (ENGLISH, CHINESE))
        told = f"{chinese}没有写入；{in_chinese_text(mend)}"
        raise CallError(409, "below-statute", f"{english} Nothing was written; {mend}", chinese=told)


def below_statute_conflicts(added: Sequence[ConflictAnswer], context: CallContext) -> Sequence[ConflictAnswer]:
    """Return those conflicts that a change adds and that take a decision below a statute."""
    return _below([with_state(one, context) for one in added])


def _below(added: Sequence[ConflictAnswer]) -> Sequence[ConflictAnswer]:
    return [one for one in added if one.kind is ConflictKind.STATUTE and one.state == "open"]


def read_data(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = as_written(entry)
    except FaultsError as error:
        faults = [(".".join(map(str, ("entry", *one.path))), one) for one in error.faults]
        raise refusal([call_fault(field, one.message, one.mend) for field, one in faults]) from error
    return found


def tried(context: CallContext, folder: Folder, section: str, key: str, data: Mapping[str, Any]) -> Trial:
    now = folder.standing(section, key)
    try:
        return try_entry(folder, now, data, settings=context.settings, live=context.live)
    except EditError as error:
        raise CallError(409, "edit-by-hand", str(error)) from error


def _faulty(problems: Sequence[Problem], key: str) -> CallError:
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    faults = [call_fault(_field(one, key), one.message, one.mend) for one in problems]
    found = tuple(FoundProblem.of(one) for one in problems)
    return CallError(422, "base-with-errors", f"{problems[0]}{more}; nothing was written", faults, found)


def _field(problem: Problem, key: str) -> str:
    """Return the field of the body that a problem stands in, else its place in the base."""
    return f"entry.{problem.path}".rstrip(".") if problem.entry == key else str(problem.location)


def conflicts_of(trial: Trial, context: CallContext) -> ConflictChange:
    return ConflictChange(
        added=tuple(with_state(one, context) for one in trial.added),
        removed=tuple(with_state(one, context) for one in trial.removed),
    )


def scripts_of(base: Base, section: str, key: str, context: CallContext) -> Mapping[str, str]:
    return scripts(getattr(base, section)[key], Decider(base), context.settings.today())


def _standing(view: View, now: Standing, etag: str) -> Mapping[str, object]:
    """Return whether an entry is what answers, and from which snapshot."""
    origin = view.base.origins.get((now.section, now.id))
    served = origin is not None and entry_fingerprint(origin.section[now.id]) == etag
    return {"served": served, "snapshot": view.assistant.snapshot}


def _written(kind: Kind, trial: Trial, base: Base, conflicts: ConflictChange) -> WrittenEntry:
    """Tell the entry as it is to stand in the folder; whether it answers is not known yet."""
    return WrittenEntry(
        **dict(whole(base, kind, trial.standing.id)),
        changed=trial.is_change,
        served=False,
        snapshot="",
        problems=tuple(FoundProblem.of(problem) for problem in trial.problems),
        conflicts=conflicts,
    )
