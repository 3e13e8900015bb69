"""Personal data in a text, replaced by what it was: nothing a customer could be found by is stored or logged.

What a product is known by stays (concentrations, batch and barcode numbers, shades, dates, prices): facts are read from
what is kept. Between the two, better one word too many than one number too few.
"""

from __future__ import annotations

from service.store.masking.accounts import claim_accounts
from service.store.masking.codes import claim_codes, claim_plates
from service.store.masking.emails import claim_emails
from service.store.masking.names import claim_names
from service.store.masking.numbers import claim_numbers
from service.store.masking.places import claim_places
from service.store.masking.told import claim_told
from service.store.masking.view import View

_CLAIMS = (
    claim_emails,
    claim_plates,
    claim_accounts,
    claim_codes,
    claim_told,
    claim_numbers,
    claim_places,
    claim_names,
)
_ROUNDS = 5  # what stands beside a mark may be readable only then; more than two were never needed


def mask(text: str) -> str:
    """Return `text` with phones, addresses, papers, orders, accounts, plates and names replaced."""
    for _ in range(_ROUNDS):
        view = View(text)
        for claim in _CLAIMS:
            claim(view)
        if not view.has_claims:
            break
        text = view.masked()
    return text


def storable(text: str) -> str:
    """Return the masked text without what a database refuses: NUL and lone surrogates."""
    return mask("".join(" " if char == "\0" else "�" if "\ud800" <= char <= "\udfff" else char for char in text))
