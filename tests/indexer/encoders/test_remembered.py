"""Queries that come again are not encoded again."""

import numpy as np

from indexer.encoders.remembered import Remembered
from indexer.encoders.wrapped import BULK
from tests.fakes import HashEncoder


def test_a_query_is_encoded_once_and_keeps_its_vector():
    inner = HashEncoder()
    encoder = Remembered(inner)

    first = encoder.encode_queries(["退货", "过敏", "退货"])
    second = encoder.encode_queries(["过敏", "发票"])

    assert inner.encoded == ["退货", "过敏", "发票"]
    expected = HashEncoder().encode_queries(["退货", "过敏", "退货", "过敏", "发票"])
    assert np.concatenate([first, second]).tolist() == expected.tolist()


def test_the_query_that_was_asked_longest_ago_is_forgotten():
    inner = HashEncoder()
    encoder = Remembered(inner, size=2)

    for text in ["一", "二", "一", "三", "一", "二"]:
        encoder.encode_queries([text])

    assert inner.encoded == ["一", "二", "三", "二"]


def test_more_queries_than_are_remembered_are_answered():
    encoder = Remembered(HashEncoder(), size=2)

    assert encoder.encode_queries(list("一二三四")).tolist() == HashEncoder().encode_queries(list("一二三四")).tolist()


def test_the_answer_may_be_changed_without_changing_what_is_remembered():
    encoder = Remembered(HashEncoder())
    encoder.encode_queries(["一"])[:] = 0

    assert encoder.encode_queries(["一"]).tolist() == HashEncoder().encode_queries(["一"]).tolist()


def test_bulk_work_neither_uses_nor_changes_what_is_remembered():
    inner = HashEncoder()
    encoder = Remembered(inner)
    encoder.encode_queries(["一"])

    many = encoder.encode_queries(["一"] * BULK)
    encoder.encode_queries(["一"])

    assert inner.encoded == ["一"] * (1 + BULK)
    assert many.tolist() == HashEncoder().encode_queries(["一"] * BULK).tolist()
