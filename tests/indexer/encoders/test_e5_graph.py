"""The graph against the model's arithmetic written out in NumPy, with small weights drawn at random."""

from math import erf

import numpy as np
import onnxruntime
import pytest

from indexer.encoders.e5_arithmetic import Arithmetic
from indexer.encoders.e5_graph import graph_of
from indexer.encoders.e5_weights import BLOCK, Blocks, Dimensions, Layer, Marks, Weights

SIZE = Dimensions(hidden=64, layers=2, heads=2, inner=128, positions=16, epsilon=1e-12)
PIECES = 20


def blocks(random, rows, columns):
    numbers = random.integers(0, 16, (rows, columns)).astype(np.uint8)
    scales = random.uniform(0.01, 0.03, (rows, columns // BLOCK)).astype(np.float16).astype(np.float32)
    return Blocks(numbers, scales)


def floats(random, *shape):
    return random.normal(0, 0.1, shape).astype(np.float32)


def norm(random):
    return 1 + floats(random, SIZE.hidden), floats(random, SIZE.hidden)


def layer(random):
    hidden, inner = SIZE.hidden, SIZE.inner
    return Layer(
        query=blocks(random, hidden, hidden),
        key=blocks(random, hidden, hidden),
        value=blocks(random, hidden, hidden),
        query_bias=floats(random, hidden),
        key_bias=floats(random, hidden),
        value_bias=floats(random, hidden),
        attended=blocks(random, hidden, hidden),
        attended_bias=floats(random, hidden),
        attended_norm=norm(random),
        widen=blocks(random, inner, hidden),
        widen_bias=floats(random, inner),
        narrow=blocks(random, hidden, inner),
        narrow_bias=floats(random, hidden),
        narrow_norm=norm(random),
    )


@pytest.fixture(scope="module")
def weights():
    random = np.random.default_rng(5)
    return Weights(
        dimensions=SIZE,
        marks=Marks(0, 2, 1, 3),
        pieces=tuple(f"p{number}" for number in range(PIECES)),
        piece_scores=(0.0,) * PIECES,
        words=blocks(random, PIECES, SIZE.hidden),
        positions=floats(random, SIZE.positions, SIZE.hidden),
        kind=floats(random, SIZE.hidden),
        words_norm=norm(random),
        layers=(layer(random), layer(random)),
    )


def normed(state, gain_and_shift):
    gain, shift = gain_and_shift
    centred = state - state.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + SIZE.epsilon) * gain + shift


def attention(state, one):
    def heads(matrix, bias):
        return (state @ matrix.dense().T + bias).reshape(len(state), SIZE.heads, -1).transpose(1, 0, 2)

    query, key, value = heads(one.query, one.query_bias), heads(one.key, one.key_bias), heads(one.value, one.value_bias)
    weight = np.exp(query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[-1]))
    mixed = (weight / weight.sum(-1, keepdims=True)) @ value
    return mixed.transpose(1, 0, 2).reshape(len(state), -1) @ one.attended.dense().T + one.attended_bias


def expected(weights, tokens):
    state = weights.words.dense()[tokens] + weights.positions[: len(tokens)] + weights.kind
    state = normed(state.astype(np.float64), weights.words_norm)
    for one in weights.layers:
        state = normed(state + attention(state, one), one.attended_norm)
        inner = state @ one.widen.dense().T + one.widen_bias
        inner = inner * 0.5 * (1 + np.vectorize(erf)(inner / np.sqrt(2)))
        state = normed(state + inner @ one.narrow.dense().T + one.narrow_bias, one.narrow_norm)
    mean = state.mean(0)
    return mean / np.linalg.norm(mean)


@pytest.mark.parametrize(
    "arithmetic, error",
    [(Arithmetic.DENSE, 1e-5), (Arithmetic.BLOCKS, 1e-5), (Arithmetic.BLOCKS_INT8, 3e-2), (Arithmetic.INT8, 3e-2)],
    ids=lambda value: getattr(value, "value", None),
)
def test_texts_of_different_length_get_the_vectors_of_the_written_out_arithmetic(weights, arithmetic, error):
    session = onnxruntime.InferenceSession(graph_of(weights, arithmetic).SerializeToString())
    texts = [[0, 5, 9, 2], [0, 7, 2], [0, 19, 4, 4, 11, 13, 2]]
    ids = np.ones((3, 7), dtype=np.int64)
    mask = np.zeros((3, 7), dtype=np.int64)
    for row, text in enumerate(texts):
        ids[row, : len(text)], mask[row, : len(text)] = text, 1

    (vectors,) = session.run(None, {"input_ids": ids, "attention_mask": mask})

    assert np.abs(vectors - [expected(weights, text) for text in texts]).max() < error


def test_keeping_pieces_keeps_their_rows(weights):
    kept = weights.with_pieces((0, 1, 2, 3, 11))

    assert kept.pieces == ("p0", "p1", "p2", "p3", "p11")
    assert (kept.words.dense() == weights.words.dense()[[0, 1, 2, 3, 11]]).all()
