"""What the public benchmark reads and how its systems rank, on texts whose order is plain."""

import json
from pathlib import Path

import pytest

from evaluation.bench.measuring import compare, measure
from evaluation.bench.pairs import read_pairs
from evaluation.bench.peers import SYSTEMS, installed_systems
from evaluation.bench.sets import Query, Set, read_set
from evaluation.gate import read_gate
from evaluation.problem import EvaluationError
from tests.fakes import HashEncoder

GATES = Path(__file__).parents[2] / "evaluation" / "gates"
CORPUS = ("面霜变质了还能退吗", "多久可以发货", "口红断了怎么办")


def test_a_folder_is_read_with_the_places_of_what_is_right(tmp_path: Path):
    for name, lines in (
        ("corpus", [{"id": "x", "text": "甲"}, {"id": "y", "text": "乙"}]),
        ("queries", [{"id": "1", "text": "问", "relevant": ["y"]}, {"id": "2", "text": "无", "relevant": ["z"]}]),
    ):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(json.dumps(line) for line in lines), "utf-8")

    found = read_set(tmp_path, 10)

    assert (found.corpus, found.queries, found.is_answers) == (("甲", "乙"), (Query("问", frozenset({1})),), True)


@pytest.mark.parametrize(
    "name, text",
    [
        ("p.tsv", "甲\t乙\t1\n甲\t丙\t0\n丁\t丁\t1\n"),
        ("p.csv", "label,sentence1,sentence2\n1,甲,乙\n0,甲,丙\n1,丁,丁\n"),
        (
            "p.jsonl",
            '{"q1": "甲", "q2": "乙", "label": "1"}\n{"q1": "甲", "q2": "丙", "label": 0}\n{"q1": "丁", "q2": "丁", "label": 1}\n',
        ),
    ],
)
def test_pairs_become_a_corpus_of_second_texts_and_queries_that_match(tmp_path: Path, name: str, text: str):
    (tmp_path / name).write_text(text, "utf-8")

    found = read_set(tmp_path / name, 10)

    assert (found.corpus, found.queries) == (("乙", "丙", "丁"), (Query("甲", frozenset({0})),))


def test_graded_labels_match_above_the_middle_of_their_scale(tmp_path: Path):
    (tmp_path / "p.tsv").write_text("甲\t乙\t5\n甲\t丙\t2\n甲\t丁\t3\n", "utf-8")

    found = read_set(tmp_path / "p.tsv", 10)

    assert found.queries == (Query("甲", frozenset({0, 2})),)


def test_a_text_that_the_corpus_holds_itself_is_marked_to_be_passed_over(tmp_path: Path):
    (tmp_path / "p.csv").write_text("甲,乙,1\n丙,甲,1\n", "utf-8")

    found = read_set(tmp_path / "p.csv", 10)

    assert found.queries == (Query("甲", frozenset({0}), 1), Query("丙", frozenset({1})))


def test_a_quotation_mark_in_a_file_with_tabs_is_only_a_character(tmp_path: Path):
    (tmp_path / "p.tsv").write_text('"甲\t乙\t1\n丙\t"丁\t1\n', "utf-8")

    assert [(pair.left, pair.right) for pair in read_pairs(tmp_path / "p.tsv")] == [('"甲', "乙"), ("丙", '"丁')]


@pytest.mark.parametrize(
    "name, text, message",
    [
        ("p.csv", "a,b,c\n甲,乙,1\n", r"p.csv:1: \['a', 'b', 'c'\] is neither a header nor two texts and a label"),
        ("p.csv", "q1,b,label\n甲,乙,1\n", "p.csv:2: no column is one of sentence2, .* the columns are q1, b, label"),
        ("p.csv", "sentence1,sentence2\n甲,乙\n", "p.csv:2: no column is one of label, .* are sentence1, sentence2"),
        ("p.tsv", "甲\t乙\t1\n丙\t丁\n", "p.tsv:2: 2 cells where 3 were expected"),
        ("p.tsv", "7\t甲\t乙\t1\n", "p.tsv:1: .* is neither a header nor"),
        ("p.tsv", "甲\t乙\n", "p.tsv:1: .* is neither a header nor"),
        ("p.tsv", "甲\t\t1\n", "p.tsv:1: a text is empty"),
        ("p.tsv", "甲\t乙\t1\n丙\t丁\t像\n", "p.tsv:2: the label '像' is no number from 0 up"),
        ("p.jsonl", '{"q1": "甲", "q2": "乙", "label": null}\n', "p.jsonl:1: the label None is no number"),
        ("p.jsonl", '{"q1": 5, "q2": "乙", "label": 1}\n', "p.jsonl:1: a text is empty"),
        ("p.jsonl", "\n甲\n", "p.jsonl:2: no JSON"),
        ("p.jsonl", "[1]\n", "p.jsonl:1: no JSON object"),
        ("p.xlsx", "", "p.xlsx: expected a folder, or labelled pairs in a .tsv, .csv or .jsonl file"),
        ("p.tsv", "甲\t乙\t0\n", "p.tsv holds no query with a right text"),
        ("p.tsv", "", "p.tsv holds no query with a right text"),
    ],
)
def test_a_file_that_cannot_be_read_as_pairs_says_where_and_what_was_expected(
    tmp_path: Path, name: str, text: str, message: str
):
    (tmp_path / name).write_text(text, "utf-8")

    with pytest.raises(EvaluationError, match=message):
        read_set(tmp_path / name, 10)


