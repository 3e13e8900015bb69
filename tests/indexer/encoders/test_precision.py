"""The arithmetic is chosen by what was measured on this processor, once, and kept with what it was measured on."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from indexer.encoder import EncoderError, Vectors, family
from indexer.encoders.e5 import arithmetic_of
from indexer.encoders.e5_arithmetic import Arithmetic
from indexer.encoders.precision import NEAR, Measured, choice, chosen, measure, processor
from tests.fakes import HashEncoder

DENSE, BLOCKS, BLOCKS_INT8, INT8 = Arithmetic
KEY = {"processor": "one"}


def measured(dense: float, blocks: float, blocks_int8: float, int8: float, cosine: float) -> dict[Arithmetic, Measured]:
    return {
        DENSE: Measured(dense, 1.0),
        BLOCKS: Measured(blocks, 1.0),
        BLOCKS_INT8: Measured(blocks_int8, 0.9999),
        INT8: Measured(int8, cosine),
    }


@pytest.mark.parametrize(
    "times, cosine, expected",
    [
        ((16, 24, 20, 18), 0.999, DENSE),
        ((16, 12, 14, 15), 0.999, BLOCKS),
        ((10, 12, 8, 5), 0.999, INT8),
        ((10, 12, 8, 5), NEAR - 0.001, BLOCKS_INT8),
        ((10, 12, 8, 7.5), 0.999, BLOCKS_INT8),
    ],
    ids=["fp32 is fastest", "4bit is fastest", "int8 is fastest", "int8 goes wrong here", "int8 saves too little"],
)
def test_the_fastest_is_taken_and_one_with_its_own_vectors_only_where_it_pays(
    times: tuple[float, float, float, float], cosine: float, expected: Arithmetic
):
    assert choice(measured(*times, cosine)) is expected


class Turned(HashEncoder):
    """Gives every vector turned by some angle, in a dimension of its own."""

    def __init__(self, cosine: float) -> None:
        super().__init__()
        self.cosine = cosine

    def _encode(self, texts: Sequence[str]) -> Vectors:
        rows = super()._encode(texts)
        more = np.full((len(rows), 1), np.sqrt(1 - self.cosine**2), dtype=np.float32)
        return np.hstack([rows * np.float32(self.cosine), more])


def test_what_is_measured_tells_how_near_each_stays():
    cosines = {DENSE: 1.0, BLOCKS: 1.0, BLOCKS_INT8: 0.5, INT8: 0.25}

    found = measure(lambda one: Turned(cosines[one]).encode_queries, spent_s=0.0)

    assert {one: told.cosine for one, told in found.items()} == cosines
    assert all(told.ms >= 0 for told in found.values())


def test_it_is_measured_once_and_again_on_another_processor_or_where_the_note_is_damaged(tmp_path: Path):
    place, opened = tmp_path / "precision.json", list[Arithmetic]()

    def open_model(arithmetic: Arithmetic) -> Callable[[Sequence[str]], Vectors]:
        opened.append(arithmetic)
        return HashEncoder().encode_queries

    first = chosen(place, KEY, open_model)
    again = chosen(place, KEY, open_model)
    count = len(opened)
    chosen(place, {"processor": "another"}, open_model)
    place.write_text("{", "utf-8")
    chosen(place, KEY, open_model)

    kept = json.loads(place.read_text("utf-8"))
    assert (first is again, count, len(opened)) == (True, 4, 12)
    assert kept["key"] == KEY
    assert kept["measured"].keys() == {"fp32", "4bit", "4bit-int8", "int8"}
    assert {found["cosine"] for found in kept["measured"].values()} == {1.0}


def test_the_processor_has_a_name():
    assert processor().strip()


def test_a_setting_forces_one_and_another_word_says_which_there_are():
    assert [arithmetic_of(word) for word in ("auto", "fp32", "4bit", "4bit-int8", "int8")] == [None, *Arithmetic]
    with pytest.raises(EncoderError, match="there is no precision 'fast': set YIZHI_PRECISION to auto or to fp32, "):
        arithmetic_of("fast")


def test_what_was_settled_for_an_encoder_holds_for_each_of_its_precisions():
    assert [family(name) for name in ("e5-small-1", "e5-small-1@int8", "use-3")] == [
        "e5-small-1",
        "e5-small-1",
        "use-3",
    ]
