"""The fingerprint of an entry: two people who saw the same one saw the same entry."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from knowledge.editing.rewriting import plain


def entry_fingerprint(data: Any) -> str:
    """Return a short hash of an entry's data; the order of its keys does not matter."""
    told = json.dumps(plain(data), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
