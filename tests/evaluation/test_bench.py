"""What the public benchmark reads and how its systems rank, on texts whose order is plain."""

import json
from pathlib import Path

import pytest

from evaluation.bench.peers import SYSTEMS, installed
from evaluation.bench.sets import Query, read_set
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


def test_a_file_without_known_columns_names_them(tmp_path: Path):
    (tmp_path / "p.csv").write_text("a,b,c\n甲,乙,x\n", "utf-8")

    with pytest.raises(EvaluationError, match="the columns are a, b, c"):
        read_set(tmp_path / "p.csv", 10)


@pytest.mark.parametrize("name", [name for name in installed() if name not in ("txtai", "semantic-router")])
def test_every_system_finds_the_text_that_shares_most(name: str):
    encoder = HashEncoder()
    build, _ = SYSTEMS[name]

    search = build(CORPUS, encoder, encoder.encode_queries(CORPUS), False)

    assert search("变质的面霜能退吗", 3)[0] == 0
    assert search("口红断了", 3)[0] == 2


@pytest.mark.parametrize("path", sorted(GATES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_gates_that_come_along_can_be_used(path: Path):
    assert read_gate(path).measures
