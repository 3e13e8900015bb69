"""No test of a page reads it right after an act on it: such a read sees what was there before or after, by luck.

`count()`, `inner_text()`, the clipboard and their like wait for nothing, or for an element alone. Where the act changes
what is read, `expect(...)` and `comes(...)` wait for the very thing; anything else that is waited for in between counts
as a wait here, so that the check finds the plainest kind and no other. `pytest --slow-service` finds the rest.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
ACTS = re.compile(
    "check|clear|click|dblclick|drag_and_drop|fill|paste|press|press_sequentially|select_option|set_input_files|type|uncheck"
)
READS = re.compile(
    "all|all_inner_texts|all_text_contents|bounding_box|clipboard|count|evaluate_all|get_attribute|inner_html|inner_text"
    "|input_value|is_checked|is_disabled|is_enabled|is_hidden|is_visible|text_content"
)
# `expect` and its kin, navigations that end once the next page is there, and helpers that end with a wait of their own
WAITS = re.compile(
    "expect.*|wait_for_(?!timeout).*|goto|reload|answered|checked|comes|correct_issue|faults|give_days|judged|save|say"
    "|settled|sign_in|until|write"
)


def test_no_page_is_read_right_after_an_act_on_it():
    found = [
        f"{path.relative_to(TESTS.parent)}:{line}"
        for path in sorted(TESTS.rglob("test_*.py"))
        for line in immediate_reads(path.read_text("utf-8"))
    ]

    assert found == []


def test_what_is_looked_for_is_found_and_what_waits_is_not():
    hasty = "def test_a(open_page):\n    page.click('a')\n    assert page.locator('b').count() == 1\n"
    also = "def test_a(browser):\n    page.keyboard.press('Enter')\n    page.wait_for_timeout(9)\n    x = clipboard(page)\n"
    sound = hasty.replace("    assert", "    page.wait_for_selector('b')\n    assert")
    moved = "def test_a(open_page):\n    with page.expect_navigation():\n        page.click('a')\n    page.locator('b').inner_text()\n"
    waiting = "def test_a(open_page):\n    page.click('a')\n    comes(page, lambda: clipboard(page), 'b')\n"

    assert [list(immediate_reads(one)) for one in (hasty, also, sound, moved, waiting)] == [[3], [4], [], [], []]


def immediate_reads(source: str) -> Iterator[int]:
    """Yield the line of each read that follows an act in the same test with no wait between them."""
    if ".locator(" not in source and "clipboard(" not in source:
        return
    for function in ast.parse(source).body:
        if isinstance(function, ast.FunctionDef):
            yield from _reads_after_acts(function)


def _reads_after_acts(function: ast.FunctionDef) -> Iterator[int]:
    has_acted = False
    for (line, _), name in sorted(_steps(function)):
        if ACTS.fullmatch(name):
            has_acted = True
        elif WAITS.fullmatch(name):
            has_acted = False
        elif READS.fullmatch(name) and has_acted:
            yield line


def _steps(function: ast.FunctionDef) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield what a test calls, at the place where the call ends; a block that expects something waits at its end."""
    polled = {call for poll in ast.walk(function) if _name(poll) in ("comes", "until") for call in ast.walk(poll)}
    for node in ast.walk(function):
        end = (getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0))
        if isinstance(node, ast.With) and any(_name(one.context_expr).startswith("expect_") for one in node.items):
            yield (end[0], end[1] + 1), "expect"
        elif isinstance(node, ast.Call) and (node not in polled or WAITS.fullmatch(_name(node))):
            yield end, _name(node)


def _name(node: ast.AST) -> str:
    """Return what a call calls."""
    called = node.func if isinstance(node, ast.Call) else None
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
