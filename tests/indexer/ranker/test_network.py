"""The network: its probabilities, what a fit learns, and how it goes on from what it knew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from indexer.encoder import Encoder
from indexer.encoders.joined import Joined
from indexer.grams import matrix, rarity
from indexer.ranker import fitting
from indexer.ranker.ensemble import Ensemble, parts
from indexer.ranker.fitting import Questions, StoppedError
from indexer.ranker.learned import Expectation, Learned
from indexer.ranker.network import Network
from indexer.ranker.targets import ISSUE, Targets
from tests.fakes import HashEncoder

ASKED = {
    ("policy", "quality"): ["面霜变质了", "有股怪味", "乳液分层了", "膏体发霉"],
    ("policy", "pump"): ["泵头按不动", "喷头坏了", "按压头压不出来", "盖子拧不开"],
    ("guide", "patch-test"): ["怎么做耳后测试", "第一次用先试哪里", "试敏怎么做", "皮试怎么弄"],
}
OUTSIDE = ["今天天气怎么样", "订张机票", "讲个笑话", "手机没电了"]
TARGETS = Targets.of({one: (ISSUE, "quality") if one[0] == "policy" else one for one in ASKED})
TEXTS = [text for texts in ASKED.values() for text in texts] + OUTSIDE
WEIGHTS = rarity(TEXTS)
ENCODER = HashEncoder()


def questions(targets: Targets = TARGETS) -> Questions:
    labels = [one for one, texts in ASKED.items() for _ in texts]
    scripts = np.array([targets.places.get(one, -1) for one in labels] + [-1] * len(OUTSIDE))
    groups = np.where(scripts >= 0, targets.group_of[scripts], len(targets.groups))
    return Questions(ENCODER.encode_queries(TEXTS), matrix(TEXTS, WEIGHTS), groups, scripts)


def likeliest(network: Network | Ensemble, text: str, encoder: Encoder = ENCODER):
    together = network if isinstance(network, Ensemble) else Ensemble((network,))
    groups, within = together.log_probabilities(encoder.encode_queries([text]), matrix([text], WEIGHTS))
    joint = groups[0, network.targets.group_of] + within[0]
    best = int(joint.argmax())
    return None if groups[0, -1] > joint[best] else network.targets.scripts[best]


def test_it_learns_its_questions_and_what_is_like_them():
    network = fitting.fit(questions(), TARGETS, 10, seed=7)

    assert [likeliest(network, text) for text in TEXTS] == [*(one for one in ASKED for _ in range(4)), *[None] * 4]
    assert likeliest(network, "泵头按不动了呀") == ("policy", "pump")


def test_its_probabilities_are_distributions():
    network = fitting.fit(questions(), TARGETS, 1, seed=7)

    groups, within = Ensemble((network,)).log_probabilities(ENCODER.encode_queries(TEXTS), matrix(TEXTS, WEIGHTS))

    assert np.exp(groups).sum(axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-4)
    of_groups = np.add.reduceat(np.exp(within), TARGETS.starts, axis=1)
    assert of_groups == pytest.approx(np.ones_like(of_groups), abs=1e-4)


def test_the_same_questions_teach_the_same():
    one, other = (fitting.fit(questions(), TARGETS, 2, seed=3) for _ in range(2))

    assert all(np.array_equal(one.arrays()[name], other.arrays()[name]) for name in one.arrays())


def test_two_networks_answer_together_each_from_the_vectors_of_its_own_encoder(tmp_path):
    both = Joined([ENCODER, HashEncoder("other", 32)])
    asked = questions()
    vectors = parts(both.encode_queries(TEXTS), both.widths)
    networks = [fitting.fit(replace(asked, vectors=own), TARGETS, 10, seed=7) for own in vectors]

    together = Ensemble(tuple(networks))

    assert [len(one.mean) for one in networks] == [64, 32]
    assert [likeliest(together, text, both) for text in TEXTS[:12]] == [one for one in ASKED for _ in range(4)]
    groups, _ = together.log_probabilities(both.encode_queries(TEXTS), matrix(TEXTS, WEIGHTS))
    assert np.exp(groups).sum(axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-4)
    assert together.mean == pytest.approx(both.encode_queries(TEXTS)[:12].mean(axis=0), abs=1e-4)
    Learned(together).save(tmp_path)
    again = Learned.load(tmp_path).network
    assert again is not None
    assert [likeliest(again, text, both) for text in TEXTS] == [likeliest(together, text, both) for text in TEXTS]


def test_it_comes_back_from_its_folder(tmp_path):
    network = Ensemble((fitting.fit(questions(), TARGETS, 10, seed=7),))
    expectation = Expectation(0.75, 12, ((("policy", "pump"), 0.5),), ((("policy", "pump"), ("policy", "quality"), 2),))

    Learned(network, None, 0.8, 0.99, expectation).save(tmp_path)
    again = Learned.load(tmp_path)

    assert (again.power, again.high) == (0.8, 0.99)
    assert again.expectation == expectation
    assert again.network is not None
    assert [likeliest(again.network, text) for text in TEXTS] == [likeliest(network, text) for text in TEXTS]


def test_a_fit_goes_on_from_what_was_known_under_other_targets():
    before = fitting.fit(questions(), TARGETS, 10, seed=7)
    fewer = Targets.of({one: (ISSUE, "quality") for one in ASKED if one[0] == "policy"})

    after = fitting.fit(questions(fewer), fewer, 1, seed=7, before=before)

    assert likeliest(after, "喷头坏了") == ("policy", "pump")
    assert likeliest(before, "试敏怎么做") == ("guide", "patch-test")


def test_a_fit_that_is_told_to_stop_stops_within_a_batch():
    asked = []

    def is_stopped() -> bool:
        asked.append(True)
        return len(asked) > 3

    with pytest.raises(StoppedError):
        fitting.fit(questions(), TARGETS, 10, seed=7, is_stopped=is_stopped)
    assert len(asked) == 4
