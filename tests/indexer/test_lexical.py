"""BM25 over characters and pairs, against a worked example and against bm25s."""

from math import log

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.lexical import Lexical, grams

texts = st.lists(st.text(alphabet="退货吗过敏了ab1 ，", max_size=12), min_size=1, max_size=8)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("退货吗", ["退", "货", "吗", "退货", "货吗"]),
        ("vc精华", ["vc", "精", "华", "精华"]),
        ("用10%的酸，行", ["用", "10%", "的", "酸", "的酸", "行"]),
        ("spf50 1.5ml", ["spf50", "1.5", "ml"]),
        ("", []),
        ("！？", []),
    ],
)
def test_chinese_falls_into_characters_and_pairs_and_words_stay_whole(text, expected):
    assert list(grams(text)) == expected


def test_a_score_is_that_of_the_formula():
    index = Lexical.of(["退货", "货到", "过敏"])

    scores = index.scores(["退"])[0]

    # One of three passages holds 退, each has three grams, so the length counts nothing.
    assert scores.tolist() == pytest.approx([log(1 + 2.5 / 1.5) / (1 + 1.2), 0, 0])


@given(texts, st.text(alphabet="退货吗过敏了ab1 ，", max_size=12))
def test_the_scores_are_those_of_bm25s(passages, question):
    tokens = [list(grams(text)) for text in passages]
    oracle = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    if not any(tokens):
        return
    oracle.index(tokens, show_progress=False)
    asked = [gram for gram in grams(question) if gram in oracle.vocab_dict]
    expected = oracle.get_scores(asked) if asked else np.zeros(len(passages))

    scores = Lexical.of(passages).scores([question])[0]

    assert scores.tolist() == pytest.approx(expected.tolist(), abs=1e-5)


@given(texts)
def test_it_reads_back_what_it_wrote(passages):
    index = Lexical.of(passages)

    again = Lexical.load(index.dump())

    assert again.frequencies == index.frequencies
    assert again.scores(["退货ab1"]).tolist() == index.scores(["退货ab1"]).tolist()
    assert again.dump() == index.dump()


@given(texts)
def test_an_addition_with_the_same_frequencies_scores_its_passages_as_the_whole_does(passages):
    whole = Lexical.of(passages)

    added = Lexical.of(passages[:1], whole.frequencies)

    assert added.scores(["退货吗过敏"])[0].tolist() == pytest.approx(whole.scores(["退货吗过敏"])[0, :1].tolist())
