"""What a message leaves aside before it comes to its matter: 真的假的先不说，漏了一大半."""

from __future__ import annotations

import re

from knowledge.reading.sentences import clauses

_ASIDE = re.compile(
    r"(?:(?:先|且|姑且|暂且|暂时|咱)不(?:管|论|说|谈|提|讲)(?:了|它|这个|这些)?|(?:不论|另说|另论|放一边|放一放|搁一边))$"
)
_LEAST = 3  # characters of what is left


def without_asides(text: str) -> str:
    """Return a text in normal form without the clauses that are left aside; all of it where little else is said."""
    kept = [text[one.start : one.end].strip() for one in clauses(text)]
    said = [one for one in kept if not _ASIDE.search(one)]
    if len(said) == len(kept) or sum(map(len, said)) < _LEAST:
        return text
    return ",".join(said)
