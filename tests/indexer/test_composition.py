"""Questions put together as customers do: the reason tells what a message is about, whatever is asked beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from indexer.composition import compositions
from indexer.index import Index, Segment
from indexer.learning import lesson as lesson_of
from indexer.passages import PassageMemory
from indexer.ranker.targets import Targets
from knowledge.loading.load import load
from knowledge.model.base import Base
from knowledge.reading.normal import normalise
from tests.fakes import HashEncoder

BASES = Path(__file__).parent.parent.parent
ENCODER = HashEncoder()


def embedded() -> Base:
    return load(BASES / "knowledge" / "base").require()


def test_a_reason_with_words_of_a_return_without_one_is_of_the_script_of_the_reason():
    base = embedded()
    targets = Targets.of_base(base)
    issue_of = dict(zip(targets.scripts, targets.issues, strict=True))
    urgent = base.subject_values()[: base.subject_values().index("no_reason")]

    beside = [one for one in compositions(base, normalise) if one.target != one.other]

    assert len(beside) > 1_000
    assert {issue_of[one.other] for one in beside} == {"no_reason"}
    assert {issue_of[one.target] for one in beside} == set(urgent)
    assert {normalise(one.ask) in one.text and normalise(one.beside) in one.text for one in beside} == {True}


def test_two_questions_of_one_script_are_put_together_and_never_a_question_with_itself():
    own = [one for one in compositions(embedded(), normalise) if one.target == one.other]

    assert len({one.target for one in own}) > 300
    assert all(one.ask != one.beside for one in own)


def test_a_new_question_changes_few_of_the_others():
    base = embedded()
    policies = dict(base.policies)
    general = policies["no-reason-general"]
    policies["no-reason-general"] = general.model_copy(update={"asks": (*general.asks, "买回来搁着没用，想退了")})
    edited = Base(**{**{name: getattr(base, name) for name in base.__dataclass_fields__}, "policies": policies})

    before, after = set(compositions(base, normalise)), set(compositions(edited, normalise))

    assert len(before ^ after) < len(before) / 100


def test_what_is_put_together_of_a_question_that_is_held_out_is_held_out_too():
    base = embedded()
    passages = PassageMemory().of(base)
    vectors = np.zeros((len(passages), ENCODER.dimensions), dtype=np.float16)
    lesson = lesson_of(base, Index.of(Segment.of(passages, vectors, normalise)), ENCODER)
    first = len(lesson.labelled) - len(lesson.composed)
    kept = np.arange(0, len(lesson.texts), 2)

    beside = lesson.beside(kept)

    assert set(range(len(lesson.texts), first)) <= set(beside.tolist())
    own = [lesson.composed[at - first] for at in beside.tolist() if at >= first]
    assert own
    assert all(one.ask % 2 == 0 and one.beside % 2 == 0 for one in own)
    assert len(own) < len(lesson.composed)
