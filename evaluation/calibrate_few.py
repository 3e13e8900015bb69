"""Settles how evidence is weighed where an entry is asked for in a few ways: `python -m evaluation.calibrate_few`.

Small bases are drawn from the embedded one: some of its issues and guides with four to seven questions each. What was
not taken of their questions is asked, and beside it what nothing of the drawn base answers: messages of the product and
questions of what was not drawn. The weights are fitted to all drawn bases together, near those of a large base.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, TypeVar

import numpy as np
import typer

from evaluation.score_calibration import weights_of, write_settled
from indexer.encoder import Encoder, family, open_encoder
from indexer.index import Index, Segment, embedding
from indexer.learning import lesson
from indexer.passages import PassageMemory
from indexer.ranker import conditional_logit
from indexer.ranker.calibration import SETTLED_FEW, settled
from indexer.ranker.conditional_logit import ConditionalLogit, Situation
from indexer.ranker.lesson import Lesson
from indexer.ranker.targets import Target, is_suggested, issue_of
from indexer.ranker.training import PRIOR_SETTLED, SEED, whole_network
from knowledge.loading.load import load
from knowledge.model.base import Base
from knowledge.model.entries import Guide, Policy
from knowledge.model.facts import ChoiceFact
from knowledge.reading.spellings import Spellings
from service.settings import Settings

ISSUES, GUIDES = (7, 11), (6, 10)  # how many are drawn
ASKS = (4, 7)  # questions that an entry keeps
ASKED = 5  # questions of an entry that are asked of the drawn base
OWN, OUTSIDE = 8, 32  # messages that nothing answers: the base's own, and those that are asked
NEAR_POLICIES, NEAR_GUIDES = 25, 12  # entries that are not drawn, of which a question is asked
FOLDS = 4
PHRASES = 5  # of an issue that has a name of its own

Asked = tuple[str, Target | None]  # a question and what answers it
E = TypeVar("E", Policy, Guide)


@dataclass(frozen=True, slots=True)
class SmallBase:
    """A small base and what is asked of it."""

    base: Base
    asked: tuple[Asked, ...]


def main(
    bases: Annotated[int, typer.Option(help="How many small bases are drawn.")] = 24,
    encoder: Annotated[str, typer.Option(help="Name of the encoder to settle for.")] = "",
) -> None:
    """Settle for one encoder, write it and print how often the right script is first, on bases fitted without."""
    settings = Settings() if not encoder else Settings(encoder=encoder)
    opened = open_encoder(settings.encoder, settings.cache / "encoders", precision=settings.precision)
    print(settle_few(load(settings.base).require(), opened, bases))


def settle_few(base: Base, encoder: Encoder, count: int) -> str:
    """Write the weights for an encoder that come of so many drawn bases; return what they come to."""
    known = settled(encoder.name).logit
    met = [situations(draw_base(base, random.Random(SEED + place)), encoder, SEED + place) for place in range(count)]
    few = _fit([one for own in met for one in own], known)
    written = json.loads(SETTLED_FEW.read_text(encoding="utf-8")) if SETTLED_FEW.is_file() else {}
    written[family(encoder.name)] = weights_of(few)
    write_settled(written, SETTLED_FEW)
    firsts: list[bool] = []
    for fold in range(FOLDS):
        others = [one for place, own in enumerate(met) if place % FOLDS != fold for one in own]
        held_out = [one for place, own in enumerate(met) if place % FOLDS == fold for one in own]
        logit = _fit(others, known)
        shares = ((one, logit.probabilities(one.candidates, one.none)) for one in held_out if one.right)
        firsts += [int(share[:-1].argmax()) in one.right for one, share in shares]
    return (
        f"script first {np.mean(firsts):.3f} held out | bases:{count} | questions:{len(firsts)} "
        f"| base:{base.fingerprint[:8]} | encoder:{encoder.name} | seed:{SEED}"
    )


def draw_base(base: Base, draw: random.Random) -> SmallBase:
    """Return a small base out of a large one, with what is asked of it."""
    subject = base.facts[base.subject]
    if not isinstance(subject, ChoiceFact):
        raise TypeError(base.subject)
    by_issue: dict[str, list[str]] = {}
    for key, policy in base.policies.items():
        issue = issue_of(base, policy)
        if issue is not None and is_suggested(policy) and len(policy.asks) > ASKS[1] + ASKED:
            by_issue.setdefault(issue, []).append(key)
    issues = draw.sample(sorted(by_issue), draw.randint(*ISSUES))
    policies = [key for issue in issues for key in draw.sample(by_issue[issue], min(len(by_issue[issue]), 2))]
    guides = draw.sample(sorted(base.guides), draw.randint(*GUIDES))
    asked: list[Asked] = []
    kept_policies = {
        key: _with_few_asks(("policy", key), base.policies[key], draw, asked).model_copy(update={"over": ()})
        for key in policies
    }
    kept_guides = {key: _with_few_asks(("guide", key), base.guides[key], draw, asked) for key in guides}
    outside = draw.sample(base.terms.out_of_scope, OWN + OUTSIDE)
    others = [key for issue in by_issue if issue not in issues for key in by_issue[issue]]
    near: list[Policy | Guide] = [base.policies[key] for key in draw.sample(others, min(len(others), NEAR_POLICIES))]
    far = sorted(base.guides.keys() - set(guides))
    near += [base.guides[key] for key in draw.sample(far, min(len(far), NEAR_GUIDES))]
    asked += [(text, None) for text in outside[OWN:]]
    asked += [(draw.choice(entry.asks), None) for entry in near if entry.asks]
    short = {
        key: value.model_copy(update={"phrases": tuple(draw.sample(value.phrases, min(len(value.phrases), PHRASES)))})
        for key, value in subject.values.items()
        if key in issues
    }
    urgency = tuple(one for one in subject.urgency if one in short)
    facts = {**base.facts, base.subject: subject.model_copy(update={"values": short, "urgency": urgency})}
    terms = base.terms.model_copy(update={"out_of_scope": tuple(outside[:OWN])})
    small = replace(
        base,
        facts=facts,
        terms=terms,
        policies=kept_policies,
        guides=kept_guides,
        statutes={},
        ingredients={},
        skins={},
        products={},
    )
    return SmallBase(small, tuple(asked))


def _with_few_asks(target: Target, entry: E, draw: random.Random, asked: list[Asked]) -> E:
    """Return an entry with a few of its questions; some of the others are asked."""
    shuffled, own = draw.sample(entry.asks, len(entry.asks)), draw.randint(*ASKS)
    asked += [(text, target) for text in shuffled[own : own + ASKED]]
    return entry.model_copy(update={"asks": tuple(shuffled[:own]), "not_asks": ()})


def situations(small: SmallBase, encoder: Encoder, seed: int) -> list[Situation]:
    """Return what is asked of a drawn base as the weights meet it; what no candidate answers is left out."""
    normalise = Spellings(small.base.terms.spellings).normalise
    passages = PassageMemory().of(small.base)
    index = Index.of(Segment.of(passages, embedding(encoder, normalise)(passages), normalise))
    texts = [normalise(text) for text, _ in small.asked]
    taught = _without(lesson(small.base, index, encoder), frozenset(texts), random.Random(seed))
    scales, queries = taught.scales(whole_network(taught)), encoder.encode_queries(texts)
    nearby, grams = scales.near(texts, queries)
    found: list[Situation] = []
    for (_, target), text, evidence in zip(small.asked, texts, scales.evidence(nearby, queries, grams), strict=True):
        weighed = scales.weigh(evidence, taught.hear(text))
        place = -1 if target is None else taught.rows.targets.places[target]
        right = tuple(np.flatnonzero(weighed.chosen == place).tolist())
        if right or target is None:
            found.append(Situation(weighed.candidates, weighed.none, right))
    return found


def _without(lesson: Lesson, asked: frozenset[str], draw: random.Random) -> Lesson:
    """Take out of a lesson what will be asked, and for half of the issues what the product lends."""
    lending = {group for group in sorted({group for _, group in lesson.lent}) if draw.random() < 0.5}
    silent = [place for place, text in enumerate(lesson.outside) if text not in asked]
    lent = [place for place, (text, group) in enumerate(lesson.lent) if text not in asked and group in lending]
    first, second = len(lesson.questions), len(lesson.questions) + len(lesson.outside)
    third = second + len(lesson.lent)
    rows = [*range(first), *(first + one for one in silent), *(second + one for one in lent)]
    return replace(
        lesson,
        outside=[lesson.outside[one] for one in silent],
        lent=[lesson.lent[one] for one in lent],
        vectors=lesson.vectors[[*rows, *range(third, len(lesson.vectors))]],
    )


def _fit(situations: Sequence[Situation], near: ConditionalLogit | None) -> ConditionalLogit:
    return conditional_logit.fit(situations, PRIOR_SETTLED, centre=near)


if __name__ == "__main__":
    typer.run(main)
