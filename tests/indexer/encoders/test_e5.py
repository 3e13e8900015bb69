"""The default encoder, made from the installed weights: what it keeps, what it survives, how it mends itself."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from indexer.encoder import EncoderMissingError, open_encoder, quiet
from indexer.encoders.e5 import e5_folder, open_arithmetic
from indexer.encoders.e5_arithmetic import Arithmetic
from indexer.encoders.e5_tokenizer import tokenizer_of
from indexer.encoders.e5_vocabulary import kept_pieces
from indexer.encoders.e5_weights import installed_weights, read_weights

TEXTS = [
    "上周收的面霜有股怪味，能退不？",
    "不喜歡，想退貨，可以嗎",
    "β-葡聚糖和α-熊果苷能一起用吗😭😭",
    "Estée Lauder 和 Avène 的爽肤水 SPF50+ PA++++",
    "このクリームは返品できますか？まだ開けていません。",
    "can I return the cream? it smells funny…",
    "㎡ ① ㈱ ㊙ ℃ ＡＢＣ　１２３",
    "退huo 运fei谁出，，，   急！！！",
    "囍龘𠮷",
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def encoder(cache):
    return open_encoder("e5-small", cache)


@pytest.fixture(scope="module", params=["e5-small", "use"])
def either(request, cache):
    return open_encoder(request.param, cache)


@pytest.fixture(scope="module")
def weights():
    return read_weights(installed_weights())


def test_the_cut_vocabulary_cuts_text_as_the_whole_one_does(weights):
    cut = tokenizer_of(weights.with_pieces(kept_pieces(weights.pieces, marks=4)))
    whole = tokenizer_of(weights)

    assert len(cut.get_vocab()) < 0.52 * len(whole.get_vocab())
    assert [cut.encode(text).tokens for text in TEXTS] == [whole.encode(text).tokens for text in TEXTS]


def test_a_kept_piece_keeps_its_vector(weights):
    kept = kept_pieces(weights.pieces, marks=4)
    rows = [0, 3, 100, len(kept) - 1]

    cut = weights.with_pieces(kept)

    assert [cut.pieces[row] for row in rows] == [weights.pieces[kept[row]] for row in rows]
    assert (cut.words.rows(rows).dense() == weights.words.rows([kept[row] for row in rows]).dense()).all()


def test_what_means_the_same_is_nearer_than_what_does_not(encoder):
    asked, same, other = encoder.encode_queries(["收到的面霜坏了想退", "买的霜变质了可以退货吗", "明天会下雨吗"])

    assert asked @ same > asked @ other + 0.05


def test_questions_and_replies_are_told_apart(encoder):
    (asked,), (told,) = encoder.encode_queries(["可以退货"]), encoder.encode_passages(["可以退货"])

    assert 0.8 < asked @ told < 0.999


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "退\x00货",
        "\ud800",
        "退\udfff货",
        "ﷺ" * 30,
        "长" * 100_000,
        "a b " * 50_000,
        "\u200b" * 50,
        "🧴" * 600,
    ],
    ids=[
        "empty",
        "space",
        "nul",
        "nul within",
        "surrogate",
        "surrogate within",
        "fdfa",
        "long",
        "words",
        "invisible",
        "emoji",
    ],
)
def test_any_text_has_a_vector_of_length_one(either, text):
    rows = np.concatenate([either.encode_queries([text]), either.encode_passages([text])])

    assert rows.shape == (2, either.dimensions)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1).tolist() == pytest.approx([1, 1], abs=1e-5)


def test_many_texts_get_the_vectors_that_each_gets_alone_in_their_order(either):
    texts = [*TEXTS, *(text * 7 for text in TEXTS[:6]), *(text * 30 for text in TEXTS[:6])]

    together = either.encode_passages(texts)

    alone = np.concatenate([either.encode_passages([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-4
    assert either.encode_passages([]).shape == either.encode_queries([]).shape == (0, either.dimensions)


@pytest.mark.parametrize(
    "arithmetic, least, name",
    [
        (Arithmetic.BLOCKS, 0.99999, "e5-small-1"),
        (Arithmetic.BLOCKS_INT8, 0.9997, "e5-small-1"),
        (Arithmetic.INT8, 0.997, "e5-small-1@int8"),
    ],
    ids=lambda value: getattr(value, "value", None),
)
def test_each_precision_stays_near_and_only_the_one_that_does_not_stay_exact_has_a_name_of_its_own(
    cache, arithmetic, least, name
):
    exact = open_arithmetic(cache, quiet, Arithmetic.DENSE)
    other = open_arithmetic(cache, quiet, arithmetic)

    cosines = (exact.encode_queries(TEXTS) * other.encode_queries(TEXTS)).sum(axis=1)

    assert cosines.min() > least
    assert (exact.name, other.name) == ("e5-small-1", name)


def test_a_precision_can_be_forced(cache):
    assert open_encoder("e5-small", cache, precision="int8").name == "e5-small-1@int8"
    assert open_encoder("e5-small", cache, precision="fp32").name == "e5-small-1"


def test_a_damaged_cache_is_made_again(tmp_path):
    reports = []
    folder = e5_folder(tmp_path, quiet)
    model = (folder / "4bit.onnx").read_bytes()
    (folder / "4bit.onnx").write_bytes(model[:-1000])

    again = e5_folder(tmp_path, lambda what, share: reports.append(share))

    assert (again / "4bit.onnx").read_bytes() == model
    assert reports == sorted(reports)
    assert (reports[0], reports[-1]) == (0.0, 1.0)


def test_processes_that_come_at_once_make_one_good_folder(tmp_path):
    script = (
        "import sys; from pathlib import Path; from indexer.encoder import open_encoder\n"
        "print(open_encoder('e5-small', Path(sys.argv[1])).encode_queries(['退货']).sum())"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]

    (first, _), (second, _) = (one.communicate() for one in both)

    assert first == second != ""
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


def test_opening_a_made_folder_imports_no_torch_and_nothing_that_builds(cache, encoder):
    script = (
        "import sys; from pathlib import Path; from indexer.encoder import open_encoder\n"
        "open_encoder('e5-small', Path(sys.argv[1])).encode_queries(['退货'])\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'onnx', 'sentencepiece'} & set(sys.modules)))"
    )

    ran = subprocess.run([sys.executable, "-c", script, str(cache)], capture_output=True, text=True, check=True)

    assert ran.stdout == "[]\n"


def test_a_file_of_another_format_is_refused(tmp_path):
    (tmp_path / "weights.bin").write_bytes(b"GGUF" + bytes(100))

    with pytest.raises(EncoderMissingError, match="starts with b'GGUF', not b'E5S1'"):
        read_weights(tmp_path / "weights.bin")
