"""The words of the pages, in Simplified Chinese first and in English."""

from __future__ import annotations

from collections.abc import Mapping

from service.web.agent_texts import AGENT_TEXTS
from service.web.change_texts import CHANGE_TEXTS
from service.web.conflict_texts import CONFLICT_TEXTS
from service.web.form_texts import FORM_TEXTS
from service.web.helpdesk_texts import HELPDESK_TEXTS
from service.web.people_texts import PEOPLE_TEXTS
from service.web.quality_texts import QUALITY_TEXTS
from service.web.record_texts import RECORD_TEXTS
from service.web.shell_texts import SHELL_TEXTS
from service.web.trainer_texts import TRAINER_TEXTS

LANGUAGES: Mapping[str, str] = {"zh-CN": "中文", "en": "English"}

_TABLES = (
    AGENT_TEXTS,
    SHELL_TEXTS,
    TRAINER_TEXTS,
    CONFLICT_TEXTS,
    CHANGE_TEXTS,
    FORM_TEXTS,
    QUALITY_TEXTS,
    RECORD_TEXTS,
    HELPDESK_TEXTS,
    PEOPLE_TEXTS,
)


def texts(language: str) -> Mapping[str, str]:
    """Return the words in one of LANGUAGES."""
    at = list(LANGUAGES).index(language)
    every = {key: ways for table in _TABLES for key, ways in table.items()}
    return {key: ways[at] for key, ways in every.items()}
