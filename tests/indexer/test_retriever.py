"""A retriever of several stages: what the first is sure of ends there, and all else is ranked by the last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

import numpy as np

from indexer.passages import Passage
from indexer.ranker.applicability import Fit
from indexer.ranker.calibration import Calibration
from indexer.ranker.evidence import Heard, Near
from indexer.ranker.hearing import Hearer
from indexer.ranker.ranker import Ranked, Ranker, Ranking
from indexer.ranker.targets import Target
from indexer.retriever import Retriever, Stage
from tests.embedded import embedded_base

SCRIPT: Target = ("policy", "quality-7")


class Zeros:
    """An encoder that writes down what it was asked for."""

    def __init__(self, dimensions: int) -> None:
        self.name = f"zeros-{dimensions}"
        self.dimensions = dimensions
        self.widths = (dimensions,)
        self.asked: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Any:
        self.asked.extend(texts)
        return np.zeros((len(texts), self.dimensions), dtype=np.float32)

    encode_passages = encode_queries


class Shares:
    """A ranker that finds one script with the probability, in hundredths, that the message is; 0 is none for certain."""

    def __init__(self, name: str, least: float = 0.0) -> None:
        self._name = name
        self._least = least

    def rank(self, heard: Sequence[Heard], queries: Any) -> Iterator[Ranking]:
        for one, query in zip(heard, queries, strict=True):
            share = max(self._least, int(one.text) / 100)
            yield Ranking(
                (Ranked(SCRIPT, share, Fit(holds=True, known=0, open=0, decides=0)),),
                1 - share,
                Near(query, *[np.zeros(0)] * 3),
                one,
            )

    def nearest(self, ranking: Ranking, target: Target) -> tuple[Passage, float]:
        return Passage("policy", target[1], "ask", self._name, ()), 1.0


def cascade() -> tuple[Retriever, Zeros, Zeros]:
    quick, whole = Zeros(2), Zeros(5)
    stages = [Stage(quick, cast("Ranker", Shares("quick"))), Stage(whole, cast("Ranker", Shares("whole", least=0.6)))]
    return Retriever(stages, Hearer(embedded_base()), Calibration()), quick, whole


def test_a_message_goes_on_where_neither_its_script_nor_silence_is_sure():
    retriever, quick, whole = cascade()

    found = list(retriever.rank_many(["50", "95", "0", "7", "89"]))

    assert [one.ranked[0].probability for one in found] == [0.6, 0.95, 0, 0.6, 0.89]
    assert (quick.asked, whole.asked) == (["50", "95", "0", "7", "89"], ["50", "7", "89"])


def test_a_rough_ranking_is_the_first_stages():
    retriever, _, whole = cascade()

    (found,) = retriever.rank_many(["50"], is_rough=True)

    assert (found.ranked[0].probability, whole.asked) == (0.5, [])


def test_what_explains_a_ranking_is_found_where_it_was_ranked():
    retriever, *_ = cascade()

    hits = [retriever.nearest(ranking, SCRIPT) for ranking in retriever.rank_many(["95", "50"])]

    assert [hit and hit.text for hit in hits] == ["quick", "whole"]
