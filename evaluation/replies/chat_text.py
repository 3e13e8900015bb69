"""Conversations as they are copied out of a chat window: who and when on one line, what was said below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

_TIME = r"(?P<at>\d{4}[-/]\d{1,2}[-/]\d{1,2}[ T]\d{1,2}:\d{2}(?::\d{2})?)"
_HEADS = (
    re.compile(rf"^\s*(?P<sender>\S[^()（）]{{0,60}}?)\s*[(（]\s*{_TIME}\s*[)）]\s*[:：]?\s*(?P<said>.*)$"),
    re.compile(rf"^\s*(?P<sender>\S.{{0,60}}?)\s+{_TIME}\s*[:：]?\s*$"),
    re.compile(rf"^\s*{_TIME}\s+(?P<sender>\S[^,;\t]{{0,60}}?)\s*$"),
    re.compile(rf"^\s*{_TIME}\s+(?P<sender>[^,;\t]{{1,60}}?)\s*[:：](?P<said>[^:：].*)$"),
)
_BETWEEN = re.compile(r"^\s*[-=—_*]{4,}.*$")


def is_chat(lines: Sequence[str]) -> bool:
    """Say whether the first lines of a text are a copied conversation: two of them at least say who and when."""
    return sum(_head(line) is not None for line in lines) >= 2 and not any("\t" in line for line in lines[:3])


def chat_rows(lines: Iterable[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield a message with the number of its line; a line of dashes begins another conversation."""
    number = conversation = 1
    said: list[str] = []
    head: Mapping[str, str] = {}
    begins = 0
    for number, line in enumerate(lines, 1):
        found = _head(line)
        if found is None and not _BETWEEN.match(line):
            said.append(line.strip())
            continue
        if head:
            yield begins, {**head, "content": "\n".join(one for one in said if one)}
        if found is None:
            conversation += 1
            head, said = {}, []
            continue
        begins = number
        head = {"sender": found["sender"], "at": found["at"], "conversation": str(conversation)}
        said = [found.get("said", "")]
    if head:
        yield begins, {**head, "content": "\n".join(one for one in said if one)}


def _head(line: str) -> Mapping[str, str] | None:
    for pattern in _HEADS:
        if found := pattern.match(line.rstrip()):
            return {name: (value or "").strip() for name, value in found.groupdict().items()}
    return None
