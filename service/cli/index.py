"""Build or refresh the index snapshot of a base, and tell what it can be expected to find."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

import typer

from indexer.learning import expectation_of
from indexer.ranker.learned import Expectation
from indexer.ranker.targets import Target
from knowledge.model.base import SECTION_OF, Base
from service.cli.opening import open_for_command
from service.cli.options import BaseOption, Format, FormatOption, print_json, settings_for
from service.cli.progress import progress_bar

NAME = "index"
_SHOWN = 5
_WEAK = 0.8  # share of its questions that find it first, below which an entry is named


def run(
    base: BaseOption = None,
    attempt: Annotated[
        bool, typer.Option("--try", help="try a large base on its own questions too: minutes; a small one always is")
    ] = False,
    format: FormatOption = Format.TEXT,
) -> None:
    """Build what is missing or stale, and print which snapshot serves and what it is expected to find."""
    assistant = open_for_command(settings_for(base), must_be_whole=True)
    with progress_bar() as report:
        if attempt:
            report("leaving the base's own questions out in turn", 0.0)
        expected = expectation_of(assistant.base, assistant.opened, assistant.workshop.encoder, attempt)
    facts: dict[str, Any] = {
        "snapshot": assistant.snapshot,
        "folder": str(assistant.opened.shelf),
        "passages": len(assistant.opened.index.passages),
        "entries": sum(1 for _ in assistant.base.entries()),
    }
    if format is Format.JSON:
        print_json({**facts, "expects": None if expected is None else asdict(expected)})
    else:
        counts = f"{facts['entries']} entries, {facts['passages']} passages"
        print(f"snapshot {facts['snapshot']}: {counts}, in {facts['folder']}")
        for line in _lines(expected, assistant.base):
            print(line)
    sys.stdout.flush()


def _lines(expected: Expectation | None, base: Base) -> Iterator[str]:
    """Yield what the ranker is expected to find, where it was tried."""
    if expected is None:
        yield "没有用自己的问法试过：`yizhi index --try` 会逐份留出来试（大库要几分钟）"
        return
    if not expected.questions:
        yield "问法太少，试不出预计：给每个条目写 4 到 8 条 asks"
        return
    yield f"预计：没见过的问法，第一条话术就对的占 {expected.first:.2f}（留出自己的 {expected.questions} 条问法来试）"
    if expected.is_modest:
        yield "依据还少：把握「高」收得更严，问法多了会放开"
    weak = [(target, share) for target, share in expected.weakest if share < _WEAK][:_SHOWN]
    if weak:
        yield "最弱：" + "；".join(f"{_name(target, base)} {share:.2f}" for target, share in weak)
    for one, other, count in expected.alike[:_SHOWN]:
        pair = f"{_name(one, base)} 与 {_name(other, base)}"
        yield f"问得太像：{pair}（{count} 条互相认错）：把问法写开，或用 not_asks 分清"


def _name(target: Target, base: Base) -> str:
    kind, key = target
    entry = getattr(base, SECTION_OF[kind]).get(key)
    title = getattr(entry, "title", None) or getattr(entry, "name", None) or getattr(entry, "cite", None)
    return f"「{title}」（{key}）" if title else key
