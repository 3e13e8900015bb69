"""Windows to features: n-grams of classes and letters, hashed into buckets, for many windows in one go."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from indexer.claims.units import BEFORE, FAR, LETTERS, NEAR, Unit

BUCKETS = 1 << 17
MOST = 4  # classes of an n-gram beside the phrase itself

Ints = npt.NDArray[np.int64]
_Hashes = npt.NDArray[np.uint64]

_PRIME = np.uint64(0x9E3779B97F4A7C15)
_HEAD = 4


def windows(units: Sequence[Unit]) -> Ints:
    """Return the numbers of units, a row each."""
    width = _HEAD + 2 * (2 * NEAR + 1) + 3 * (2 * FAR + 1) + 2 * LETTERS + BEFORE
    return np.array([unit.numbers for unit in units], dtype=np.int64).reshape(len(units), width)


def buckets(rows: Ints) -> Ints:
    """Return the buckets of windows, a row each; what a window lacks is bucket 0, which weighs nothing."""
    numbers = rows.astype(np.uint64)
    cuts = np.cumsum([_HEAD, *[2 * NEAR + 1] * 2, *[2 * FAR + 1] * 3, LETTERS, LETTERS])
    head, near, near_broad, far, far_broad, inside, left, right, before = np.split(numbers, cuts, axis=1)
    kind, told, about, own = head.T
    found: list[_Hashes] = []
    for salt, sequence, middle in ((1, near, NEAR), (2, near_broad, NEAR), (3, far, FAR), (4, far_broad, FAR)):
        found += _grams(sequence, middle, salt)
    for salt, sequence in ((10, far), (11, far_broad)):
        found += _places(sequence, inside, salt)
    found += _letters(left, right)
    shared = np.stack(found, axis=1)
    by_kind = np.where(shared == 0, np.uint64(0), _mix(shared, kind[:, None]))
    alone = [_join(30, about), _join(31, about, told), _join(32, told), _join(33, kind), _join(34, about, own, told)]
    alone += [_join(35, own), _join(36, own, told), _join(37, about, kind)]
    alone += [_present(_join(38, before[:, place]), before[:, place]) for place in range(BEFORE)]
    hashes = np.concatenate([shared, by_kind, np.stack(alone, axis=1)], axis=1)
    places = (hashes >> np.uint64(33)) % np.uint64(BUCKETS - 1) + np.uint64(1)
    return np.where(hashes == 0, 0, places).astype(np.int64)


def _grams(sequence: _Hashes, middle: int, salt: int) -> list[_Hashes]:
    """Return the hashes of every stretch round the middle; one that leaves the sentence is 0."""
    found = []
    for left in range(MOST):
        for right in range(MOST):
            if 0 < left + right <= MOST:
                part = sequence[:, middle - left : middle + right + 1]
                made = _join(salt * 100 + left * 10 + right, *part.T)
                found.append(np.where((part == 0).any(axis=1), np.uint64(0), made))
    return found


def _places(sequence: _Hashes, inside: _Hashes, salt: int) -> list[_Hashes]:
    """Return the hashes of every class by its side, its distance, and its clause."""
    found = []
    for place in range(2 * FAR + 1):
        distance = place - FAR
        if distance:
            one = sequence[:, place]
            side = 1 if distance < 0 else 2
            step = max(-4, min(4, distance)) + 5
            found.append(_present(_join(salt * 100 + side, one), one))
            found.append(_present(_join(salt * 100 + 10 + step, one), one))
            found.append(_present(_join(salt * 100 + 30, one, inside[:, place]), one))
    return found


def _letters(left: _Hashes, right: _Hashes) -> list[_Hashes]:
    """Return the hashes of what stands just before and just behind the phrase, and of pairs and triples farther off."""
    found = []
    for size in range(1, LETTERS):
        found.append(_whole(500 + size, left[:, LETTERS - size :]))
        found.append(_whole(520 + size, right[:, :size]))
    for salt, side in ((540, left), (560, right)):
        for size in (2, 3):
            found += [_whole(salt + size, side[:, at : at + size]) for at in range(LETTERS - size + 1)]
    return found


def _whole(salt: int, part: _Hashes) -> _Hashes:
    return np.where((part == 0).any(axis=1), np.uint64(0), _join(salt, *part.T))


def _present(made: _Hashes, numbers: _Hashes) -> _Hashes:
    return np.where(numbers == 0, np.uint64(0), made)


def _join(salt: int, *columns: _Hashes) -> _Hashes:
    made = np.full(len(columns[0]), salt, dtype=np.uint64)
    for column in columns:
        made = _mix(made, column)
    return made


def _mix(made: _Hashes, column: _Hashes) -> _Hashes:
    mixed = (made ^ (column + np.uint64(0x51ED27))) * _PRIME
    return np.asarray(mixed ^ (mixed >> np.uint64(29)), dtype=np.uint64)
