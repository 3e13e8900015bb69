"""One authored entry to its typed form, or to its problems, each with its place and the mend."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from knowledge.loading.yaml_tree import YamlMapping, place_of
from knowledge.model.outcomes import Context
from knowledge.problem import Fault, Location, Problem
from knowledge.validation import faults_of


@dataclass(frozen=True, slots=True)
class Parsed:
    """The typed entry, or None where it cannot be read, and what is wrong with it."""

    entry: Any  # one of the models of the sections
    problems: tuple[Problem, ...] = ()


def parse(
    file: str,
    key: str,
    table: YamlMapping,
    model: TypeAdapter[Any],
    id_model: TypeAdapter[Any] | None,
    context: Context | None,
) -> Parsed:
    """Read `table[key]` as one entry of `model`."""
    problems = list(_id_faults(file, key, table, id_model))
    try:
        entry = model.validate_python(table[key], context=context)
    except ValidationError as error:
        faults = faults_of(error, table[key], model)
        return Parsed(None, (*problems, *(_problem(file, key, table, fault) for fault in faults)))
    return Parsed(None if problems else entry, tuple(problems))


def _id_faults(file: str, key: str, table: YamlMapping, id_model: TypeAdapter[Any] | None) -> Iterator[Problem]:
    if id_model is None:
        return
    try:
        id_model.validate_python(key)
    except ValidationError as error:
        kind = (
            "snake_case: a-z, 0-9 and _"
            if "_" in str(error.errors()[0].get("ctx", {}).get("pattern", ""))
            else "kebab-case: a-z, 0-9 and -"
        )
        plain = re.sub(r"[\s_-]+", "_" if "snake" in kind else "-", key.strip().lower())
        meant = f"did you mean {plain!r}?" if re.fullmatch(r"[a-z][a-z0-9_-]*", plain) else f"write it in {kind}"
        yield _problem(file, key, table, Fault((), "id", f"{key!r} is no id", meant))


def _problem(file: str, key: str, table: YamlMapping, fault: Fault) -> Problem:
    place = place_of(table, (key, *fault.path))
    path = ".".join(str(step) for step in fault.path)
    return Problem(Location(file, place.line, place.column), key, path, fault.code, fault.message, fault.mend)
