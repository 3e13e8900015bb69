from collections.abc import Sequence

import numpy as np
import pytest

from indexer.claims.implicit import ImplicitNetwork, Told, Vectors
from indexer.claims.implicit_fitting import fit_implicit

KEEP = frozenset({("return", "refused")})
LESSONS = {
    "留着自己用吧": KEEP,
    "您就留着用": KEEP,
    "自己留着用也挺好": KEEP,
    "您好在的": frozenset(),
    "请问有什么可以帮您": frozenset(),
    "稍等我查一下": frozenset(),
}


def encode(texts: Sequence[str]) -> Vectors:
    """Return a vector that knows two things of a text: whether it speaks of keeping, and how long it is."""
    return np.array([[1.0 if "留" in text else -1.0, len(text) / 20] for text in texts], dtype=np.float32)


@pytest.fixture(scope="module")
def network() -> ImplicitNetwork:
    told = [Told(text, "quality") for text in LESSONS] * 3
    return fit_implicit(told, list(LESSONS.values()) * 3, np.ones(len(told)), encode([one.text for one in told]))


def test_a_reply_that_names_nothing_is_read_as_a_whole(network: ImplicitNetwork):
    (found,) = network.read_many([Told("那您留着慢慢用", "quality")], encode)

    assert found[("return", "refused")] > 0.5


def test_what_its_letters_say_is_empty_is_not_encoded(network: ImplicitNetwork):
    encoded: list[str] = []

    def note(texts: Sequence[str]) -> Vectors:
        encoded.extend(texts)
        return encode(texts)

    closed = ImplicitNetwork(**{**{name: getattr(network, name) for name in network.__slots__}, "gate_bias": -30.0})

    assert closed.read_many([Told("您好在的", "quality")], note) == [{}]
    assert encoded == []


def test_a_network_is_read_as_it_was_written(network: ImplicitNetwork):
    kept = ImplicitNetwork.of_arrays(network.arrays())

    told = [Told("留着用吧", "quality")]
    (before,), (after,) = network.read_many(told, encode), kept.read_many(told, encode)
    assert after == pytest.approx(before, abs=0.02)


def test_what_the_message_wishes_tells_short_answers_apart():
    yes = {"return": frozenset({("return", "allowed")}), "exchange": frozenset({("exchange", "allowed")})}
    told = [Told("行呀您拿来", "quality", (wish,)) for wish in yes] * 4
    network = fit_implicit(told, list(yes.values()) * 4, np.ones(len(told)), encode([one.text for one in told]))

    back, other = network.read_many(told[:2], encode)

    assert back[("return", "allowed")] > 0.5 > back[("exchange", "allowed")]
    assert other[("exchange", "allowed")] > 0.5 > other[("return", "allowed")]
