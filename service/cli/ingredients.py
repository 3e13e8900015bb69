"""Read a printed ingredient list: what each name is, what to watch, which pairs matter, what another has."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from knowledge.deciding.decide import Decider
from knowledge.model.base import Base
from knowledge.nearest import nearest_hint
from service.answers.answer import to_json
from service.answers.ingredient_words import report
from service.answers.ingredients import ListQuestion, find_skin, list_reader, read_ingredients
from service.cli.options import (
    BaseOption,
    FactOption,
    Format,
    FormatOption,
    UsageFault,
    open_base,
    print_json,
    read_known,
)
from service.settings import Settings

NAME = "ingredients"


def run(
    text: Annotated[str, typer.Argument(help="the list as printed; - reads standard input")],
    base: BaseOption = None,
    skin: Annotated[str | None, typer.Option("--skin", help="id or name of the skin that it is for")] = None,
    versus: Annotated[str | None, typer.Option("--versus", help="another list to compare it with")] = None,
    fact: FactOption = None,
    format: FormatOption = Format.TEXT,
) -> None:
    """Print what is known of the list; unknown names stay unknown, with the nearest as a guess."""
    settings = Settings()
    found = open_base(base, settings).require()
    question = ListQuestion(
        text=sys.stdin.read() if text == "-" else text,
        on=settings.today(),
        skin=_skin(skin, found),
        versus=versus,
        facts=read_known(fact, found),
    )
    answer = read_ingredients(list_reader(Decider(found)), question)
    if format is Format.JSON:
        print_json(to_json(answer))
        return
    for line in report(answer):
        print(line)


def _skin(said: str | None, base: Base) -> str | None:
    if said is None:
        return None
    key = find_skin(base, said)
    if key is None:
        hint = nearest_hint(said, base.skins) or f"the skins are {', '.join(base.skins)}"
        raise UsageFault(f"there is no skin {said!r}: {hint}")
    return key
