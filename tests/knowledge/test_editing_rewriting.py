"""Entries changed in their file's text: what an edit does not touch stays byte for byte."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.editing import rendering
from knowledge.editing.rewriting import EditError, plain, rewrite
from knowledge.loading.yaml_reader import read_source

FILE = """\
# 质量问题
policies:
  quality:            # 最常见
    title: 质量问题
    when: {issue: quality, days: "<=7"}   # 七天
    asks: [变质了, "有怪味: 能退吗"]
    say:
      # 先道歉
      default: 非常抱歉。
      douyin: >-
        抱歉亲

    review: {owner: 售后主管, on: 2026-01-01}

  other:
    title: 别的
    sources:
      - {title: 法, cite: 第一条}
"""


def entry(key: str, text: str = FILE) -> dict[str, Any]:
    data: dict[str, Any] = plain(read_source("f.yaml", text.encode()).data["policies"][key])
    return data


def edited(key: str, data: dict[str, Any], text: str = FILE) -> str:
    return rewrite("f.yaml", text.encode(), {("policies", key): data}).decode()


def test_an_entry_that_stays_the_same_leaves_every_byte():
    assert edited("quality", entry("quality")) == FILE


@pytest.mark.parametrize(
    "change, before, after",
    [
        ({"title": "质量"}, "title: 质量问题\n", "title: 质量\n"),
        ({"when": {"issue": "quality", "days": "<=9"}}, '"<=7"}   # 七天', '"<=9"}   # 七天'),
        ({"asks": ["变质了", "坏了"]}, '"有怪味: 能退吗"]', '"坏了"]'),
        ({"asks": ["变质了", "有怪味: 能退吗", "臭了"]}, '能退吗"]', '能退吗", 臭了]'),
        ({"asks": ["坏了"]}, '[变质了, "有怪味: 能退吗"]', "[坏了]"),
        ({"say": {"default": "抱歉", "douyin": "抱歉亲"}}, "default: 非常抱歉。", "default: 抱歉"),
        ({"say": {"default": "非常抱歉。", "douyin": "亲"}}, ">-\n        抱歉亲\n", "亲\n"),
        ({"say": {"default": "非常抱歉。"}}, "      douyin: >-\n        抱歉亲\n", ""),
        (
            {"say": {"default": "非常抱歉。", "douyin": "抱歉亲", "tmall": "a: b"}},
            "        抱歉亲\n",
            '        抱歉亲\n      tmall: "a: b"\n',
        ),
    ],
)
def test_an_edit_changes_only_its_key(change: dict[str, Any], before: str, after: str):
    assert FILE.count(before) == 1

    assert edited("quality", {**entry("quality"), **change}) == FILE.replace(before, after)


def test_a_key_is_removed_and_another_added_where_it_belongs():
    data = entry("quality")
    del data["asks"]
    data = {
        key: value
        for name in data
        for key, value in ((name, data[name]), ("note", "记"))
        if key != "note" or name == "when"
    }

    made = edited("quality", data)

    wanted = FILE.replace('    asks: [变质了, "有怪味: 能退吗"]\n', "").replace("# 七天\n", "# 七天\n    note: 记\n")
    assert made == wanted


def test_keys_that_are_added_within_and_behind_the_same_value_stand_each_in_its_own_place():
    data = {**entry("quality"), "say": {"tmall": "抱歉"}, "note": "记"}
    data = {key: data[key] for key in ("title", "when", "asks", "say", "note", "review")}

    made = edited("quality", data)

    assert [line for line in made.splitlines() if line][6:11] == [
        "    say:",
        "      # 先道歉",
        "      tmall: 抱歉",
        "    note: 记",
        "    review: {owner: 售后主管, on: 2026-01-01}",
    ]
    assert entry("quality", made) == data


def test_an_item_is_added_to_a_list_of_lines():
    data = entry("other")
    data["sources"].append({"title": "规: 则"})

    assert edited("other", data) == FILE + '      - {title: "规: 则"}\n'


def test_a_new_entry_follows_the_last_one_of_its_kind_and_a_new_kind_the_file():
    made = rewrite("f.yaml", FILE.encode(), {("policies", "new"): {"title": "新"}, ("guides", "g"): {"title": "法"}})

    assert made.decode() == FILE + "\n  new:\n    title: 新\nguides:\n  g:\n    title: 法\n"
    assert rewrite("n.yaml", b"", {("guides", "g"): {"title": "法"}}) == b"guides:\n  g:\n    title: \xe6\xb3\x95\n"


def test_line_ends_a_byte_order_mark_and_a_missing_last_line_end_stay():
    text = "\ufeff" + FILE.replace("\n", "\r\n").removesuffix("\r\n")

    made = edited("other", {**entry("other"), "note": "记"}, text)

    assert made == text + "\r\n    note: 记"


def test_what_stands_behind_an_alias_is_refused():
    text = "policies:\n  a: {title: &t 甲}\n  b:\n    title: *t\n"

    with pytest.raises(EditError, match="b: a part of it is a YAML alias"):
        edited("b", {"title": "乙"}, text)


def test_an_edit_that_would_change_another_entry_is_refused():
    text = "policies:\n  a:\n    title: &t 甲\n  b:\n    title: *t\n"

    with pytest.raises(EditError, match="cannot be written without changing more"):
        edited("a", {"title": "乙"}, text)


TEXTS = st.text(alphabet="甲乙a1 :#-[]{},'\"&*!|>%@`?=~\n\t，", min_size=1, max_size=12)


@given(TEXTS)
def test_every_text_is_written_so_that_it_reads_back(text: str):
    written = rendering.flow([text, {"k": text}])

    assert plain(read_source("x", f"v: {written}\n".encode()).data)["v"] == [text, {"k": text}]


@given(st.lists(TEXTS, max_size=5), TEXTS, st.dictionaries(st.sampled_from("abc"), TEXTS, max_size=3))
def test_any_change_of_values_reads_back_and_keeps_the_rest(asks: list[str], title: str, say: dict[str, str]):
    data = {**entry("quality"), "asks": asks, "title": title, "say": say}

    made = edited("quality", data)

    assert entry("quality", made) == data
    assert made[made.index("  other:") :] == FILE[FILE.index("  other:") :]


def test_long_lists_are_wrapped():
    asks = [f"这是第{number}种问法会有一点长" for number in range(40)]

    made = edited("quality", {**entry("quality"), "asks": asks})

    assert max(map(len, made.splitlines())) <= rendering.WIDTH + 20
    assert entry("quality", made)["asks"] == asks
