"""Written sentences for the learned reader, each with what it states: alone, and between such as state nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from evaluation.claims.examples import Example
from knowledge.deciding.decide import Decider

_SENTENCES = Path(__file__).with_name("sentences.yaml")
_SUBJECTS = 2  # of a sentence, where several fit
WORTH, WORTH_BETWEEN = 0.6, 0.3


def sentence_examples(decider: Decider, seed: int, path: Path = _SENTENCES) -> Iterator[Example]:
    """Yield the sentences of the file; the same seed places them alike."""
    parts = yaml.safe_load(path.read_text(encoding="utf-8"))["sentences"]
    generator = np.random.default_rng(seed)
    subjects = [str(value) for value in decider.base.subject_values()]
    empty = [text for part in parts if not part["says"] for text in part["texts"]]
    for part in parts:
        stated = dict.fromkeys(part["says"].items(), bool(part.get("limited", False)))
        for text in part["texts"]:
            for about in generator.permutation(part["about"] or subjects)[:_SUBJECTS].tolist():
                yield Example(text, about, "", stated, None, f"text:{text}", WORTH)
            around = _between(text, empty, generator)
            about = str(generator.choice(part["about"] or subjects))
            yield Example(around, about, "", stated, None, f"text:{text}", WORTH_BETWEEN)


def _between(text: str, empty: list[str], generator: Any) -> str:  # Any: numpy's generator has methods only
    first, last = generator.choice(empty, 2).tolist()
    shapes = (f"{first}，{text}", f"{text}。{last}", f"{first}。{text}，{last}")
    return str(generator.choice(shapes))