def test_a_file_in_another_encoding_or_not_there_is_named(tmp_path: Path):
    (tmp_path / "p.csv").write_bytes("面霜,乳霜,1\n".encode("gb18030"))

    with pytest.raises(EvaluationError, match=r"p\.csv is not UTF-8 at byte 0"):
        read_set(tmp_path / "p.csv", 10)
    with pytest.raises(EvaluationError, match=r"cannot read the pairs .*q\.csv: No such file"):
        read_set(tmp_path / "q.csv", 10)


@pytest.mark.parametrize(
    "corpus, queries, message",
    [
        ('{"id": 1}\n', "", "corpus.jsonl: a line has no 'text'"),
        ('{"id": 1, "text": "甲"}\n', '{"text": "问"}\n', "queries.jsonl:1: no 'relevant'"),
        ('{"id": 1, "text": "甲"}\n', '{"text": "问", "relevant": "1"}\n', "queries.jsonl:1: relevant is '1'"),
        ('{"id": 1, "text": "甲"}\n', "问\n", "queries.jsonl:1: no JSON"),
        ('{"id": 1, "text": "甲"}\n', '{"text": "问", "relevant": [2]}\n', "holds no query with a right text"),
    ],
)
def test_a_folder_that_is_no_set_says_where_and_why(tmp_path: Path, corpus: str, queries: str, message: str):
    (tmp_path / "corpus.jsonl").write_text(corpus, "utf-8")
    (tmp_path / "queries.jsonl").write_text(queries, "utf-8")

    with pytest.raises(EvaluationError, match=message):
        read_set(tmp_path, 10)


@pytest.mark.parametrize("name", [name for name in installed_systems() if name not in ("txtai", "semantic-router")])
def test_every_system_finds_the_text_that_shares_most(name: str):
    encoder = HashEncoder()

    search = SYSTEMS[name].build(CORPUS, encoder, encoder.encode_queries(CORPUS), False)

    assert search("变质的面霜能退吗", 3)[0] == 0
    assert search("口红断了", 3)[0] == 2


def test_our_search_embeds_the_sentences_of_long_texts_and_leaves_short_ones_as_they_are():
    encoder = HashEncoder()
    corpus = ("先洗脸。再涂面霜！", "口红断了")
    vectors = encoder.encode_passages(corpus)
    encoder.encoded.clear()

    search = SYSTEMS["yizhi"].build(corpus, encoder, vectors, True)

    assert encoder.encoded == ["先洗脸。", "再涂面霜!"]
    assert search("再涂面霜", 2) == [0, 1]


def test_a_system_is_measured_from_the_first_right_place_and_the_text_itself_does_not_count(tmp_path: Path):
    corpus = ("口红断了怎么办", "口红断了怎么办呢", "多久可以发货")
    chosen = Set("made", corpus, (Query(corpus[0], frozenset({1}), 0), Query("发货", frozenset({0}))), False)

    found = measure("bm25s", chosen, "none", tmp_path / "unused.npy")

    assert found["ranks"] == (1, 3)
    assert (found["recall@1"], found["MRR@10"]) == (0.5, (1 + 1 / 3) / 2)
    assert min(found["p50_ms"], found["per_second"], found["memory_mib"]) > 0


def test_two_systems_are_compared_query_by_query():
    assert compare([1, 1, 1, 2], [2, None, 1, 2]) == {"ahead": 0.5, "low": 0.0, "high": 1.0, "p": 0.5}


@pytest.mark.parametrize("path", sorted(GATES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_gates_that_come_along_can_be_used(path: Path):
    assert read_gate(path).measures
