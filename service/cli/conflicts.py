"""Show every conflict inside a base, each with the smallest case that proves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from knowledge.conflicts import ConflictSeverity, analyse
from knowledge.conflicts.conflict import Conflict
from knowledge.conflicts.render import to_github, to_sarif
from knowledge.conflicts.scripts import reader
from knowledge.conflicts.texts import text_in
from knowledge.conflicts.wordings import Words
from service.answers.answer import to_json
from service.answers.causes import Cause, causes, with_groups
from service.answers.conflict import ConflictAnswer, DismissedBy, conflict_of
from service.cli.options import BaseOption, OnOption, UsageFault, open_base, print_json, read_day, settings_for
from service.settings import Settings

NAME = "conflicts"


class ConflictsFormat(StrEnum):
    """How findings are printed: sarif for code scanning, github for annotations of a pull request."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def run(
    base: BaseOption = None,
    on: OnOption = None,
    format: Annotated[ConflictsFormat, typer.Option("--format", help="text, json, sarif or github")] = (
        ConflictsFormat.TEXT
    ),
    dismissed: Annotated[
        str | None, typer.Option("--dismiss", metavar="ID", help="let a finding stand until either side changes")
    ] = None,
    because: Annotated[str, typer.Option("--because", help="why it is let stand")] = "",
    with_dismissed: Annotated[bool, typer.Option("--all", help="show what was dismissed as well")] = False,
) -> None:
    """Print the conflicts of the year from a day on; exit 1 on any open one of severity error."""
    settings = settings_for(base)
    found = open_base(base, settings).require()
    findings = analyse(found, read_day(on, settings), reader).findings
    if dismissed is not None:
        _dismiss(dismissed, because, findings, settings)
    known = _dismissals(settings)
    language = settings.language or found.about.locale
    told = [conflict_of(finding, found).in_language(language) for finding in findings]
    conflicts = [one.dismissed_by(known.get(one.id)) for one in told]
    shown = [one for one in conflicts if with_dismissed or one.state == "open"]
    ids = {one.id for one in shown}
    kept = [finding for finding in findings if finding.id in ids]
    match format:
        case ConflictsFormat.JSON:
            print_json(to_json(with_groups(conflicts)))
        case ConflictsFormat.SARIF:
            print_json(to_sarif(kept, found, str(settings.base), language))
        case ConflictsFormat.GITHUB:
            for line in to_github(kept, found, str(settings.base), language):
                print(line)
        case _:
            for line in _lines(shown, Words(found, language), len(conflicts) - len(shown)):
                print(line)
    is_open = any(one.severity is ConflictSeverity.ERROR and one.state == "open" for one in conflicts)
    raise typer.Exit(1 if is_open else 0)


def _dismissals(settings: Settings) -> Mapping[str, DismissedBy]:
    """Return what was dismissed here or on the pages; nothing where no records were kept yet."""
    if not settings.database and not (settings.data / "records.db").exists():
        return {}
    # other commands start without the database
    from service.store.database import open_database
    from service.store.dismissals import read_dismissals

    found = read_dismissals(open_database(settings.database_url()))
    return {key: DismissedBy(at=one.at, by=one.actor, because=one.because) for key, one in found.items()}


def _dismiss(id: str, because: str, findings: Sequence[Conflict], settings: Settings) -> None:
    if all(one.id != id for one in findings):
        raise UsageFault(f"there is no finding {id}: take an id that `yizhi conflicts` prints")
    from service.store.database import open_database
    from service.store.dismissals import Dismissal, dismiss
    from service.store.masking import storable

    dismiss(open_database(settings.database_url()), Dismissal(id, datetime.now(UTC), "cli", storable(because)))


def _lines(conflicts: Sequence[ConflictAnswer], words: Words, hidden: int) -> Iterator[str]:
    """Yield findings by what they follow from, that first."""
    by_id = {one.id: one for one in conflicts}
    groups = causes(conflicts)
    for group in groups:
        if len(group.conflicts) > 1:
            yield _heading(group, words)
        for one in group.conflicts:
            yield from _of(by_id[one.id], words.language)
    counts = {one: sum(each.severity is one for each in conflicts) for one in ConflictSeverity}
    marks = (words.say("count", mark=words.say(f"severity_{one}"), count=count) for one, count in counts.items())
    told = words.join(marks, "comma") if conflicts else words.say("no_conflicts")
    yield words.say("hidden", told=told, count=hidden) if hidden else told


def _heading(group: Cause, words: Words) -> str:
    count = len(group.conflicts)
    if group.entry:
        return words.say("first_look", title=group.title, id=group.entry, count=count)
    return words.say("group_of_gaps", subject=words.subject(group.subject), count=count)


def _of(one: ConflictAnswer, language: str) -> Iterator[str]:
    mark = text_in(language, f"severity_{one.severity}" if one.state == "open" else "let_stand")
    yield f"[{mark}] {one.kind.value} {one.id}"
    if one.sentence:
        yield f"    {one.sentence}"
    yield f"    {one.message}"
    yield from (f"    {place.file}:{place.line}" for place in one.sources)
