"""Grams: what texts have in common, by letters and by sound."""

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.grams import BUCKETS, GramRows, grams, matrix, rarity

TEXTS = ["面霜有怪味", "运费谁出", "烟酰胺能白天用吗", ""]


def dense(text: str, weights) -> np.ndarray:
    return matrix([text], weights).toarray()[0]


def test_grams_are_letters_and_syllables():
    assert grams("退货") == ["退", "货", " 退", "退货", "货 ", " 退货", "退货 ", "tui~huo"]


def test_what_is_rarer_weighs_more():
    weights = rarity(["退货", "退款", "换货"])

    found = [weights[zlib.crc32(gram.encode()) % BUCKETS] for gram in ("退", "款", "漏")]

    assert found == pytest.approx(np.log([4 / 3, 4 / 2, 4 / 1]) + 1)


def test_a_text_is_like_itself_and_a_homophone_is_nearer_than_a_stranger():
    weights = rarity(TEXTS)
    rows = GramRows.of(TEXTS, weights)

    found = rows.likeness(dense("烟酰胺能白天用吗", weights), np.arange(4))
    homophone = rows.likeness(dense("烟先胺能白天用吗", weights), np.arange(4))

    assert found[2] == pytest.approx(1.0, abs=1e-3)
    assert found[3] == 0
    assert homophone[2] > max(0.3, homophone[0])
    assert homophone[2] < 1


@given(st.lists(st.text(max_size=12), min_size=1, max_size=6), st.text(max_size=12))
def test_likeness_is_the_product_of_the_rows_and_bounded(texts, asked):
    weights = rarity(texts)
    rows = GramRows.of(texts, weights)
    query = dense(asked, weights)

    found = rows.likeness(query, np.arange(len(texts)))

    assert found == pytest.approx(matrix(texts, weights) @ query, abs=1e-3)
    assert ((found >= 0) & (found <= 1 + 1e-3)).all()


def test_rows_come_back_from_bytes_and_later_texts_use_the_first_rarity():
    rows = GramRows.of(TEXTS)
    again = GramRows.load(rows.dump())
    later = GramRows.of(["运费谁出"], rows.weights)
    query = dense("运费谁出", rows.weights)

    assert again.starts.tolist() == rows.starts.tolist()
    assert len(again.weights) == BUCKETS
    assert again.likeness(query, np.array([1])) == pytest.approx([1.0], abs=1e-3)
    assert later.likeness(query, np.array([0])) == pytest.approx([1.0], abs=1e-3)
