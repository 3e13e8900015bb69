"""Files of the base put in place: the audit trail told with them, and git where a setting asks for it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_jsonable_python

from knowledge.editing.fingerprint import entry_fingerprint
from knowledge.editing.placing import ChangedError, place
from knowledge.editing.rewriting import plain
from service.api.call_context import CallContext
from service.api.errors import CallError
from service.live.checkout import CheckoutError, commit_files
from service.store.audit import AuditEntry, write
from service.store.proposals import add_proposal

log = logging.getLogger(__name__)
_PATIENCE_S = 10.0  # how long a change waits for the one before it


@dataclass(frozen=True, slots=True)
class EntryEdit:
    """An entry as it stood and as it is to stand; None where it was not, or is not to be."""

    subject: str  # kind/id
    file: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Commit:
    """What git made of a change: a commit, or why there is none; neither where no setting asks for it."""

    id: str | None = None
    fault: str = ""


@contextmanager
def alone(context: CallContext) -> Iterator[None]:
    """Let one change at a time read, check and write."""
    if not context.writing.acquire(timeout=_PATIENCE_S):
        raise CallError(503, "busy", "another entry is being written; send this one again in a moment")
    try:
        yield
    finally:
        context.writing.release()


def propose_edits(context: CallContext, edits: Sequence[EntryEdit], actor: str, note: str) -> None:
    """Propose several changes, where a second person looks at them; raises CallError for one that removes an entry."""
    gone = next((edit.subject for edit in edits if edit.after is None), "")
    if gone:
        raise CallError(409, "edit-by-hand", f"{gone}: an entry is removed in the files where changes are reviewed")
    for edit in edits:
        kind, _, key = edit.subject.partition("/")
        etag = None if edit.before is None else entry_fingerprint(edit.before)
        _propose(context, (context.now(), actor, kind, key, etag, to_jsonable_python(plain(edit.after)), note))


def _propose(context: CallContext, made: tuple[Any, ...]) -> None:
    context.required(lambda: add_proposal(context.store, *made))


def write_files(
    context: CallContext,
    before: Mapping[str, bytes],
    after: Mapping[str, bytes],
    edits: Sequence[EntryEdit],
    actor: str,
    message: str,
) -> Commit:
    """Put files in place and tell the audit trail, neither without the other; then let git follow.

    Raises CallError where a file changed meanwhile or cannot be written. What git refuses is told, and stays written.
    """

    def written() -> None:
        with context.store.begin() as connection:
            for edit in edits:
                write(connection, _act(context, edit, actor))
            place(context.settings.base, before, after)

    try:
        context.required(written)
    except ChangedError as error:
        raise CallError(409, "changed-meanwhile", f"{error}; read the entry again, then send your change") from error
    except PermissionError as error:
        raise CallError(403, "read-only-base", f"{error.filename} may not be written by this service") from error
    except OSError as error:
        raise CallError(503, "not-written", f"nothing was written: {error.strerror}") from error
    for edit in edits:
        log.info(_action(edit), extra={"entry": edit.subject, "file": edit.file})
    return _commit(context, tuple(after), actor, message)


def _act(context: CallContext, edit: EntryEdit, actor: str) -> AuditEntry:
    before, after = (None if data is None else to_jsonable_python(plain(data)) for data in (edit.before, edit.after))
    details = {"file": edit.file, "etag": None if edit.after is None else entry_fingerprint(edit.after)}
    return AuditEntry(context.now(), actor, _action(edit), edit.subject, details, before, after)


def _action(edit: EntryEdit) -> str:
    if edit.after is None:
        return "entry removed"
    return "entry added" if edit.before is None else "entry changed"


def _commit(context: CallContext, files: Sequence[str], actor: str, message: str) -> Commit:
    if not context.settings.git_commit:
        return Commit()
    try:
        return Commit(commit_files(context.settings.base, files, message, actor))
    except CheckoutError as error:
        log.warning("a change of the base was not committed", extra={"files": list(files), "reason": str(error)})
        return Commit(fault=str(error))
