"""The embedded base as tests read it, loaded once a process: nothing of it ever changes."""

from functools import cache

from knowledge.deciding.decide import Decider
from knowledge.loading.load import load
from knowledge.model.base import Base
from knowledge.reading.claims.reader import ClaimsReader
from knowledge.reading.facts.reader import FactReader
from service.settings import EMBEDDED_BASE


@cache
def embedded_base() -> Base:
    return load(EMBEDDED_BASE).require()


@cache
def embedded_decider() -> Decider:
    return Decider(embedded_base())


@cache
def embedded_facts_reader() -> FactReader:
    return FactReader.of(embedded_base())


@cache
def embedded_claims_reader() -> ClaimsReader:
    return ClaimsReader.of(embedded_base())
