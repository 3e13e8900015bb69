"""Text that no tokenizer stumbles over."""

import re

LIMIT = 8192  # characters: 512 tokens of 16 characters, the longest piece the models have

_UNSAFE = re.compile("[\x00\ud800-\udfff]")


def safe_text(text: str, limit: int = LIMIT) -> str:
    """Cut the text to `limit` characters; a NUL or a lone surrogate becomes a space."""
    return _UNSAFE.sub(" ", text[:limit])
