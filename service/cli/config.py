"""Print the settings as they are read, each with where it is from, checked, and without secrets."""

from __future__ import annotations

from typing import Annotated

import typer

from service.cli.options import BaseOption, Format, FormatOption, print_json, settings_for
from service.configuration import Finding, check_settings, summary

NAME = "config"


def run(
    base: BaseOption = None,
    format: FormatOption = Format.TEXT,
    changed: Annotated[bool, typer.Option("--changed", help="only what is not the default")] = False,
) -> None:
    """Exit with 1 where something would keep the service from starting."""
    settings = settings_for(base)
    lines = [one for one in summary(settings) if one.source != "default" or not changed]
    found = check_settings(settings)
    if format is Format.JSON:
        shown = [{"name": one.name, "value": one.value, "source": one.source} for one in lines]
        print_json({"settings": shown, "findings": [{"level": one.level, "message": one.message} for one in found]})
    else:
        width = max((len(one.name) for one in lines), default=0)
        for one in lines:
            print(f"{one.name:<{width}}  {one.value}{'' if one.source == 'default' else f'  （{one.source}）'}")
        for finding in found:
            print(_told(finding))
    raise typer.Exit(1 if any(one.level == "error" for one in found) else 0)


def _told(finding: Finding) -> str:
    return f"{'错误' if finding.level == 'error' else '提醒'}：{finding.message}"
