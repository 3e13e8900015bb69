"""A day of birth and the address of a machine, where the word for it stands before them."""

from __future__ import annotations

import re

from service.store.masking.view import View

_IS = r"(?:是|为|在|[:\s]){0,3}"
_OF_A_MACHINE = re.compile(
    rf"(?<![a-z])ip(?:v[46])?(?:地址)?{_IS}(?!10\.|127\.|192\.168\.)"  # those of any house are nobody's
    r"((?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})"
)
_BIRTHDAY = re.compile(
    rf"(?:生日|出生(?:日期|年月日?|于)?){_IS}"
    r"((?:19|20)?[0-9]{2}[-./年]\s?[0-9]{1,2}(?:[-./月]\s?[0-9]{1,2}日?|月)|(?:19|20)[0-9]{6}(?![0-9]))"
)


def claim_told(view: View) -> None:
    """Claim them; a day or a version without such a word stays."""
    for pattern in (_OF_A_MACHINE, _BIRTHDAY):
        view.claim_all([(*found.span(1), "号码") for found in pattern.finditer(view.text)])
