"""Numbers that lead to a person: telephones, papers, cards, orders, in digits or in words, split by whatever."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from service.store.masking.labels import (
    DATE,
    DIGIT,
    NUMERALS,
    is_of_product,
    may_be_of_product,
    personal_kind,
)
from service.store.masking.view import View

Span = tuple[int, int, str]

_BETWEEN = r"[ \t\-‐‑‒–—―−_./\\·•,、~|*()]"
_RUN = re.compile(rf"{DIGIT}(?:{_BETWEEN}{{0,3}}{DIGIT})*x?(?![a-z])|{DIGIT}(?:{_BETWEEN}{{0,3}}{DIGIT})*")
_TO_DIGITS = str.maketrans(f"{NUMERALS}么", "00123456789121234567891")
_LONGEST = 60  # digits; past it nothing is told apart
_UNIT = re.compile(
    r"\s?(?:元|块|ml|毫升|g(?![a-z])|克|kg|mg|iu|%|积分|道尔顿|da(?![a-z])|万|亿|次|天|件|瓶|支|人|期|档|倍)"
)

_STARRED = re.compile(r"(?<!\d)1[3-9]\d[*x×]{2,6}\d{3,4}(?!\d)")
_SPLIT = re.compile(r"(?<![0-9])1[3-9][0-9]([^0-9a-z\n元块到至天]{1,3})[0-9]{4}\1[0-9]{4}(?![0-9])")  # by anything
_WRAPPED = re.compile(r"(?<![0-9])1[3-9][0-9]{1,8}\r?\n[0-9]{2,8}(?:\r?\n[0-9]{3,6})?(?![0-9])")  # over line ends
_EXTENSION = re.compile(r"\s?转\s?\d{1,6}(?!\d)")
_PAPER = re.compile(r"(?=(\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx]))")
_MOBILE = re.compile(r"(?=((?:(?:00)?86)?1[3-9]\d{9}))")
_LANDLINE = re.compile(r"(?=((?:86)?0(?:10|2\d|[3-9]\d\d)[2-9]\d{6,7}))")
_TAIWAN = re.compile(r"(?=(09\d{8}))")
_SERVICE_LINE = re.compile(r"(?=([48]00\d{7}))")
_ABROAD = re.compile(r"(?=(00(?!86)[1-9]\d{9,12}|(?:852|853)[2-9]\d{7}))")


@dataclass(frozen=True)
class _Run:
    """Digits in a row, with where each stands and where groups of them begin and end."""

    at: tuple[int, ...]  # of each digit, in the view
    digits: str
    starts: tuple[int, ...]  # of each group, in `digits`

    @cached_property
    def edges(self) -> frozenset[int]:
        return frozenset((*self.starts, len(self.digits)))

    @property
    def groups(self) -> list[str]:
        return [self.digits[a:b] for a, b in zip(self.starts, (*self.starts[1:], len(self.digits)), strict=True)]

    def span(self, start: int, end: int, kind: str) -> Span:
        return self.at[start], self.at[end - 1] + 1, kind

    def whole(self, kind: str) -> Span:
        return self.span(0, len(self.digits), kind)


def claim_numbers(view: View) -> None:
    """Claim every number that is a person's; dates, amounts and what is the product's own stay."""
    view.claim_all([(*found.span(), "电话") for found in _STARRED.finditer(view.text)])
    view.claim_all([(*found.span(), "电话") for found in _WRAPPED.finditer(view.text) if _is_whole_mobile(found[0])])
    spans: list[Span] = []
    for found in _RUN.finditer(view.text):
        if found.end() - found.start() >= 3:
            spans.extend(_personal(view.text, found.start(), found.end()))
    view.claim_all(spans)
    view.claim_all([(*found.span(), "电话") for found in _SPLIT.finditer(view.text)])


def _is_whole_mobile(written: str) -> bool:
    return sum(char.isdigit() for char in written) == 11


def _personal(text: str, start: int, end: int) -> Iterator[Span]:
    run = _run(text, start, end)
    if len(run.digits) < 3 or is_of_product(text, start):
        return
    kind = personal_kind(text, start, len(run.digits))
    if len(run.digits) > _LONGEST:
        yield run.whole("号码")
        return
    if _is_in_fours(run.groups) and not may_be_of_product(text, start):
        yield run.whole(kind or "账号")
        return
    done = 0
    for span in sorted(_by_shape(text, run)):
        yield from _rest(text, done or start, span[0], kind if not done else None)
        yield span
        done = span[1]
    yield from _rest(text, done or start, end, kind if not done else None)


def _run(text: str, start: int, end: int) -> _Run:
    at: list[int] = []
    starts: list[int] = []
    for place in range(start, end):
        char = text[place]
        if not (char.isdigit() or char in NUMERALS or char in "么x"):
            continue
        touches = at and at[-1] == place - 1 and (char.isascii() == text[place - 1].isascii())
        if not touches:
            starts.append(len(at))
        at.append(place)
    digits = "".join(text[place] for place in at).translate(_TO_DIGITS)
    return _Run(tuple(at), digits, tuple(starts))


def _by_shape(text: str, run: _Run) -> list[Span]:
    """Return the numbers that their own shape tells, apart from each other."""
    taken: list[tuple[int, int, str]] = []
    for pattern, kind in (
        (_PAPER, "证件号"),
        (_MOBILE, "电话"),
        (_ABROAD, "电话"),
        (_LANDLINE, "电话"),
        (_TAIWAN, "电话"),
        (_SERVICE_LINE, "电话"),
    ):
        for found in pattern.finditer(run.digits):
            start, end = found.span(1)
            if start not in run.edges or end not in run.edges or _is_decimal(text, run, start):
                continue
            if pattern is _ABROAD and start > 0:
                continue
            if any(start < other[1] and other[0] < end for other in taken) or _is_listed(text, run, start, end):
                continue
            taken.append((start, end, kind))
    if not taken and text[max(0, run.at[0] - 1) : run.at[0]] == "+" and 8 <= len(run.digits) <= 15:
        taken.append((0, len(run.digits), "电话"))
    return [_with_extension(text, run, *one) for one in taken]


def _is_decimal(text: str, run: _Run, start: int) -> bool:
    return text[run.at[start] : run.at[start] + 2] == "0."


def _is_listed(text: str, run: _Run, start: int, end: int) -> bool:
    """Say whether these are amounts in a row: with their unit after the last, or each as prices end."""
    inner = [edge for edge in run.starts if start < edge < end]
    if not inner or inner == [start + 3, start + 7]:
        return False
    groups = [run.digits[a:b] for a, b in zip((start, *inner), (*inner, end), strict=True)]
    are_prices = 3 <= len(groups) <= 4 and all(group[-1] in "09" for group in groups)
    return are_prices or _UNIT.match(text, run.at[end - 1] + 1) is not None


def _with_extension(text: str, run: _Run, start: int, end: int, kind: str) -> Span:
    first, last, _ = run.span(start, end, kind)
    beside = _EXTENSION.match(text, last)
    if beside:
        return first, beside.end(), kind
    if kind == "电话" and end in run.starts and text[last : run.at[end]] == "-":
        following = min((edge for edge in run.edges if edge > end), default=end)
        if following - end <= 4:
            return first, run.at[following - 1] + 1, kind
    return first, last, kind


def _rest(text: str, start: int, end: int, kind: str | None) -> Iterator[Span]:
    """Yield what is a person's between the numbers that their shape tells: by its label or its length."""
    piece = text[start:end]
    done = 0
    for date in DATE.finditer(piece):
        yield from _by_length(text, start + done, start + date.start(), kind)
        done, kind = date.end(), None
    yield from _by_length(text, start + done, end, kind)


