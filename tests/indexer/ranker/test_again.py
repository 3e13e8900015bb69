"""After an edit the learner goes on from what it knew: with what changed, and without forgetting the rest."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from indexer.building import Builder, Knowledge
from indexer.index import Index, Segment
from indexer.learning import lesson as lesson_of
from indexer.learning import trainer
from indexer.passages import PassageMemory
from indexer.ranker.calibration import Calibration, Settled
from indexer.ranker.learned import Learned
from indexer.ranker.training import relearned, teach
from knowledge.loading.load import load
from knowledge.model.base import Base
from knowledge.reading.normal import normalise
from tests.fakes import HashEncoder

GROOMING = Path(__file__).parent.parent.parent / "examples" / "bases" / "grooming"
ENCODER = HashEncoder()


def with_ask(base: Base, text: str) -> Base:
    guide = base.guides["blade-change"]
    asks = {**base.guides, "blade-change": guide.model_copy(update={"asks": (*guide.asks, text)})}
    return Base(**{**{name: getattr(base, name) for name in base.__dataclass_fields__}, "guides": asks})


def lesson(base: Base):
    passages = PassageMemory().of(base)
    vectors = ENCODER.encode_queries([one.text for one in passages])
    return lesson_of(base, Index.of(Segment.of(passages, vectors, normalise)), ENCODER)


def knowledge(base: Base, name: str) -> Knowledge:
    return Knowledge(name, PassageMemory().of(base), {}, "code", normalise)


def test_a_small_edit_goes_through_what_is_new_and_a_larger_one_through_everything():
    base = load(GROOMING).require()
    before = lesson(base)
    known = Learned(None, seen=np.unique(before.digests), whole=np.unique(before.digests))
    after = lesson(with_ask(base, "刀口卷了还能磨吗"))

    chosen = relearned(after, known)

    assert chosen is not None
    new = [place for place, text in enumerate(after.texts) if text == "刀口卷了还能磨吗"]
    assert (chosen == new[0]).sum() > 1
    assert set(chosen.tolist()) == set(range(len(after.labelled)))
    assert relearned(after, Learned(None, seen=known.seen, whole=known.seen[:50])) is None
    assert relearned(after, Learned(None)) is None


def test_a_new_question_is_learned_and_what_was_settled_stands():
    base = load(GROOMING).require()
    settled = Settled(Calibration(), None)
    first = teach(lesson(base), settled)
    edited = lesson(with_ask(base, "卷口卷口卷口"))

    second = teach(edited, settled, first)

    assert (second.power, second.high, second.expectation) == (first.power, first.high, first.expectation)
    assert second.network is not None
    place = next(at for at, text in enumerate(edited.texts) if text == "卷口卷口卷口")
    groups, _ = second.network.log_probabilities(edited.vectors[[place]], edited.labelled.grams[[place]])
    assert second.network.targets.groups[int(groups[0, :-1].argmax())] == ("guide", "blade-change")


def test_after_a_small_edit_the_first_segment_is_the_one_before(tmp_path: Path):
    base = load(GROOMING).require()
    builder = Builder(tmp_path, ENCODER)
    first = builder.build(knowledge(base, "first"), trainer(base, ENCODER))
    edited = with_ask(base, "刀口卷了还能磨吗")
    ENCODER.encoded.clear()

    second = builder.build(knowledge(edited, "second"), trainer(edited, ENCODER), first)

    assert second.segment_names[0] == first.segment_names[0]
    assert len(second.segment_names) == 2
    assert ENCODER.encoded == ["刀口卷了还能磨吗"]
    assert {one.text for one in second.index.passages} == {one.text for one in first.index.passages} | {
        "刀口卷了还能磨吗"
    }


def test_a_base_with_few_questions_learns_from_the_products_messages_too():
    lent = lesson(load(GROOMING).require())
    regret = lent.rows.targets.group_places["issue", "regret"]

    assert sum(group == regret for _, group in lent.lent) == 60
    assert all(0 <= group < len(lent.rows.targets.groups) for _, group in lent.lent)
    beside, naming = len(lent.texts), len(lent.texts) + len(lent.lent)
    composed = naming + len(lent.naming)
    assert len(lent.labelled) == composed + len(lent.composed) == len(lent.vectors)
    assert (lent.labelled.scripts[beside:naming] == -1).all()
    assert {lent.rows.targets.scripts[one] for one in lent.labelled.scripts[naming:composed]} == set(
        lent.rows.targets.scripts
    )
    assert 0 < len(lent.outside) <= 3 * len(lent.questions) + 8  # eight of its own
    assert set(lent.outside).isdisjoint(lent.texts[: len(lent.questions)])
