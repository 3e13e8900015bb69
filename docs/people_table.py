"""Writes the table of routes and roles into `docs/people.md` and its Chinese half: `python -m docs.people_table`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from service.people.roles import INCLUDES, Role
from service.people.routes import TABLE, Least

PAGES = tuple(Path(__file__).with_name(name) for name in ("people.md", "people.zh-CN.md"))
BEGIN = "<!-- What follows is written by `python -m docs.people_table`. -->\n"
END = "<!-- Here it ends. -->\n"


def page(text: str) -> str:
    """Return a page with the table of today between its marks."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + "\n" + table() + "\n" + END + rest.partition(END)[2]


def table() -> str:
    """Return a row for each group of routes, and a column for each role and for nobody."""
    head = "| | nobody | " + " | ".join(Role) + " |"
    rows = [f"| {_routes(routes)} | {' | '.join(_marks(least))} |" for least, routes in TABLE.items()]
    return "\n".join([head, "| --- |" + " --- |" * (len(Role) + 1), *rows]) + "\n"


def _routes(routes: Sequence[str]) -> str:
    return "<br>".join(f"`{route}`" for route in routes)


def _marks(least: Least) -> list[str]:
    reached = [not least, *(not least or bool(INCLUDES[role] & least) for role in Role)]
    return ["✓" if one else "–" for one in reached]


if __name__ == "__main__":
    for one in PAGES:
        one.write_text(page(one.read_text("utf-8")), "utf-8")
