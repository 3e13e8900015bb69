"""In which language the command line speaks of its own: that of the settings, else Chinese."""

from __future__ import annotations

from pathlib import Path

from knowledge.languages.telling import in_chinese, is_chinese
from service.settings import Settings

_TABLE = Path(__file__).parent / "chinese.txt"  # what trainers meet; operators' messages stay as they are
_UNSAID = "zh-CN"  # a fault of usage is often met before any base is named


def spoken(text: str, language: str = "") -> str:
    """Return a sentence in the language asked for, else in that of the settings; what no row knows stays as it is."""
    wanted = language or Settings().language or _UNSAID
    return in_chinese(text, _TABLE) if is_chinese(wanted) else text
