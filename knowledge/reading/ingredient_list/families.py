"""Words that on a list name no one substance: whole families, trade and folk names, and what an ingredient does."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files

from knowledge.reading.ingredient_list.spelling import key_of


@cache
def families() -> frozenset[str]:
    """Return the keys of names that several substances share."""
    return _keys("family")


@cache
def functions() -> frozenset[str]:
    """Return the keys of words for what an ingredient does, which tables print beside its name."""
    return _keys("function")


def _keys(kind: str) -> frozenset[str]:
    text = (files("knowledge.reading.ingredient_list") / "label_words.csv").read_text("utf-8")
    return frozenset(key_of(row["printed"]) for row in csv.DictReader(io.StringIO(text)) if row["kind"] == kind)
