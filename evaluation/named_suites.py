"""The suites that an evaluation may name, and the questions that they hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from evaluation.problem import EvaluationError
from evaluation.suite import read_suite, typed
from knowledge.model.base import Base
from service.answers.suggest import CustomerMessage
from service.settings import Settings

SUITES = Path(__file__).parent / "suites"


def named_suites(settings: Settings) -> Mapping[str, Path]:
    """Return the suites that may be named: those that come with yizhi and those in the service's data."""
    folders = (SUITES, settings.data / "suites")
    return {path.stem: path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.jsonl"))}


def suite_questions(settings: Settings, base: Base, on: date) -> tuple[CustomerMessage, ...]:
    """Return the questions of every suite that fits the base, each wording once."""
    found: dict[str, CustomerMessage] = {}
    for path in named_suites(settings).values():
        try:
            suite = read_suite(path, base, "all")
        except EvaluationError:  # of replies, or of another base
            continue
        for one in suite.questions:
            found.setdefault(one.text, CustomerMessage(one.text, on, one.channel, typed(one.facts, base), limit=1))
    return tuple(found.values())
