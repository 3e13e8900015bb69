"""Text to what it means in the base: the encoder and the ranker over one opened snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.encoder import Encoder
from indexer.ranker.calibration import Calibration, Confidence
from indexer.ranker.conditional_logit import ConditionalLogit
from indexer.ranker.hearing import Hearer, Read
from indexer.ranker.ranker import Ranker, Ranking
from indexer.ranker.targets import Target
from knowledge.reading.asides import without_asides
from knowledge.reading.spellings import NO_SPELLINGS, Spellings

__all__ = ["Confidence", "Hit", "Ranking", "Read", "Retriever"]


TOGETHER = 64  # messages that are ranked in one go


@dataclass(frozen=True, slots=True)
class Hit:
    """The passage of an entry that is nearest to a message; `score` is a centred cosine, higher is nearer."""

    field: str
    text: str
    score: float


class Retriever:
    """Finds what a message means; safe to share between threads."""

    def __init__(
        self,
        encoder: Encoder,
        ranker: Ranker,
        hearer: Hearer,
        calibration: Calibration,
        spellings: Spellings = NO_SPELLINGS,
    ) -> None:
        self._encoder = encoder
        self._ranker = ranker
        self._hearer = hearer
        self._calibration = calibration
        self._spellings = spellings

    def under(self, calibration: Calibration) -> Retriever:
        """Return the same retriever with other bounds."""
        return Retriever(self._encoder, self._ranker, self._hearer, calibration, self._spellings)

    def rank(self, text: str, read: Read | None = None) -> Ranking:
        """Return the scripts that `text` can mean, with probabilities; `text` is as the customer wrote it."""
        return next(self.rank_many([text], [read]))

    def rank_many(self, texts: Sequence[str], read: Sequence[Read | None] | None = None) -> Iterator[Ranking]:
        """Yield what `rank` returns for each text, in order, at a fraction of the cost."""
        known = read or [None] * len(texts)
        for start in range(0, len(texts), TOGETHER):
            some = slice(start, start + TOGETHER)
            normal = [without_asides(self._spellings.normalise(text)) for text in texts[some]]
            heard = [self._hearer.hear(text, one) for text, one in zip(normal, known[some], strict=True)]
            yield from self._ranker.rank(heard, self._encoder.encode_queries(normal))

    def nearest(self, ranking: Ranking, target: Target) -> Hit | None:
        """Return the passage of an entry that explains why it was found, or None for one without passages."""
        found = self._ranker.nearest(ranking, target)
        return None if found is None else Hit(found[0].field, found[0].text, found[1])

    @property
    def weights(self) -> ConditionalLogit | None:
        """How the evidence is weighed; None for a base without questions whose encoder nothing was settled for."""
        return self._ranker.weights

    @property
    def calibration(self) -> Calibration:
        return self._calibration

    def is_silent(self, best: float, none: float) -> bool:
        """Say whether silence is the answer, from the probabilities of the best script and of none."""
        return self._calibration.is_silent(best, none)

    def level(self, score: float) -> Confidence:
        """Return the confidence of the score of a suggestion."""
        return self._calibration.level(score)
