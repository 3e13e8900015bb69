"""Text to what it means in the base: the encoder and the ranker over one opened snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.encoder import Encoder
from indexer.ranker.calibration import Calibration, Confidence
from indexer.ranker.conditional_logit import ConditionalLogit
from indexer.ranker.evidence import Heard
from indexer.ranker.hearing import Hearer, Read
from indexer.ranker.ranker import Ranker, Ranking
from indexer.ranker.targets import Target
from knowledge.reading.asides import without_asides
from knowledge.reading.spellings import NO_SPELLINGS, Spellings

__all__ = ["Confidence", "Hit", "Ranking", "Read", "Retriever"]


TOGETHER = 64  # messages that are ranked in one go
_SURE, _SURE_OF_NONE = 0.9, 0.95  # probabilities from which a stage's ranking stands


@dataclass(frozen=True, slots=True)
class Hit:
    """The passage of an entry that is nearest to a message; `score` is a centred cosine, higher is nearer."""

    field: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Stage:
    """An encoder, and a ranker over its vectors."""

    encoder: Encoder
    ranker: Ranker

    def rank(self, heard: Sequence[Heard]) -> Iterator[Ranking]:
        """Yield a ranking for each message, in order."""
        return self.ranker.rank(heard, self.encoder.encode_queries([one.text for one in heard]))


class Retriever:
    """Finds what a message means; safe to share between threads.

    Its stages are a cascade (Viola and Jones 2001): a message that one is sure of, or sure that the base answers it
    not, goes no further, and the last one has its say on all others.
    """

    def __init__(
        self,
        stages: Sequence[Stage],
        hearer: Hearer,
        calibration: Calibration,
        spellings: Spellings = NO_SPELLINGS,
    ) -> None:
        self._stages = tuple(stages)
        self._hearer = hearer
        self._calibration = calibration
        self._spellings = spellings

    def prepare(self) -> None:
        """Work out what is worked out once, before anyone waits for it."""
        for stage in self._stages:
            list(stage.rank([self._hearer.hear("")]))

    def under(self, calibration: Calibration) -> Retriever:
        """Return the same retriever with other bounds."""
        return Retriever(self._stages, self._hearer, calibration, self._spellings)

    def rank(self, text: str, read: Read | None = None) -> Ranking:
        """Return the scripts that `text` can mean, with probabilities; `text` is as the customer wrote it."""
        return next(self.rank_many([text], [read]))

    def rank_many(
        self, texts: Sequence[str], read: Sequence[Read | None] | None = None, *, is_rough: bool = False
    ) -> Iterator[Ranking]:
        """Yield what `rank` returns for each text, in order, at a fraction of the cost; roughly, by the first stage."""
        known = read or [None] * len(texts)
        for start in range(0, len(texts), TOGETHER):
            some = slice(start, start + TOGETHER)
            normal = [without_asides(self._spellings.normalise(text)) for text in texts[some]]
            heard = [self._hearer.hear(text, one) for text, one in zip(normal, known[some], strict=True)]
            yield from self._stages[0].rank(heard) if is_rough else self._ranked(heard)

    def _ranked(self, heard: Sequence[Heard]) -> Iterator[Ranking]:
        rankings: dict[int, Ranking] = {}
        left: Sequence[int] = range(len(heard))
        for stage in self._stages:
            rankings.update(zip(left, stage.rank([heard[at] for at in left]), strict=True))
            left = [at for at in left if not _is_sure(rankings[at])]
            if not left:
                break
        return (rankings[at] for at in range(len(heard)))

    def nearest(self, ranking: Ranking, target: Target) -> Hit | None:
        """Return the passage of an entry that explains why it was found, or None for one without passages."""
        width = len(ranking.near.query)  # tells the stage that ranked it
        stage = next(one for one in self._stages if one.encoder.dimensions == width)
        found = stage.ranker.nearest(ranking, target)
        return None if found is None else Hit(found[0].field, found[0].text, found[1])

    @property
    def weights(self) -> ConditionalLogit | None:
        """How the evidence is weighed; None for a base without questions whose encoder nothing was settled for."""
        return self._stages[-1].ranker.weights

    @property
    def calibration(self) -> Calibration:
        return self._calibration

    def is_silent(self, best: float, none: float) -> bool:
        """Say whether silence is the answer, from the probabilities of the best script and of none."""
        return self._calibration.is_silent(best, none)

    def level(self, score: float) -> Confidence:
        """Return the confidence of the score of a suggestion."""
        return self._calibration.level(score)


def _is_sure(ranking: Ranking) -> bool:
    """Say whether what ranks further could hardly differ: where the script that stands first is likely, or none."""
    return ranking.none >= _SURE_OF_NONE or any(one.probability >= _SURE for one in ranking.ranked[:1])
