"""An index after edits is the index that would be built anew."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.grams import matrix
from indexer.index import Index, Segment, dump_passages, embedding, load_passages
from indexer.passages import Passage
from tests.fakes import HashEncoder

WORDS = ["退货", "过敏了怎么办", "面霜有怪味", "什么时候发货", "开发票", "少发了一件", "漏液", "A醇能白天用吗"]


def passage(text: str, id: str = "one") -> Passage:
    return Passage("policy", id, "ask", text, ("asks", 0))


def plain(text: str) -> str:
    return text.lower()


def built(passages: list[Passage], encoder: HashEncoder) -> Index:
    vectors = embedding(encoder, plain)(passages)
    return Index.of(Segment.of(passages, vectors, plain))


def asked(text: str, index: Index):
    return matrix([text], index.rarity).toarray()[0]


bases = st.lists(st.sampled_from(WORDS), unique=True, max_size=8).map(lambda words: [passage(word) for word in words])


@settings(deadline=None)
@given(bases, st.lists(bases, min_size=1, max_size=3))
def test_after_edits_it_finds_what_a_new_index_finds(first, edits):
    encoder = HashEncoder()
    index = built(first, encoder)
    for wanted in edits:
        index = index.edited(wanted, embedding(encoder, plain, index), plain)

    anew = built(edits[-1], encoder)
    query = encoder.encode_queries(["面霜过敏了"])
    found = {index.passages[row]: score for row, score in _pairs(index.vectors.search(query, 20)[0])}
    expected = {anew.passages[row]: score for row, score in _pairs(anew.vectors.search(query, 20)[0])}
    assert found == pytest.approx(expected, abs=1e-5)
    assert sorted(one.text for one in index.passages) == sorted(one.text for one in anew.passages)
    likeness = index.likeness(asked("面霜过敏了", index), np.arange(len(index.passages)))
    shared = [one for one, score in zip(index.passages, likeness, strict=True) if score > 0]
    assert {one.text for one in shared} == {word for word in WORDS if set("面霜过敏了") & set(word)} & {
        one.text for one in edits[-1]
    }


def _pairs(near):
    return zip(near.rows.tolist(), near.scores.tolist(), strict=True)


def test_rows_of_passages_vectors_and_grams_agree_after_an_edit():
    encoder = HashEncoder()
    index = built([passage(word) for word in WORDS[:4]], encoder)

    wanted = [passage(word) for word in [WORDS[5], WORDS[0], WORDS[3], WORDS[6]]]
    index = index.edited(wanted, embedding(encoder, plain, index), plain)

    assert [one.text for one in index.passages] == [WORDS[0], WORDS[3], WORDS[5], WORDS[6]]
    for row, one in enumerate(index.passages):
        assert index.vectors.similarities(encoder.encode_queries([one.text]))[0].argmax() == row
        assert index.likeness(asked(one.text, index), np.arange(4)).argmax() == row


def test_a_text_that_is_known_is_not_encoded_again_wherever_it_moves():
    encoder = HashEncoder()
    index = built([passage(word) for word in WORDS[:3]], encoder)
    encoder.encoded.clear()

    moved = [passage(WORDS[2], "two"), passage(WORDS[0]), passage("新的问法"), passage("新的问法", "two")]
    embedding(encoder, plain, index)(moved)

    assert encoder.encoded == ["新的问法"]


def test_the_same_text_on_the_other_side_is_another_vector():
    encoder = HashEncoder()
    index = built([passage("三步就好")], encoder)
    encoder.encoded.clear()

    embedding(encoder, plain, index)([Passage("guide", "one", "say", "三步就好")])

    assert encoder.encoded == ["三步就好"]


@given(bases)
def test_passages_read_back_as_they_were_written(passages):
    assert load_passages(dump_passages(passages)) == tuple(passages)
