"""Merging: what one side changed is taken, what both changed alike too, and the rest is asked, with nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.editing.merging import Clash, Settled, merge

TEXT = st.lists(st.sampled_from("abcd"), max_size=8).map(tuple)


@pytest.mark.parametrize(
    "base, mine, theirs, parts",
    [
        ("abc", "abc", "abc", (Settled(("a", "b", "c")),)),
        ("abc", "aXc", "abc", (Settled(("a", "X", "c")),)),
        ("abc", "abc", "abYc", (Settled(("a", "b", "Y", "c")),)),
        ("abcd", "Xbcd", "abcY", (Settled(("X", "b", "c", "Y")),)),
        ("abc", "aXc", "aXc", (Settled(("a", "X", "c")),)),
        ("abc", "aXc", "aYc", (Settled(("a",)), Clash(("b",), ("X",), ("Y",)), Settled(("c",)))),
        ("abc", "ac", "aYc", (Settled(("a",)), Clash(("b",), (), ("Y",)), Settled(("c",)))),
        ("abcd", "aXcd", "abYd", (Settled(("a", "X", "Y", "d")),)),
        ("", "X", "Y", (Clash((), ("X",), ("Y",)),)),
    ],
    ids=["same", "mine", "theirs", "both sides", "alike", "clash", "gone and changed", "neighbours", "both begin"],
)
def test_parts_are_settled_where_one_side_alone_changed_them(base: str, mine: str, theirs: str, parts: object):
    assert merge(tuple(base), tuple(mine), tuple(theirs)) == parts


@given(TEXT, TEXT, TEXT)
def test_taking_one_side_of_every_clash_loses_none_of_its_own_lines(
    base: tuple[str, ...], mine: tuple[str, ...], theirs: tuple[str, ...]
):
    parts = merge(base, mine, theirs)
    swapped = merge(base, theirs, mine)

    assert merge(base, mine, base) == ((Settled(mine),) if mine else ())
    assert merge(base, mine, mine) == ((Settled(mine),) if mine else ())
    assert [one if isinstance(one, Settled) else Clash(one.base, one.theirs, one.mine) for one in swapped] == list(
        parts
    )