def _by_length(text: str, start: int, end: int, kind: str | None) -> Iterator[Span]:
    run = _run(text, start, end)
    count = len(run.digits)
    if count < 3 or _is_thousands(text[run.at[0] : run.at[-1] + 1]):
        return
    has_unit = _UNIT.match(text, run.at[-1] + 1) is not None
    if kind and personal_kind(text, run.at[0], count) and not (has_unit and count < 9):
        yield run.whole(kind)
    elif not may_be_of_product(text, start) and not _is_sequence(run.groups) and not has_unit:
        yield from _unlabelled(text, run)


def _unlabelled(text: str, run: _Run) -> Iterator[Span]:
    count, groups = len(run.digits), run.groups
    written = text[run.at[0] : run.at[-1] + 1]
    if _is_barcode(written) or _is_cas(written):
        return
    if len(written) == count:
        in_words = not any(char.isascii() for char in written)
        if count >= (7 if in_words else 8) and not DATE.fullmatch(run.digits):
            yield run.whole("号码")
    elif count >= 12 and count >= 3 * len(groups):
        yield run.whole("账号" if 15 <= count <= 19 else "号码")
    elif len(groups) == count >= 7 and len(set(re.sub(DIGIT, "", written))) == 1:
        yield run.whole("号码")
    else:
        for start, group in zip(run.starts, groups, strict=True):
            if len(group) >= 8 and not DATE.fullmatch(group) and not _is_barcode(group):
                yield run.span(start, start + len(group), "号码")


def _is_sequence(groups: Sequence[str]) -> bool:
    """Say whether numbers rise or fall one after another, as amounts in a list do and parts of a number do not."""
    if len(groups) == 1:
        groups = list(groups[0]) if len(groups[0]) < 10 else []
        return len(groups) > 2 and all(int(b) - int(a) == 1 for a, b in pairwise(groups))
    if len(groups) < 3 or any(len(group) > 5 for group in groups):
        return False
    steps = [int(b) - int(a) for a, b in pairwise(groups) if a.isdigit() and b.isdigit()]
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)


def _is_in_fours(groups: Sequence[str]) -> bool:
    """Say whether this is written as cards are; four prices may be too, but those rise or fall."""
    return (
        len(groups) >= 3
        and sum(map(len, groups)) >= 12
        and all(len(group) == 4 for group in groups[:-1])
        and len(groups[-1]) <= 4
        and not _is_sequence(groups)
    )


def _is_thousands(written: str) -> bool:
    return re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", written) is not None


def _is_barcode(written: str) -> bool:
    if not re.fullmatch(r"69[0-9]{11}", written):
        return False
    return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(written)) % 10 == 0


def _is_cas(written: str) -> bool:
    if not re.fullmatch(r"[0-9]{2,7}-[0-9]{2}-[0-9]", written):
        return False
    *body, check = (int(char) for char in written if char != "-")
    return sum(weight * digit for weight, digit in enumerate(reversed(body), 1)) % 10 == check
