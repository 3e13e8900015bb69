"""How the ranker of a snapshot is opened: over what every encoder of it says, and before that over the quickest's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indexer.columns import Columns
from indexer.encoder import Encoder
from indexer.encoders.joined import Joined
from indexer.encoders.light import NAME as LIGHTEST
from indexer.index import Index
from indexer.learning import learned_of
from indexer.ranker.applicability import Applicability
from indexer.ranker.calibration import settled
from indexer.ranker.ensemble import Ensemble
from indexer.ranker.hearing import Hearer
from indexer.ranker.ranker import Ranker, Scales
from indexer.ranker.target_rows import TargetRows
from indexer.ranker.targets import Targets
from indexer.retriever import Retriever, Stage
from indexer.snapshot import Snapshot
from knowledge.deciding.space import Space
from knowledge.model.base import Base
from knowledge.reading.spellings import Spellings


def retriever(base: Base, space: Space, snapshot: Snapshot, encoder: Encoder) -> Retriever:
    """Open the ranker of a snapshot over its index.

    Where the lightest encoder is one of several joined and the settled weights serve, what it is sure of alone is
    ranked by it alone.
    """
    known = settled(encoder.name)
    learned = learned_of(snapshot)
    calibration = known.calibration.settled_here(learned.power, learned.high)
    network = learned.network
    rows = TargetRows.of(snapshot.index, Targets.of_base(base), None if network is None else network.mean)
    scales = Scales(rows, network, Applicability(base, space), base.subject_values())
    last = Stage(encoder, Ranker(scales, learned.logit or known.logit, calibration))
    first = () if network is None or learned.power is not None else _lightest(encoder, network, scales)
    return Retriever((*first, last), Hearer(base), calibration, Spellings(base.terms.spellings))


def _lightest(encoder: Encoder, network: Ensemble, scales: Scales) -> Iterator[Stage]:
    """Yield a stage of the lightest encoder alone where it is one of those joined and was settled for."""
    known = settled(LIGHTEST)
    if not isinstance(encoder, Joined) or known.logit is None:
        return
    stages = zip(encoder.encoders, network.networks, Columns.each(encoder.widths), strict=True)
    for one, own, columns in stages:
        if one.name == LIGHTEST:
            rows = replace(scales.rows, index=Index(scales.rows.index.segments, columns), mean=own.mean)
            alone = replace(scales, rows=rows, network=Ensemble((own,)))
            yield Stage(one, Ranker(alone, known.logit, known.calibration))
