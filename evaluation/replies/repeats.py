"""Messages that a log repeats, understood once before anything is judged.

What comes of it follows from the log alone, and not from who judges which stretch of it: the same batches are made
whatever the engine, and a message that is met again later is never looked up in what one worker happens to remember.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from evaluation.replies.judging import Meant
from evaluation.replies.logs import opened
from evaluation.replies.sent import RowReader

MOST = 20_000  # messages that are understood beforehand; the rarer ones wait for their stretch
COUNTED = 100_000  # messages that are counted at a time
BATCH = 512  # messages that a worker understands in one go; the same for every engine

Progress = Callable[[str, float], None]
Understand = Callable[[Sequence[Sequence[str]]], Iterator[Mapping[str, Meant]]]  # batches, in order


def repeated(log: Path, reader: RowReader, progress: Progress, counted: int = COUNTED) -> tuple[str, ...]:
    """Return the messages that a log holds more than once and gives no issue for, shortest first.

    Counts are kept for `counted` messages at a time and the rare ones let go (Manku and Motwani 2002), so that memory
    does not grow with the log; a message that is let go is understood with its stretch.
    """
    counts: dict[str, int] = {}
    with opened(log) as places:
        for number, place in enumerate(places, 1):
            text = reader.unclear(place.row)
            if text:
                counts[text] = counts.get(text, 0) + 1
                if len(counts) > counted:
                    counts = _common(counts, counted // 2)
            if number % 1000 == 0:
                progress("reading the log", place.share)
    return tuple(sorted(_common(counts, MOST), key=lambda text: (len(text), text)))


def _common(counts: Mapping[str, int], most: int) -> dict[str, int]:
    """Return the messages that stand more than once, the commonest `most` of them."""
    twice = {text: count for text, count in counts.items() if count > 1}
    return dict(sorted(twice.items(), key=lambda one: -one[1])[:most])


def understood(texts: Sequence[str], understand: Understand, progress: Progress) -> Mapping[str, Meant]:
    """Return what each message means."""
    rest = iter(texts)
    batches = list(iter(lambda: tuple(islice(rest, BATCH)), ()))
    found: dict[str, Meant] = {}
    for done, meant in enumerate(understand(batches), 1):
        found.update(meant)
        progress("understanding what is asked often", done / len(batches))
    return found
