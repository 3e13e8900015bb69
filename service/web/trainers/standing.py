"""An entry as its file holds it now: its place, its text for the editor, and the tag that a change of it names."""

from __future__ import annotations

from knowledge.editing.changing import Standing
from knowledge.editing.fingerprint import entry_fingerprint
from knowledge.model.base import SECTION_OF
from knowledge.model.entries import Kind
from service.api.call_context import CallContext
from service.live.editing import read_folder
from service.web.trainers.entry_text import entry_text


def find_entry(context: CallContext, kind: Kind, key: str) -> Standing:
    return read_folder(context.settings, context.live).standing(SECTION_OF[kind], key)


def text_of(now: Standing) -> str:
    return entry_text(now.raw, now.section, now.id, now.data or {})


def etag_of(now: Standing) -> str:
    """Return what a change names in `If-Match`; empty where there is no such entry."""
    return "" if now.data is None else entry_fingerprint(now.data)
