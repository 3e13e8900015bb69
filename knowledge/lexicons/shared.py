"""What of the product's lexicons applies in a base, beside its own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

from knowledge.lexicons.product import product
from knowledge.model.base import ClaimsPart
from knowledge.model.entries import About, Forbidden, Lexicon, Terms

ALL: tuple[Lexicon, ...] = get_args(Lexicon)


def lexicons_of(about: About | None) -> Sequence[Lexicon]:
    """Return which lexicons a base takes from the product."""
    return ALL if about is None or about.lexicons is None else about.lexicons


def shared_claims(lexicons: Sequence[Lexicon]) -> tuple[ClaimsPart, ...]:
    """Return the product's part of `claims:`."""
    return product().claims if "claims" in lexicons else ()


def with_shared(terms: Terms, lexicons: Sequence[Lexicon]) -> Terms:
    """Return the terms of a base with the product's; where both know a word, the base's own stands."""
    update: dict[str, object] = {}
    if "forbidden" in lexicons:
        update["forbidden"] = (*terms.forbidden, *_other_forbidden(terms.forbidden))
    if "synonyms" in lexicons:
        update["synonyms"] = (*terms.synonyms, *product().texts("synonyms"))
    if "spellings" in lexicons:
        update["spellings"] = {
            **{written: meant for one in product().terms for written, meant in one.spellings.items()},
            **terms.spellings,
        }
    return terms.model_copy(update=update)


def _other_forbidden(own: Sequence[Forbidden]) -> Iterator[Forbidden]:
    declared = {phrase for item in own for phrase in (*item.phrases, *item.except_)}
    for item in product().texts("forbidden"):
        phrases = tuple(phrase for phrase in item.phrases if phrase not in declared)
        if phrases:
            yield item if len(phrases) == len(item.phrases) else item.model_copy(update={"phrases": phrases})
