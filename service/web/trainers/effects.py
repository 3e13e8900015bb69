"""What a change to an entry would do, as the editor shows it beside the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.deciding.decide import Decider
from knowledge.editing.applying import diff_of
from knowledge.editing.changing import Standing
from knowledge.editing.rewriting import EditError
from knowledge.problem import Problem
from service.answers.conflict import ConflictAnswer
from service.answers.decision_changes import DecisionChanges, decision_changes
from service.answers.script import scripts
from service.api.call_context import CallContext
from service.live.editing import read_folder, try_entry
from service.web.trainers.entry_text import EntryText, Fault


@dataclass(frozen=True, slots=True)
class ChannelReply:
    """What channels that share a reply say now and would say; empty where nothing is said."""

    channels: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Effects:
    """What would change; the parts that need a whole base are empty where the base would have errors."""

    faults: tuple[Fault, ...]  # at their lines in the text
    warnings: tuple[Fault, ...]
    elsewhere: tuple[Problem, ...]  # errors outside the entry
    refusal: str  # why its file cannot be changed faithfully
    diff: tuple[str, ...] = ()
    file: str = ""
    decisions: DecisionChanges | None = None  # None for what decides nothing, or where the base would have errors
    added: Sequence[ConflictAnswer] = ()
    removed: Sequence[ConflictAnswer] = ()
    replies: Sequence[ChannelReply] = ()

    @property
    def is_sound(self) -> bool:
        return not (self.faults or self.elsewhere or self.refusal)


def effects(context: CallContext, now: Standing, read: EntryText) -> Effects:
    """Try a text out on the folder as it is; writes nothing."""
    if read.data == now.data and context.view.is_current:
        return _unchanged(context, now, read)
    folder = read_folder(context.settings, context.live)
    try:
        trial = try_entry(folder, now, read.data, settings=context.settings, live=context.live)
    except EditError as error:
        return Effects((), (), (), str(error))
    here = [one for one in trial.problems if one.entry == now.id and one.location.file == trial.changed.file]
    faults = tuple(read.place(one) for one in here if one.is_error)
    warnings = tuple(read.place(one) for one in here if not one.is_error)
    elsewhere = tuple(one for one in trial.problems if one.is_error and one not in here)
    diff = tuple(diff_of(trial.changed.file, trial.changed.before, trial.changed.after))
    if trial.base is None:
        return Effects(faults, warnings, elsewhere, "", diff, trial.changed.file)
    after = Decider(trial.base)
    return Effects(
        faults,
        warnings,
        elsewhere,
        "",
        diff,
        trial.changed.file,
        _decisions(context, now, after),
        trial.added,
        trial.removed,
        _replies(context, now, after),
    )


def _unchanged(context: CallContext, now: Standing, read: EntryText) -> Effects:
    """Return what is known of an entry as it stands and answers, at once."""
    here = [one for one in context.view.problems if one.entry == now.id and one.location.file == now.source.file]
    warnings = tuple(read.place(one) for one in here if not one.is_error)
    said = _replies(context, now, context.view.assistant.decider)
    return Effects((), warnings, (), "", file=now.source.file, replies=said)


def _decisions(context: CallContext, now: Standing, after: Decider) -> DecisionChanges | None:
    if now.section != "policies":
        return None
    return decision_changes(context.view.assistant.decider, after, now.id, context.settings.today())


def _replies(context: CallContext, now: Standing, after: Decider) -> Sequence[ChannelReply]:
    """Return the replies side by side, in the order of the channels."""
    old, new = (_said(context, now, one) for one in (context.view.assistant.decider, after))
    found: dict[tuple[str, str], list[str]] = {}
    for channel in after.base.channels:
        if channel in old or channel in new:
            found.setdefault((old.get(channel, ""), new.get(channel, "")), []).append(channel)
    return [ChannelReply(tuple(channels), *texts) for texts, channels in found.items()]


def _said(context: CallContext, now: Standing, decider: Decider) -> Mapping[str, str]:
    entry = getattr(decider.base, now.section).get(now.id)
    return {} if entry is None else scripts(entry, decider, context.settings.today())
