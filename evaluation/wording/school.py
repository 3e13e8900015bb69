"""What the reader of disguised wording is taught: labelled lines, forms filled with words, and innocent replies."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from evaluation.json_lines import read_objects
from indexer.wording.disguised import windows
from knowledge.model.entries import Terms
from knowledge.reading.disguises import sounded
from knowledge.reading.forbidden import ForbiddenWords

TEMPLATES = Path(__file__).with_name("templates.yaml")
LESSONS = Path(__file__).with_name("lessons.jsonl")
REPLIES = Path(__file__).parents[1] / "suites" / "replies.jsonl"
INNOCENT = ""  # kind of a line that may be said
_A_FORM = 22  # lines made of each form
_REPLIES = 1500
_COVERED = 0.7  # of what is forbidden, the part that a window must hold to be forbidden too
_FORM_WORTH = 0.5  # of a line made of a form
_ALIKE_WORTH = 2.0  # of an innocent line that looks forbidden
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Line:
    """A text, the kind of what is forbidden in it, and the words that are; the whole of it where none are named."""

    text: str
    kind: str
    said: str = ""
    worth: float = 1.0


@dataclass(frozen=True, slots=True)
class Lesson:
    """A stretch of a line in normal form, and the kind of what it says."""

    text: str
    kind: str
    worth: float


def labelled_lines(path: Path = LESSONS) -> list[Line]:
    """Return the lines that were written to teach."""
    found = read_objects(path.read_text(encoding="utf-8"), path)
    return [
        Line(one["text"], one["forbidden"], one.get("span", ""), 1.0 if one["forbidden"] else _ALIKE_WORTH)
        for _, one in found
    ]


def form_lines(seed: int, path: Path = TEMPLATES) -> Iterator[Line]:
    """Yield lines made of forms, each slot filled with one of its words."""
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    chance = random.Random(seed)
    for kind, forms in [*told["forbidden"].items(), (INNOCENT, told["innocent"])]:
        for form in forms:
            made = {_filled(form, told["slots"], chance) for _ in range(_A_FORM if "{" in form else 1)}
            yield from (Line(text, kind, worth=_FORM_WORTH if kind else 1.0) for text in sorted(made))


def innocent_replies(terms: Terms, seed: int, path: Path = REPLIES) -> list[Line]:
    """Return replies of the suite in which nothing is forbidden."""
    words = ForbiddenWords(terms)
    replies = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [one["reply"] for one in replies if not one["expect"].get("forbidden")]
    random.Random(seed).shuffle(texts)
    return [Line(text, INNOCENT) for text in texts[:_REPLIES] if not words.find(text)]


def lessons(lines: Sequence[Line]) -> list[Lesson]:
    """Return the stretches of lines: those that hold what is forbidden, and those that hold nothing of it."""
    return [lesson for line in lines for lesson in _lessons(line)]


def _lessons(line: Line) -> Iterator[Lesson]:
    text = sounded(line.text).plain.text
    if line.kind == INNOCENT:
        yield from (Lesson(text[start:end], INNOCENT, line.worth) for start, end in windows(text))
        return
    said = sounded(line.said).plain.text
    begin = text.find(said) if said else -1
    if begin < 0:
        yield Lesson(text, line.kind, 2 * line.worth)
        return
    for start, end in windows(text):
        inside = min(end, begin + len(said)) - max(start, begin)
        if inside >= _COVERED * len(said):
            yield Lesson(text[start:end], line.kind, 2 * line.worth)
        elif inside <= 0:
            yield Lesson(text[start:end], INNOCENT, line.worth)


def _filled(form: str, slots: Mapping[str, Sequence[object]], chance: random.Random) -> str:
    return _SLOT.sub(lambda slot: str(chance.choice(slots[slot[1]])), form)
