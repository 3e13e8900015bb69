"""Conflicts by their cause: one wrong policy is one group."""

from __future__ import annotations

from knowledge.conflicts.conflict import ConflictKind, ConflictSeverity
from service.answers.causes import causes
from service.answers.conflict import ConflictAnswer


def conflict(kind: ConflictKind, *entries: str, subject: str | None = None) -> ConflictAnswer:
    severity = ConflictSeverity.WARNING if kind is ConflictKind.GAP else ConflictSeverity.ERROR
    return ConflictAnswer(
        id="-".join((kind.value, *entries, subject or "")),
        kind=kind,
        severity=severity,
        entries=entries,
        titles=entries,
        channels=(),
        outcomes=(),
        witness=None,
        left={},
        right={},
        message="",
        sources=(),
        subject=subject,
    )


def groups(*conflicts: ConflictAnswer) -> list[tuple[str, str, int]]:
    return [(one.entry, one.subject, len(one.conflicts)) for one in causes(conflicts)]


def test_the_entry_in_most_findings_is_the_cause_of_all_of_them():
    found = groups(
        conflict(ConflictKind.CHANNEL, "right-a", "wrong"),
        conflict(ConflictKind.CHANNEL, "right-b", "wrong"),
        conflict(ConflictKind.OUTCOME, "wrong", "right-c"),
        conflict(ConflictKind.OUTCOME, "other", "another"),
    )

    assert found == [("wrong", "", 3), ("other", "", 1)]


def test_a_statute_is_never_to_blame():
    found = groups(
        conflict(ConflictKind.STATUTE, "law", "low"),
        conflict(ConflictKind.STATUTE, "law", "lower"),
        conflict(ConflictKind.WORDING, "low"),
    )

    assert found == [("low", "", 2), ("lower", "", 1)]


def test_gaps_stand_together_by_subject_after_what_is_wrong():
    found = groups(
        conflict(ConflictKind.GAP, subject="quality"),
        conflict(ConflictKind.GAP, subject="quality"),
        conflict(ConflictKind.OUTCOME, "a", "b"),
    )

    assert found == [("a", "", 1), ("", "quality", 2)]
