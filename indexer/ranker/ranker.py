"""A message to the targets that it can mean, each with a probability, and the probability that it means none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.encoder import Vectors
from indexer.names import Names
from indexer.passages import Passage
from indexer.ranker.calibration import Calibration
from indexer.ranker.evidence import Heard, Signals, candidate_features, candidates, none_features, signals, with_learned
from indexer.ranker.layout import Floats, Layout
from indexer.ranker.learned import Learned
from indexer.ranker.reach import Reach
from indexer.ranker.targets import Target
from knowledge.model.base import Base
from knowledge.reading.facts.phrasebook import Mention, Phrasebook
from knowledge.reading.spellings import Spellings


@dataclass(frozen=True, slots=True)
class Ranked:
    """A target and the probability that the message means it."""

    target: Target
    probability: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Targets, the likeliest first; `none` is the probability that the message means none of the base's."""

    ranked: tuple[Ranked, ...]
    none: float
    cosines: Floats  # centred cosine of the message with every row of the index
    heard: Heard


class Ranker:
    """Ranks over one index; holds no state between messages."""

    def __init__(self, base: Base, layout: Layout, learned: Learned, calibration: Calibration) -> None:
        self.layout = layout
        self._learned = learned
        self._reach = Reach(layout, learned.examples)
        self._calibration = calibration
        self._urgency = base.subject_values()
        self.hearer = Hearer(base)

    def rank(
        self, texts: Sequence[str], queries: Vectors, mentions: Sequence[Sequence[Mention] | None]
    ) -> Iterator[Ranking]:
        """Yield a ranking for each of `texts` in normal form, in order.

        `queries` are their vectors, a row each; mentions that were read already save reading the phrases again.
        """
        cosines = self.layout.centred(queries, self._reach.similarities(queries))
        letters = self.layout.index.lexical_scores(texts)
        likeness = self._learned.likeness(texts, self._reach.near(queries, cosines))
        for place, text in enumerate(texts):
            heard = self.hearer.hear(text, mentions[place])
            yield self._ranking(heard, cosines[place], letters[place], likeness[place])

    def _ranking(self, heard: Heard, cosines: Floats, letters: Floats, likeness: Floats) -> Ranking:
        layout = self.layout
        found = signals(layout, cosines, letters, len(heard.text))
        chosen = candidates(found, heard, layout)
        scores, outside = self._learned.scores(likeness, [layout.targets[place] for place in chosen])
        probabilities = self._probabilities(with_learned(found, chosen, scores, outside), heard, chosen)
        order = np.argsort(-probabilities[:-1], kind="stable")
        ranked = tuple(Ranked(layout.targets[chosen[place]], float(probabilities[place])) for place in order)
        return Ranking(ranked, float(probabilities[-1]), cosines, heard)

    def nearest(self, ranking: Ranking, kind: str, key: str) -> tuple[Passage, float] | None:
        """Return the passage of an entry that is nearest to the message, with its centred cosine."""
        rows = self.layout.rows_of(kind, key)
        if not len(rows):
            return None
        row = int(rows[int(np.argmax(ranking.cosines[rows]))])
        return self.layout.index.passages[row], float(ranking.cosines[row])

    def _probabilities(self, found: Signals, heard: Heard, chosen: Sequence[int]) -> Floats:
        if self._learned.choice is None:
            return np.append(np.zeros(len(chosen)), 1.0).astype(np.float32)
        features = candidate_features(found, heard, self.layout, chosen, self._urgency)
        scores = self._learned.choice.probabilities(features, none_features(found, heard))
        return self._calibration.applied(scores)


class Hearer:
    """Reads names and phrases of a base out of messages."""

    def __init__(self, base: Base) -> None:
        self._subject = base.subject
        self._spellings = Spellings(base.terms.spellings)
        self._phrases = Phrasebook({base.subject: base.facts[base.subject]}, self._spellings)
        self._names = Names(
            [
                *((("ingredient", key), (one.name, one.inci, *one.aliases)) for key, one in base.ingredients.items()),
                *((("skin", key), (one.name, *one.aliases)) for key, one in base.skins.items()),
                *((("product", key), (one.name, *one.aliases)) for key, one in base.products.items()),
            ]
        )

    def hear(self, text: str, mentions: Sequence[Mention] | None = None) -> Heard:
        """Return what `text` in normal form names and mentions."""
        if mentions is None:
            text = self._spellings.normalise(text)
            mentions = self._phrases.find(text)
        return Heard(
            text, self._names.find(text), tuple(mention for mention in mentions if mention.fact == self._subject)
        )
