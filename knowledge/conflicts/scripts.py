"""Scripts read into statements: the reader of claims, as the wording conflicts need it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from knowledge.conflicts.compiled_policies import CompiledPolicies
from knowledge.conflicts.wording import Read, Stated
from knowledge.deciding.space import Region
from knowledge.deciding.space.regions import EVERYWHERE, intersection
from knowledge.model.conditions import When
from knowledge.reading.claims.claim import Claim
from knowledge.reading.claims.reader import ClaimsReader

KEEP = 50_000  # texts whose statements are kept


def reader(compiled: CompiledPolicies) -> Read:
    """Return what reads the texts of a base; a text that was read before is not read again."""
    claims = ClaimsReader.of(compiled.base)

    @lru_cache(maxsize=KEEP)
    def read(text: str, about: str) -> tuple[Stated, ...]:
        return tuple(_stated(compiled, text, claims.read(text, about)))

    return read


def _stated(compiled: CompiledPolicies, text: str, claims: tuple[Claim, ...]) -> Iterator[Stated]:
    for claim in claims:
        if claim.outcome in compiled.base.outcomes:
            yield Stated(claim.outcome, claim.value, _region(compiled, claim), text[slice(*claim.span)])


def _region(compiled: CompiledPolicies, claim: Claim) -> Region:
    region = EVERYWHERE
    for condition in claim.conditions:
        region = intersection(region, compiled.space.region(When(condition.when)))
    return region
