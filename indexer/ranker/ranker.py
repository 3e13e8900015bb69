"""A message to the scripts that it can mean, each with a probability, and the probability that it means none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from indexer.encoder import Vectors
from indexer.grams import BUCKETS, matrix
from indexer.passages import Passage
from indexer.ranker.applicability import Applicability, Fit
from indexer.ranker.calibration import Calibration
from indexer.ranker.conditional_logit import ConditionalLogit
from indexer.ranker.ensemble import Ensemble
from indexer.ranker.evidence import NEAREST, Evidence, Heard, Near, candidates, evidence
from indexer.ranker.features import Features, candidate_features, none_features
from indexer.ranker.target_rows import Floats, Rows, TargetRows
from indexer.ranker.targets import Target, Targets

_UNLEARNED = -8.0  # log P of a script or a group that the network does not know yet


@dataclass(frozen=True, slots=True)
class Ranked:
    """A script and the probability that the message means it; `fit` is how its condition stands to the facts."""

    target: Target
    probability: float
    fit: Fit


@dataclass(frozen=True, slots=True)
class Ranking:
    """Scripts, the likeliest first; `none` is the probability that the message means none of the base's."""

    ranked: tuple[Ranked, ...]
    none: float
    near: Near
    heard: Heard


@dataclass(frozen=True, slots=True)
class Weighed:
    """A message as the weights meet it: its candidates, and the features of each and of none."""

    chosen: npt.NDArray[np.int64]
    fits: tuple[Fit, ...]
    candidates: Features
    none: Features


@dataclass(frozen=True)
class Scales:
    """Turns messages into the features that are weighed, over one index and network."""

    rows: TargetRows
    network: Ensemble | None
    applicability: Applicability
    urgency: Sequence[str]

    def near(self, texts: Sequence[str], queries: Vectors, hidden: Rows | None = None) -> tuple[list[Near], csr_array]:
        """Return the nearest passages of each of `texts` (normal form), without `hidden` rows, and the texts' grams."""
        grams = matrix(texts, self.rows.index.rarity)
        wanted = NEAREST + (0 if hidden is None else len(hidden))
        found = self.rows.index.vectors.search(queries, wanted)
        nearby = []
        for place, (query, near) in enumerate(zip(queries, found, strict=True)):
            kept = slice(None) if hidden is None else ~np.isin(near.rows, hidden)
            rows, scores = near.rows[kept][:NEAREST], near.scores[kept][:NEAREST]
            asked = np.zeros(BUCKETS, dtype=np.float32)
            own = slice(grams.indptr[place], grams.indptr[place + 1])
            asked[grams.indices[own]] = grams.data[own]
            letters = self.rows.index.likeness(asked, rows)
            nearby.append(Near(query, rows, self.rows.centred(query, rows, scores), letters))
        return nearby, grams

    def evidence(self, nearby: Sequence[Near], queries: Vectors, grams: csr_array) -> Iterator[Evidence]:
        """Yield the evidence for each message that `near` found passages for."""
        groups, within, none = self._learned(queries, grams)
        for near, *learned in zip(nearby, groups, within, none, strict=True):
            yield evidence(near, self.rows, *learned)

    def weigh(self, found: Evidence, heard: Heard, also: Sequence[int] = ()) -> Weighed:
        """Return the features of a message's candidates; what contradicts its facts is none, `also` are looked at."""
        chosen = candidates(found, heard, self.rows)
        if also:
            chosen = np.union1d(chosen, np.asarray(also, dtype=np.int64))
        fits = [self._free_fits[place] for place in chosen.tolist()]
        scripts, naming = self.rows.targets.scripts, self.applicability.naming(heard.facts)
        for at, place in enumerate(chosen.tolist()) if naming else ():
            if scripts[place] in naming:
                fits[at] = self.applicability.fit(scripts[place], heard.facts)
        can = np.array([fit.holds is not False for fit in fits], dtype=bool)
        kept = tuple(fit for fit in fits if fit.holds is not False)
        features = candidate_features(found, heard, self.rows, chosen[can], kept, self.urgency)
        return Weighed(chosen[can], kept, features, none_features(found, heard))

    def _learned(self, queries: Vectors, grams: csr_array) -> tuple[Floats, Floats, Floats]:
        """Return for each message log P of the group of each script, of each script within it, and of none."""
        targets, network = self.rows.targets, self.network
        size = (len(queries), len(targets.scripts))
        if network is None:
            return (
                np.full(size, _UNLEARNED, dtype=np.float32),
                np.zeros(size, dtype=np.float32),
                np.full(len(queries), _UNLEARNED, dtype=np.float32),
            )
        groups, within = network.log_probabilities(queries, grams)
        group_places, script_places = self._places_learned
        known = np.hstack([groups[:, :-1], np.full((len(queries), 1), _UNLEARNED, dtype=np.float32)])
        inner = np.hstack([within, np.full((len(queries), 1), _UNLEARNED / 2, dtype=np.float32)])
        return known[:, group_places], inner[:, script_places], groups[:, -1]

    @cached_property
    def _free_fits(self) -> Sequence[Fit]:
        """How each script stands to a case of which nothing is known."""
        return [self.applicability.free(script) for script in self.rows.targets.scripts]

    @cached_property
    def _places_learned(self) -> tuple[Rows, Rows]:
        return _places(self.rows.targets, self.rows.targets if self.network is None else self.network.targets)


def _places(targets: Targets, learned: Targets) -> tuple[Rows, Rows]:
    """Return for each script the learned place of its group and its own; -1 for what came later."""
    groups = [learned.group_places.get(targets.groups[group], -1) for group in targets.group_of]
    return np.array(groups), np.array([learned.places.get(script, -1) for script in targets.scripts])


class Ranker:
    """Ranks over one index; holds no state between messages."""

    def __init__(self, scales: Scales, logit: ConditionalLogit | None, calibration: Calibration) -> None:
        self._scales = scales
        self._logit = logit
        self._calibration = calibration

    @property
    def weights(self) -> ConditionalLogit | None:
        """How the evidence is weighed."""
        return self._logit

    def rank(self, heard: Sequence[Heard], queries: Vectors) -> Iterator[Ranking]:
        """Yield a ranking for each message, in order; `queries` are their vectors, a row each."""
        nearby, grams = self._scales.near([one.text for one in heard], queries)
        for near, found, one in zip(nearby, self._scales.evidence(nearby, queries, grams), heard, strict=True):
            yield self._ranking(near, found, one)

    def _ranking(self, near: Near, found: Evidence, heard: Heard) -> Ranking:
        weighed = self._scales.weigh(found, heard)
        if self._logit is None or not len(weighed.chosen):
            return Ranking((), 1.0, near, heard)
        shares = self._calibration.applied(self._logit.probabilities(weighed.candidates, weighed.none))
        scripts = self._scales.rows.targets.scripts
        ranked = tuple(
            Ranked(scripts[weighed.chosen[place]], float(shares[place]), weighed.fits[place])
            for place in np.argsort(-shares[:-1], kind="stable")
        )
        return Ranking(ranked, float(shares[-1]), near, heard)

    def nearest(self, ranking: Ranking, target: Target) -> tuple[Passage, float] | None:
        """Return the question of an entry that is nearest to the message, with its centred cosine."""
        rows = self._scales.rows
        own = rows.rows_of(target)
        if not len(own):
            return None
        query = ranking.near.query
        cosines = rows.centred(query, own, rows.index.vectors.take(own) @ query)
        best = int(np.argmax(cosines))
        return rows.index.passages[own[best]], float(cosines[best])
