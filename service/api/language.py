"""In which language a caller is told what went wrong: the one asked for, else that of the base."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.types import Scope

from knowledge.languages.telling import in_chinese, is_chinese
from service.settings import Settings

CHINESE, ENGLISH = "zh", "en"
_TABLE = Path(__file__).parent / "chinese.txt"


def accepted(header: str) -> str:
    """Return what an Accept-Language header prefers of Chinese and English; empty where it names neither."""
    ranked: list[tuple[float, str]] = []
    for part in header.split(","):
        name, _, rest = part.partition(";")
        quality = _number(rest.strip().removeprefix("q="))
        for language in (CHINESE, ENGLISH):
            if name.strip().lower().split("-")[0] == language and quality > 0:
                ranked.append((quality, language))
    return max(ranked, key=lambda one: one[0])[1] if ranked else ""


def _number(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def _language_of_base(settings: Settings, locale: str) -> str:
    """Return the language that the settings name, else that of the base."""
    return CHINESE if is_chinese(settings.language or locale) else ENGLISH


def language_of(scope: Scope) -> str:
    """Return the language of an answer to a call; before the base is open, English where none is asked for."""
    headers = {name.lower(): value for name, value in scope.get("headers", ())}
    wanted = accepted(headers.get(b"accept-language", b"").decode("latin-1"))
    context: Any = getattr(getattr(scope.get("app"), "state", None), "context", None)  # a CallContext, which needs us
    if wanted or context is None or not context.live.is_open:
        return wanted or ENGLISH
    return _language_of_base(context.settings, context.live.view.base.about.locale)


def in_chinese_text(text: str) -> str:
    """Return a sentence of a problem document in Chinese; what no row knows stays as it is."""
    return in_chinese(text, _TABLE)
