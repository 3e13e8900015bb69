"""Settles the reader of disguised wording: `python -m evaluation.wording.settle`.

The network is fitted to the lessons (lines that may not be said and innocent ones that look alike), to lines made of
`templates.yaml` and to replies of the suite. The bound is settled on lessons that the network did not see, a third of
them in turn: the least from which few innocent ones are doubted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

import knowledge
from evaluation.wording.school import INNOCENT, Lesson, Line, form_lines, innocent_replies, labelled_lines, lessons
from indexer.claims.implicit import Encode, ImplicitNetwork, Told, Vectors
from indexer.claims.implicit_fitting import fit_implicit
from indexer.encoders.light import open_light
from indexer.wording.disguised import ANY, SETTLED, DisguiseReader
from knowledge.loading.load import load

EMBEDDED = Path(knowledge.__file__).parent / "base"
SEED, FOLDS = 7, 3
INNOCENTS_DOUBTED = 0.1  # of innocent lines that were written to look alike, the most that may be doubted
REPLIES_DOUBTED = 0.01  # of replies of the suite
_BOUNDS = tuple(share / 100 for share in range(10, 100, 2))


def fitted(told: Sequence[Lesson], encode: Encode) -> ImplicitNetwork:
    """Return the network for lessons: a unit for each kind, and one for any."""
    texts = [Told(one.text, "") for one in told]
    stated = [frozenset({(one.kind, ""), (ANY, "")} if one.kind != INNOCENT else ()) for one in told]
    return fit_implicit(texts, stated, np.array([one.worth for one in told]), encode([one.text for one in told]))


def main(
    base: Annotated[Path, typer.Option(help="folder of the base")] = EMBEDDED,
    network: Annotated[Path, typer.Option(help="where the network is written")] = SETTLED,
) -> None:
    """Fit, settle, write, and print what it comes to on held-out lines."""
    encode = _remembered(open_light().encode_queries)
    terms = load(base).require().terms
    lines, forms = labelled_lines(), list(form_lines(SEED))
    bound = _bound(*_held_out(lines, forms, innocent_replies(terms, SEED), encode))
    whole = fitted(lessons([*lines, *forms, *innocent_replies(terms, SEED)]), encode)
    np.savez_compressed(network, bound=np.float32(bound), **whole.arrays())


def _held_out(
    lines: Sequence[Line], forms: Sequence[Line], replies: Sequence[Line], encode: Encode
) -> tuple[list[float], list[float], list[float]]:
    """Return how likely each forbidden line, each that looks alike and each reply is, by networks without its fold."""
    found: tuple[list[float], list[float], list[float]] = ([], [], [])
    for fold in range(FOLDS):
        kept = [one for at, one in enumerate((*lines, *replies)) if at % FOLDS != fold]
        reader = DisguiseReader.of(fitted(lessons([*kept, *forms]), encode), 0.0)
        for at, one in enumerate((*lines, *replies)):
            if at % FOLDS == fold:
                place = 0 if one.kind != INNOCENT else 1 if at < len(lines) else 2
                told = reader.read_many([one.text], encode)[0]
                found[place].append(max((doubt.probability for doubt in told), default=0.0))
    return found


def _bound(forbidden: Sequence[float], alike: Sequence[float], replies: Sequence[float]) -> float:
    """Return the least bound that doubts few of what is innocent, and print what it finds."""

    def share(rows: Sequence[float], bound: float) -> float:
        return sum(one >= bound for one in rows) / len(rows)

    for bound in _BOUNDS:
        told = f"{bound:.2f}: {share(forbidden, bound):.3f} {share(alike, bound):.3f} {share(replies, bound):.4f}"
        typer.echo(told)
    return next(
        bound
        for bound in (*_BOUNDS, 1.0)
        if share(alike, bound) <= INNOCENTS_DOUBTED and share(replies, bound) <= REPLIES_DOUBTED
    )


def _remembered(encode: Encode) -> Callable[[Sequence[str]], Vectors]:
    """Return an encoder that encodes no text twice."""
    known: dict[str, Vectors] = {}

    def vectors(texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, encode(new) if new else (), strict=True))
        return np.array([known[text] for text in texts], dtype=np.float32)

    return vectors


if __name__ == "__main__":
    typer.run(main)
