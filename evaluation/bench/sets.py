"""Public sets as queries with what is right for them: folders of corpus and queries, or files of labelled pairs."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.problem import EvaluationError

_LEFT = ("sentence1", "text_a", "question1", "q1", "query", "left")
_RIGHT = ("sentence2", "text_b", "question2", "q2", "candidate", "right")
_LABEL = ("label", "gold_label", "score", "y")


@dataclass(frozen=True, slots=True)
class Query:
    """A question and the places in the corpus that are right for it."""

    text: str
    right: frozenset[int]


@dataclass(frozen=True, slots=True)
class Set:
    """A corpus and queries against it; `is_answers` where the corpus answers rather than asks the same."""

    name: str
    corpus: tuple[str, ...]
    queries: tuple[Query, ...]
    is_answers: bool


def read_set(path: Path, limit: int) -> Set:
    """Read a set; `limit` keeps the first queries. Raises EvaluationError for what is none."""
    found = _folder(path) if path.is_dir() else _pairs(path)
    if not found.queries:
        raise EvaluationError(f"{path} holds no query with a right text")
    return Set(found.name, found.corpus, found.queries[:limit], found.is_answers)


def _folder(path: Path) -> Set:
    try:
        corpus = [json.loads(line) for line in (path / "corpus.jsonl").read_text("utf-8").splitlines()]
        queries = [json.loads(line) for line in (path / "queries.jsonl").read_text("utf-8").splitlines()]
        places = {str(one["id"]): place for place, one in enumerate(corpus)}
        read = tuple(
            Query(one["text"], frozenset(places[str(key)] for key in one["relevant"] if str(key) in places))
            for one in queries
        )
        return Set(path.name, tuple(one["text"] for one in corpus), tuple(one for one in read if one.right), True)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvaluationError(
            f"{path} is no set: it needs corpus.jsonl (id, text) and queries.jsonl (id, text, relevant): {error}"
        ) from error


def _pairs(path: Path) -> Set:
    """Make of labelled pairs a corpus of all second texts, and queries of the first texts of pairs that match."""
    places: dict[str, int] = {}
    right: dict[str, set[int]] = {}
    for left, other, label in _rows(path):
        place = places.setdefault(other, len(places))
        if label and left != other:
            right.setdefault(left, set()).add(place)
    queries = tuple(Query(text, frozenset(found)) for text, found in right.items())
    return Set(path.stem, tuple(places), queries, False)


def _rows(path: Path) -> Iterator[tuple[str, str, bool]]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise EvaluationError(f"cannot read the pairs {path}: {error.strerror}") from error
    if path.suffix in (".jsonl", ".json"):
        for line in lines:
            data = json.loads(line)
            yield str(_of(data, _LEFT, path)), str(_of(data, _RIGHT, path)), _is_match(_of(data, _LABEL, path))
        return
    rows = list(csv.reader(lines, delimiter="\t" if path.suffix != ".csv" else ","))
    if rows and not rows[0][-1].strip().replace(".", "").isdigit():
        header = {name.strip().lower(): place for place, name in enumerate(rows.pop(0))}
    else:
        header = {"left": 0, "right": 1, "label": 2}
    for row in rows:
        cells: Mapping[str, Any] = {name: row[place] for name, place in header.items() if place < len(row)}
        yield str(_of(cells, _LEFT, path)), str(_of(cells, _RIGHT, path)), _is_match(_of(cells, _LABEL, path))


def _of(data: Mapping[str, Any], names: Sequence[str], path: Path) -> Any:
    for name in names:
        if name in data:
            return data[name]
    raise EvaluationError(f"{path}: no column is one of {', '.join(names)}; the columns are {', '.join(data)}")


def _is_match(label: Any) -> bool:
    """Take 1 as a match, and of graded labels the upper half of 0 to 5."""
    value = float(label)
    return value == 1 or value >= 3
