"""Propose further ways to ask an entry, from its own words and a log; what is accepted is written into its file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from indexer.ranker.targets import Target
from knowledge.editing.asking import Exchange, find_entry
from knowledge.model.base import SECTION_OF, Base
from knowledge.model.entries import AnyEntry, Policy
from knowledge.nearest import nearest_hint
from service.answers.proposals import Landing, Logged, Proposal, proposals
from service.cli.asking import Effect, add_asks, effects
from service.cli.opening import open_for_command
from service.cli.options import BaseOption, Format, FormatOption, UsageFault, print_json, settings_for
from service.entry_points import COMMANDS, load_entry_points
from service.settings import Settings

NAME = "ask"


def run(
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help="id of the entry")],
    base: BaseOption = None,
    log: Annotated[
        Path | None, typer.Option("--log", help="log of replies or messages: what customers asked that landed here")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option("--column", help="field=column of the log, such as asked=COLUMN; repeatable")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="proposals at most")] = 20,
    accept: Annotated[str | None, typer.Option("--accept", help="numbers of those to write, 1,3")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="write all that are shown")] = False,
    format: FormatOption = Format.TEXT,
) -> None:
    """Show the proposals, write those that are accepted (y/n on a terminal), and tell what is found then."""
    settings = settings_for(base)
    assistant = open_for_command(settings, must_be_whole=True)
    target, known = _entry(assistant.base, entry)
    made = proposals(assistant, target, known, _messages(log, column, assistant.base, settings))[:limit]
    wanted = _numbers(accept, len(made)) if accept is not None else None
    is_text = format is Format.TEXT
    if is_text:
        print(
            f"{_title(known)}（{entry}）：{len(made)} 个问法可加"
            if made
            else f"{_title(known)}（{entry}）：没有可加的问法"
        )
    if wanted is not None or yes or not is_text or not sys.stdin.isatty():
        chosen = [one for number, one in enumerate(made, 1) if yes or number in (wanted or ())]
        for line in _lines(made) if is_text else ():
            print(line)
    else:
        chosen = one_by_one(made, lambda: typer.confirm("    加入？"))
    told: list[Effect] = []
    file = ""
    if chosen:
        file, changed = add_asks(settings, target, [one.text for one in chosen])
        told = effects(assistant, changed, list(dict.fromkeys([*known.asks, *(one.text for one in made)])))
    if not is_text:
        print_json(_data(made, chosen, told, target, file))
        return
    for line in effect_lines(chosen, told, target, file):
        print(line)


def one_by_one(made: Sequence[Proposal], is_accepted: Callable[[], bool]) -> list[Proposal]:
    """Show each proposal and return those that are accepted."""
    chosen = []
    for number, one in enumerate(made, 1):
        print("\n".join(_one(number, one)))
        if is_accepted():
            chosen.append(one)
    return chosen


def _entry(base: Base, key: str) -> tuple[Target, AnyEntry]:
    found = find_entry(base, key)
    if found is None:
        hint = nearest_hint(key, [one for _, one, _ in base.entries()])
        raise UsageFault(f"there is no entry {key!r}: {hint or 'name the id of an entry of this base'}")
    kind, entry = found
    if isinstance(entry, Policy) and entry.browse:
        raise UsageFault(f"{key} is there to browse and is never suggested: take `browse` away to have it asked for")
    return (kind, key), entry


def _messages(log: Path | None, columns: Sequence[str] | None, base: Base, settings: Settings) -> tuple[Logged, ...]:
    if log is None:
        if columns:
            raise UsageFault("--column goes with a log: name it with --log FILE")
        return ()
    readers = [module.read_asked for module in load_entry_points(COMMANDS) if hasattr(module, "read_asked")]
    if not readers:
        raise UsageFault("--log needs what reads logs, which is not installed here: install the whole package")
    read: tuple[Logged, ...] = readers[0](log, columns, base, settings.timezone)
    return read


def _numbers(accept: str, count: int) -> frozenset[int]:
    """Return the numbers of `1,3`; raises UsageFault for what is none of those shown."""
    found = set()
    for part in accept.replace("，", ",").split(","):
        text = part.strip()
        if not text.isdecimal() or not 1 <= int(text) <= count:
            raise UsageFault(f"--accept {text!r} is no number of a proposal: write numbers from 1 to {count}, as 1,3")
        found.add(int(text))
    return frozenset(found)


def _lines(made: Sequence[Proposal]) -> Iterator[str]:
    for number, one in enumerate(made, 1):
        yield from _one(number, one)


def _one(number: int, one: Proposal) -> tuple[str, ...]:
    return f"{number}. {one.text}", f"    来自　{_origin(one.origin)}", f"    现在　{_landing(one.landing)}"


def _origin(origin: Exchange | Logged) -> str:
    match origin:
        case Exchange(_, source, old, new):
            return f"「{source}」，同义词 {old} → {new}"
        case Logged(_, row, count):
            return f"日志第 {row} 行" + (f"，共 {count} 次" if count > 1 else "")


def _landing(landing: Landing) -> str:
    if landing.target is None:
        return "什么也找不到"
    near = f"{landing.target[1]}（把握 {landing.probability:.2f}）"
    return f"没有建议，最近的是 {near}" if landing.is_silent else f"先给 {near}"


def effect_lines(chosen: Sequence[Proposal], told: Sequence[Effect], target: Target, file: str) -> Iterator[str]:
    """Yield what was written, and of every question what is found now, what is not, and what was before."""
    if not chosen:
        yield "没有写入"
        return
    yield f"{file}：加了 {len(chosen)} 个问法"
    before, after = (sum(one.finds(target) for one in side) for side in _sides(told))
    yield f"先找到本条的：{before} → {after}，共 {len(told)} 个问法"
    groups = {"找得到了": (False, True), "仍找不到": (False, False), "找不到了": (True, False)}
    for name, standing in groups.items():
        for one in told:
            if (one.before.finds(target), one.after.finds(target)) == standing:
                yield f"  {name}　{one.text}" + ("" if standing[1] else f"　{_landing(one.after)}")


def _sides(told: Sequence[Effect]) -> tuple[list[Landing], list[Landing]]:
    return [one.before for one in told], [one.after for one in told]


def _title(entry: AnyEntry) -> str:
    return str(getattr(entry, "title", None) or getattr(entry, "name", None) or getattr(entry, "cite", ""))


def _data(
    made: Sequence[Proposal], chosen: Sequence[Proposal], told: Sequence[Effect], target: Target, file: str
) -> dict[str, Any]:
    return {
        "entry": {"kind": SECTION_OF[target[0]], "id": target[1]},
        "proposals": [
            {
                "text": one.text,
                "from": _origin_data(one.origin),
                "first": _landing_data(one.landing),
                "accepted": one in chosen,
            }
            for one in made
        ],
        "written": file or None,
        "found": [
            {"text": one.text, "before": one.before.finds(target), "after": one.after.finds(target)} for one in told
        ],
    }


def _origin_data(origin: Exchange | Logged) -> dict[str, str | int]:
    match origin:
        case Exchange(_, source, old, new):
            return {"text": source, "word": old, "synonym": new}
        case Logged(_, row, count):
            return {"row": row, "count": count}


def _landing_data(landing: Landing) -> dict[str, Any]:
    return {
        "id": landing.target[1] if landing.target else None,
        "probability": round(landing.probability, 4),
        "silent": landing.is_silent,
    }
