"""Exams and mystery visits: a paper, and for each person a sheet that is answered once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, and_, insert, select, update

from service.store.audit import AuditEntry, write
from service.store.tables import exams, sheets
from service.store.ulid import new_ulid


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's answers; `token` is the only way to it, and `answers` is None until they are handed in."""

    token: str
    exam: str
    person: str
    answers: Mapping[str, str] | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredExam:
    """A paper as it was drawn, with the sheets of those who sit it."""

    id: str
    at: datetime
    title: str
    paper: Mapping[str, Any]
    sheets: tuple[Sheet, ...]


class UnknownSheet(Exception):
    """There is no such sheet."""


class HandedIn(Exception):
    """The sheet was handed in before."""


def add_exam(
    engine: Engine, at: datetime, title: str, paper: Mapping[str, Any], people: Sequence[str], *, actor: str
) -> str:
    """Keep a paper with an empty sheet for each person, and return its id."""
    key = new_ulid()
    rows = [{"token": secrets.token_urlsafe(16), "exam": key, "person": person} for person in people]
    with engine.begin() as connection:
        connection.execute(insert(exams).values(id=key, at=at, title=title, paper=dict(paper)))
        connection.execute(insert(sheets), rows)
        after = {"title": title, "people": list(people)}
        write(connection, AuditEntry(at, actor, "exam drawn", key, after=after))
    return key


def every_exam(engine: Engine, *, limit: int = 50) -> tuple[StoredExam, ...]:
    """Return the newest exams, newest first."""
    with engine.connect() as connection:
        ids = [row.id for row in connection.execute(select(exams.c.id).order_by(exams.c.id.desc()).limit(limit))]
    return tuple(found for key in ids if (found := find_exam(engine, key)) is not None)


def find_exam(engine: Engine, key: str) -> StoredExam | None:
    """Return an exam with its sheets, in the order of the people."""
    with engine.connect() as connection:
        row = connection.execute(select(exams).where(exams.c.id == key)).one_or_none()
        if row is None:
            return None
        found = connection.execute(select(sheets).where(sheets.c.exam == key).order_by(sheets.c.person))
        made = tuple(Sheet(one.token, one.exam, one.person, one.answers, one.at) for one in found)
    return StoredExam(row.id, row.at, row.title, row.paper, made)


def find_sheet(engine: Engine, token: str) -> tuple[StoredExam, Sheet]:
    """Return a sheet with its exam; raises UnknownSheet."""
    with engine.connect() as connection:
        row = connection.execute(select(sheets.c.exam).where(sheets.c.token == token)).one_or_none()
    exam = find_exam(engine, row.exam) if row is not None else None
    if exam is None:
        raise UnknownSheet(token)
    return exam, next(one for one in exam.sheets if one.token == token)


def hand_in(engine: Engine, token: str, answers: Mapping[str, str], at: datetime) -> None:
    """Keep the answers of a sheet; raises UnknownSheet, and HandedIn for one that was answered before."""
    find_sheet(engine, token)
    empty = and_(sheets.c.token == token, sheets.c.at.is_(None))
    with engine.begin() as connection:
        if not connection.execute(update(sheets).where(empty).values(answers=dict(answers), at=at)).rowcount:
            raise HandedIn(token)
