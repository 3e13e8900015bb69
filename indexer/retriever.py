"""Text to what it means in the base: the encoder and the ranker over one opened snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.encoder import Encoder
from indexer.ranker.calibration import Calibration, Confidence
from indexer.ranker.ranker import Ranker, Ranking
from knowledge.reading.facts.phrasebook import Mention
from knowledge.reading.spellings import NO_SPELLINGS, Spellings

__all__ = ["Confidence", "Hit", "Ranking", "Retriever"]


TOGETHER = 64  # messages that are ranked in one go: 4 MB of scores for each 16,000 passages


@dataclass(frozen=True, slots=True)
class Hit:
    """The passage of an entry that is nearest to a message; `score` is a centred cosine, higher is nearer."""

    field: str
    text: str
    score: float


class Retriever:
    """Finds what a message means; safe to share between threads."""

    def __init__(
        self, encoder: Encoder, ranker: Ranker, calibration: Calibration, spellings: Spellings = NO_SPELLINGS
    ) -> None:
        self._encoder = encoder
        self._ranker = ranker
        self._calibration = calibration
        self._spellings = spellings

    def rank(self, text: str, mentions: Sequence[Mention] | None = None) -> Ranking:
        """Return the targets that `text` can mean, with probabilities; `text` is as the customer wrote it."""
        return next(self.rank_many([text], [mentions]))

    def rank_many(
        self, texts: Sequence[str], mentions: Sequence[Sequence[Mention] | None] | None = None
    ) -> Iterator[Ranking]:
        """Yield what `rank` returns for each text, in order, at a fraction of the cost."""
        known = mentions or [None] * len(texts)
        for start in range(0, len(texts), TOGETHER):
            some = slice(start, start + TOGETHER)
            normal = [self._spellings.normalise(text) for text in texts[some]]
            yield from self._ranker.rank(normal, self._encoder.encode_queries(normal), known[some])

    def nearest(self, ranking: Ranking, kind: str, key: str) -> Hit | None:
        """Return the passage of an entry that explains why it was found, or None for one without passages."""
        found = self._ranker.nearest(ranking, kind, key)
        return None if found is None else Hit(found[0].field, found[0].text, found[1])

    def is_silent(self, best: float, none: float) -> bool:
        """Say whether silence is the answer, from the probabilities of the best target and of none."""
        return self._calibration.is_silent(best, none)

    def level(self, score: float) -> Confidence:
        """Return the confidence of the score of a suggestion."""
        return self._calibration.level(score)
