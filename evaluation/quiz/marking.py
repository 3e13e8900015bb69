"""Marks the answers to an exam: the share that is right, whether it passes, and each wrong one with why."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluation.problem import EvaluationError
from evaluation.quiz.item import Item
from evaluation.quiz.paper import LETTERS, Exam


@dataclass(frozen=True, slots=True)
class Wrong:
    """A question that was answered wrongly or not at all."""

    item: Item
    answer: str  # empty where there is none


@dataclass(frozen=True, slots=True)
class Mark:
    """What the answers come to."""

    right: int
    count: int
    pass_mark: float
    wrong: tuple[Wrong, ...]

    @property
    def share(self) -> float:
        return self.right / self.count

    @property
    def passes(self) -> bool:
        """Whole numbers are compared: 18 of 20 is nine in ten whatever a float makes of it."""
        return self.right * 1000 >= round(self.pass_mark * 1000) * self.count


def mark(paper: Exam, answers: Mapping[str, str]) -> Mark:
    """Mark answers, a letter for each question's id; case and spaces do not count."""
    unknown = [key for key in answers if key not in {item.id for item in paper.items}]
    if unknown:
        raise EvaluationError(
            f"the answers name {unknown[0]!r}, which the paper does not hold: use the ids of the paper"
        )
    given = {key: answer.strip().upper() for key, answer in answers.items()}
    wrong = tuple(
        Wrong(item, given.get(item.id, "")) for item in paper.items if given.get(item.id, "") != LETTERS[item.answer]
    )
    return Mark(len(paper.items) - len(wrong), len(paper.items), paper.pass_mark, wrong)


def read_answers(path: Path) -> Mapping[str, str]:
    """Read answers from JSON ({"q1": "A"}) or CSV (two columns: id and letter); raises EvaluationError."""
    try:
        text = _text(path.read_bytes())
    except OSError as error:
        raise EvaluationError(f"cannot read the answers {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path} holds no answers: give JSON or CSV, not a workbook") from error
    if path.suffix.lower() == ".csv":
        rows = [row for row in csv.reader(text.splitlines()) if len(row) >= 2]
        if not rows:
            raise EvaluationError(f"{path} holds no answers: write an id and a letter a line, as in q1,A")
        return {row[0].strip(): row[1] for row in rows if row[0].strip().lower() not in ("id", "题号")}
    try:
        data = json.loads(text)
    except ValueError as error:
        raise EvaluationError(f'{path} holds no answers: write {{"q1": "A"}} or a CSV of id and letter') from error
    held = data.get("answers", data) if isinstance(data, dict) else None
    if not isinstance(held, dict) or not all(isinstance(value, str) for value in held.values()):
        raise EvaluationError(f'{path} holds no answers: write {{"q1": "A"}} or a CSV of id and letter')
    return held


def _text(raw: bytes) -> str:
    """Decode UTF-8, or what Chinese Excel writes."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")
