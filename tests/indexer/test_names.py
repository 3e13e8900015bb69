"""Names in a question: exact, misspelt by sound, misspelt by a character."""

from __future__ import annotations

import pytest

from indexer.names import Names
from indexer.pinyin import syllables
from knowledge.reading.normal import normalise

NIACINAMIDE, RETINOL, VITAMIN_C, SALICYLIC = (
    ("ingredient", "niacinamide"),
    ("ingredient", "retinol"),
    ("ingredient", "ascorbic-acid"),
    ("ingredient", "salicylic-acid"),
)
NAMES = Names(
    [
        (NIACINAMIDE, ["烟酰胺", "Niacinamide", "菸鹼醯胺", "烟碱酰胺"]),
        (RETINOL, ["视黄醇", "Retinol", "A醇"]),
        (VITAMIN_C, ["抗坏血酸", "VC", "维C"]),
        (SALICYLIC, ["水杨酸", "Salicylic Acid"]),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("烟酰胺多少浓度有效", [(NIACINAMIDE, 0, 3, 1.0)]),
        ("烟先胺多少浓度有效", [(NIACINAMIDE, 0, 3, 0.85)]),
        ("水杨算刷脸", [(SALICYLIC, 0, 3, 0.85)]),
        ("抗怀血酸是啥", [(VITAMIN_C, 0, 4, 0.85)]),
        ("抗坏丿酸是啥", [(VITAMIN_C, 0, 4, 0.75)]),
        ("A醇和VC一起", [(RETINOL, 0, 2, 1.0), (VITAMIN_C, 3, 5, 1.0)]),
        ("刻录vcd", []),
        ("niacinimide好用吗", [(NIACINAMIDE, 0, 11, pytest.approx(0.85 * 0.909, abs=0.01))]),
        ("你好", []),
    ],
)
def test_names_are_found_with_their_place_and_certainty(text: str, found: list[tuple]):
    assert [(hit.key, hit.start, hit.end, hit.certainty) for hit in NAMES.find(normalise(text))] == found


def test_traditional_names_are_the_simplified_ones():
    assert [hit.key for hit in NAMES.find(normalise("菸鹼醯胺是什麼"))] == [NIACINAMIDE]


def test_syllables_merge_the_sounds_that_are_mixed_up():
    assert syllables("声音sheng") == (*("sen", "yin"), *"sheng")
