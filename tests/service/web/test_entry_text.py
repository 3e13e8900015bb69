"""An entry as the editor holds it: cut out of its file as written, and read back with the place of each key."""

from __future__ import annotations

from knowledge.loading.yaml_reader import read_source
from knowledge.problem import Location, Problem
from service.web.trainers.entry_text import Fault, entry_text, read_entry

FILE = """\
policies:
  first:
    # 与主管商定
    title: 一
    when:
      issue: quality

    say: {default: 好。}
  # 下一条
  second: {title: 二, when: {}}
"""


def data_of(key: str) -> dict[str, object]:
    found: dict[str, object] = read_source("a.yaml", FILE.encode()).data["policies"][key]
    return found


def test_an_entry_is_cut_out_with_its_own_comments():
    text = entry_text(FILE.encode(), "policies", "first", data_of("first"))

    assert text == "# 与主管商定\ntitle: 一\nwhen:\n  issue: quality\n\nsay: {default: 好。}\n"


def test_an_entry_on_one_line_is_written_a_line_a_key():
    text = entry_text(FILE.encode(), "policies", "second", data_of("second"))

    assert text == "title: 二\nwhen: {}\n"


def test_what_was_cut_out_reads_back_as_the_entry():
    text = entry_text(FILE.encode(), "policies", "first", data_of("first"))

    assert read_entry(text, "policies", "first").data == data_of("first")


def test_a_problem_of_the_entry_stands_at_its_key_in_the_text():
    found = read_entry("title: 一\nwhen:\n  isue: quality\n", "policies", "first")
    problem = Problem(Location("a.yaml", 40, 9), "first", "when.isue", "reference", "no fact", "write issue")

    assert found.place(problem) == Fault(3, 3, "no fact; write issue", "when.isue")


def test_a_fault_of_syntax_stands_on_its_line():
    found = read_entry("title: 一\nwhen: {a: [}\n", "policies", "first")

    assert found.tree is None
    assert [fault.line for fault in found.faults] == [2]


def test_a_text_that_is_no_mapping_is_a_fault():
    found = read_entry("只有一句话\n", "policies", "first")

    assert found.faults == (Fault(1, 1, "the entry is no mapping of keys; write `key: value` lines"),)
