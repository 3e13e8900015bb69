"""A fault in an authored file, with its place and the mend."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a problem is; only an error keeps a base from being used."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file of the base; line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where it stands, and how to mend it."""

    location: Location
    entry: str  # id of the entry that it stands in; empty outside an entry
    path: str  # dotted keys below the entry; empty for the entry itself
    code: str
    message: str
    mend: str
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        where = ": ".join(part for part in (str(self.location), self.entry, self.path) if part)
        mark = "" if self.is_error else f"{self.severity.value}: "
        return f"{where}: {mark}{self.message}; {self.mend} ({self.code})"


class BrokenBaseError(Exception):
    """The base holds errors and cannot be used; `problems` lists every one, `locale` is the language of its people."""

    def __init__(self, problems: tuple[Problem, ...], locale: str = "") -> None:
        self.problems = problems
        self.locale = locale
        errors = [problem for problem in problems if problem.is_error]
        super().__init__(f"the base holds {len(errors)} errors: run `yizhi lint`; the first is {errors[0]}")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong below a value: the path from it, what was found, the mend and the code."""

    path: tuple[str | int, ...]
    code: str
    message: str
    mend: str

    def __str__(self) -> str:
        where = ".".join(str(step) for step in self.path)
        return f"{where}: {self.message}; {self.mend}" if where else f"{self.message}; {self.mend}"


class FaultsError(ValueError):
    """Several faults of one authored value, carried through pydantic to where places are known."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = tuple(faults)
