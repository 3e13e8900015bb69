"""The `claims:` of a base to its lexicon, with every fault in them: shapes, references, roles, two meanings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.lexicons.own_words import own_words
from knowledge.model.base import Base, ClaimsPart
from knowledge.problem import Problem
from knowledge.reading.claims.lexicon import Lexicon
from knowledge.reading.claims.lexicon_builder import LexiconBuilder
from knowledge.reading.claims.lexicon_file import LexiconFile
from knowledge.reading.spellings import Spellings


def compile_lexicon(base: Base) -> tuple[Lexicon, tuple[Problem, ...]]:
    """Return the lexicon of a base and every fault in it."""
    builder = LexiconBuilder(base, Spellings(base.terms.spellings))
    for part in _own(base):  # the base's own words are heard first
        LexiconFile(builder, part.file, part.data).read()
    if base.claims:
        LexiconFile(builder, "", {}, is_shared=True).take(own_words(base, builder.stated()))
    for part in _shared(base):
        LexiconFile(builder, part.file, part.data, is_shared=True).read()
    return builder.lexicon(), tuple(builder.problems)


def sleeping(base: Base) -> Lacking:
    """Return what the base's own `claims:` name and it lacks, and the same of the product's, each with how often."""
    builder = LexiconBuilder(base, Spellings(base.terms.spellings))
    for part in (*_own(base), *_shared(base)):
        LexiconFile(builder, part.file, part.data, part.is_shared).read()
    return Lacking(builder.lacking[False], builder.lacking[True])


def _own(base: Base) -> tuple[ClaimsPart, ...]:
    return tuple(part for part in base.claims if not part.is_shared)


def _shared(base: Base) -> tuple[ClaimsPart, ...]:
    return tuple(part for part in base.claims if part.is_shared)


@dataclass(frozen=True, slots=True)
class Lacking:
    """Names of outcomes, facts and their values that a lexicon uses and a base lacks, with how often."""

    own: Mapping[str, int]
    shared: Mapping[str, int]
