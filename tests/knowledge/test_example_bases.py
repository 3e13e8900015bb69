"""The example bases of other trades are sound: they lint clean, contradict nothing, and are as small as they say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.conflicts import ConflictSeverity, analyse
from knowledge.conflicts.scripts import reader
from knowledge.loading.load import load

BASES = Path(__file__).parents[1] / "examples" / "bases"
NAMES = sorted(path.name for path in BASES.iterdir() if path.is_dir())


@pytest.mark.parametrize("name", NAMES)
def test_an_example_base_is_small_and_sound(name: str):
    loaded = load(BASES / name)

    assert [str(problem) for problem in loaded.problems if problem.is_error] == []
    base = loaded.require()
    assert 12 <= len(base.policies) <= 16
    assert {4 <= len(entry.asks) <= 8 for _, _, entry in base.entries()} == {True}
    findings = analyse(base, date(2026, 11, 30), reader).findings
    assert [(one.kind, one.outcomes) for one in findings if one.severity is not ConflictSeverity.NOTICE] == []


def test_the_example_bases_are_of_six_trades():
    assert NAMES == ["appliances", "food", "grooming", "makeup", "mother-baby", "pets"]
