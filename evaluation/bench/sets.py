"""Public sets as queries with what is right for them: folders of corpus and queries, or files of labelled pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evaluation.bench.pairs import read_pairs
from evaluation.json_lines import read_objects
from evaluation.problem import EvaluationError

_WANTED = "a set is a folder of corpus.jsonl (id, text) and queries.jsonl (id, text, relevant)"


@dataclass(frozen=True, slots=True)
class Query:
    """A question and the places in the corpus that are right for it."""

    text: str
    right: frozenset[int]
    itself: int | None = None  # where the corpus holds this very text: finding it proves nothing, so it is passed over


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
        raise EvaluationError(f"{path} holds no query with a right text: nothing can be measured on it")
    return replace(found, queries=found.queries[:limit])


def _folder(path: Path) -> Set:
    corpus = list(_lines(path / "corpus.jsonl"))
    try:
        places = {str(one["id"]): place for place, (_, one) in enumerate(corpus)}
        texts = tuple(str(one["text"]) for _, one in corpus)
    except KeyError as error:
        raise EvaluationError(f"{path / 'corpus.jsonl'}: a line has no {error}: {_WANTED}") from error
    queries = [_query(one, where, places) for where, one in _lines(path / "queries.jsonl")]
    return Set(path.name, texts, tuple(one for one in queries if one.right), True)


def _query(data: dict[str, Any], where: str, places: dict[str, int]) -> Query:
    try:
        text, relevant = str(data["text"]), data["relevant"]
    except KeyError as error:
        raise EvaluationError(f"{where}: no {error}: {_WANTED}") from error
    if not isinstance(relevant, list):
        raise EvaluationError(f"{where}: relevant is {relevant!r}, expected a list of ids")
    return Query(text, frozenset(places[str(key)] for key in relevant if str(key) in places))


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"cannot read {path} ({error}): {_WANTED}") from error
    yield from ((f"{path}:{number}", data) for number, data in read_objects(text, path, _WANTED))


def _pairs(path: Path) -> Set:
    """Make of labelled pairs a corpus of all second texts, and queries of the first texts of pairs that match."""
    places: dict[str, int] = {}
    right: dict[str, set[int]] = {}
    for pair in read_pairs(path):
        place = places.setdefault(pair.right, len(places))
        if pair.matches and pair.left != pair.right:
            right.setdefault(pair.left, set()).add(place)
    queries = tuple(Query(text, frozenset(found), places.get(text)) for text, found in right.items())
    return Set(path.stem, tuple(places), queries, False)
