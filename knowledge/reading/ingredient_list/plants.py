"""Plants on labels: the plant's name, or its Latin one in brackets, and the word for the part make the INCI name."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from knowledge.reading.ingredient_list.spelling import key_of

_LATIN = re.compile(r"[(（]\s*([A-Za-z]+(?: [A-Za-z]+){1,3})\s*[)）]")
_WHOLE = ("Extract", "Oil", "Water", "Powder")  # the label leaves open which part it is from
_OF = ("Leaf", "Root", "Seed", "Fruit", "Flower", "Kernel", "Bark", "Peel", "Flower/Leaf/Stem", "Leaf/Stem")


def incis(key: str) -> Iterator[tuple[str, bool]]:
    """Yield the INCI names that a plant's name on a label may have, and whether the label itself tells the part."""
    plants, parts = _plants(), _parts()
    for length in range(len(key) - 1, 0, -1):
        latins, ends = plants.get(key[:length]), parts.get(key[length:])
        if latins is None or ends is None:
            continue
        for end in ends:
            yield from ((f"{latin} {end}", True) for latin in latins)
        for end in ends:
            if end in _WHOLE:
                yield from ((f"{latin} {part} {end}", False) for latin in latins for part in _OF)


def latin_incis(name: str) -> Iterator[str]:
    """Yield the INCI names that a Latin name in brackets and the part behind it make: …（PRINSEPIA UTILIS）油."""
    for found in _LATIN.finditer(name):
        for end in _parts().get(key_of(name[found.end() :]), ()):
            yield f"{found[1]} {end}"


@cache
def _plants() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in _rows("label_plants.csv"):
        for name in filter(None, (*row["ja"].split("|"), *row["ko"].split("|"))):
            found.setdefault(key_of(name), []).append(row["latin"])
    return {name: tuple(latins) for name, latins in found.items()}


@cache
def _parts() -> Mapping[str, tuple[str, ...]]:
    """Return what follows the plant's name, and what the INCI name then ends in, the likeliest first."""
    return {key_of(row["printed"]): tuple(row["inci"].split("|")) for row in _rows("label_parts.csv")}


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    text = (files("knowledge.reading.ingredient_list") / name).read_text("utf-8")
    yield from csv.DictReader(io.StringIO(text))
