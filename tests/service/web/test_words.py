"""What the base calls things is told on a page in the page's language, units and yes and no included."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.conflicts.wordings import Words
from knowledge.loading.load import load
from service.web.trainers.words import facts_in_words, value_in_words
from tests.service.small import write_base


@pytest.mark.parametrize(
    ("language", "facts", "value"),
    [
        ("zh-CN", "质量问题，签收天数：9天，封口已拆：是", "48小时"),
        ("en", "质量问题, 签收天数: 9 days, 封口已拆: yes", "48 h"),
    ],
)
def test_facts_and_durations_are_told_in_the_pages_language(tmp_path: Path, language: str, facts: str, value: str):
    words = Words(load(write_base(tmp_path / "base")).require(), language)

    told = facts_in_words(words, {"issue": "quality", "days_since_receipt": 9, "seal_broken": True})

    assert (told, value_in_words(words, "respond_within", "48h")) == (facts, value)
