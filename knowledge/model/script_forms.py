"""Which of a script's texts a channel takes: its own, else the form of its kind, else the default."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.model.entries import Channel

DEFAULT, SPOKEN, SHORT = "default", "spoken", "short"
FORMS = (DEFAULT, SPOKEN, SHORT)  # keys of `say` that are no channels
FORM_NAMES: Mapping[str, str] = {DEFAULT: "通用话术", SPOKEN: "口语话术", SHORT: "简短话术"}
_FORM_OF_KIND: Mapping[str, str] = {"phone": SPOKEN, "store": SPOKEN, "social": SHORT}


def text_key(say: Mapping[str, str], channel: str | None, channels: Mapping[str, Channel]) -> str:
    """Return the key of the text that a channel takes; `default` where no channel is known."""
    if channel is None or channel in say:
        return channel or DEFAULT
    form = _FORM_OF_KIND.get(channels[channel].kind, DEFAULT) if channel in channels else DEFAULT
    return form if form in say else DEFAULT
