"""The lexicon of claims: what trainers write under `claims:`, checked and compiled for reading.

Each file may hold any of the sections; a section may be spread over several files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Annotated, Any

import ahocorasick
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.conditions import Matcher, Not, read_when
from knowledge.folder import Base
from knowledge.problem import FaultsError, Location, Problem
from knowledge.reading.normal import normalise
from knowledge.source import Place, Row, Table
from knowledge.text import Phrases

Phrased = Annotated[Phrases, Field(min_length=1)]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Tried(_Written):
    """A reply and what it states; `about` is the subject that the case is about."""

    reply: str
    says: Mapping[str, str]
    about: str = ""


class Act(_Written):
    """Something that is done or not: per outcome, the value where it is refused and the value where it is granted."""

    says: Mapping[str, Annotated[tuple[str, ...], Field(min_length=2, max_length=2)]]
    phrases: Phrased
    combine: tuple[tuple[Phrased, ...], ...] = ()  # more phrases: one of each list, joined
    in_: Mapping[str, str] = Field({}, alias="in")  # subject -> the act that the phrase means there
    only_in: Phrases = ()  # subjects without which the phrase means nothing
    days: str = ""  # the fact that a bare time limits; the days since receipt where it is empty
    plain: bool = False  # states by itself, without a word of granting
    whole: bool = False  # says the measure itself, so that a deduction beside it takes nothing away
    within: str = ""  # the outcome that a time states with it
    known_in: Phrases = ()  # subjects in which the act is granted already, so that a time with it states the time alone
    lessens: str = (
        ""  # states only where granted, and takes the place of what is said of that outcome without a measure
    )
    absorbs: Phrases = ()  # acts that are one with it in a clause (the verb of its noun)
    money: str = ""  # the act that it is where the clause names money
    tests: tuple[Tried, ...] = ()


class Fixed(_Written):
    """Words that settle outcomes on their own; `refused` is what they say where they are denied."""

    says: Mapping[str, str]
    phrases: Phrased
    refused: Mapping[str, str] = {}
    about: Phrases = ()  # subjects without which the words settle nothing; all where it is empty
    tests: tuple[Tried, ...] = ()


class Cost(_Written):
    """Something that is paid: per outcome, the value where the customer pays and the value where we pay."""

    says: Mapping[str, Annotated[tuple[str, ...], Field(min_length=2, max_length=2)]]
    phrases: Phrased
    beside: Phrases = ()  # acts beside which, with no act of returning, it is another cost than ours
    tests: tuple[Tried, ...] = ()


class Timed(_Written):
    """What a time before or after these words promises."""

    phrases: Phrased
    tests: tuple[Tried, ...] = ()


class Paper(_Written):
    """What the customer is asked to show; `proves` is the condition that it stands for beside a cost."""

    says: Mapping[str, str]
    phrases: Phrased
    denied: Mapping[str, str] = {}  # what it says that the paper is not needed
    proves: Mapping[str, str] = {}
    tests: tuple[Tried, ...] = ()


class Proviso(_Written):
    """Words that limit a claim to some cases; `standing`: a general statement even without an "if"."""

    when: Mapping[str, Any]
    phrases: Phrased
    standing: bool = False
    for_: Phrases = Field((), alias="for")  # outcomes; all where it is empty


class Written(_Written):
    """The sections of `claims:`."""

    acts: Mapping[str, Act] = {}
    fixed: tuple[Fixed, ...] = ()
    costs: Mapping[str, Cost] = {}
    times: Mapping[str, Timed] = {}
    evidence: Mapping[str, Paper] = {}
    mentions: tuple[Fixed, ...] = ()
    conditions: tuple[Proviso, ...] = ()
    words: Mapping[str, Any] = {}
    traps: Phrases = ()


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """A proviso with its conditions typed."""

    when: Mapping[str, Matcher]
    standing: bool
    outcomes: tuple[str, ...]

    def denied(self) -> Limit:
        """Return the limit to the cases that do not meet this one; it must name one fact."""
        return Limit(
            {
                fact: matcher.matcher if isinstance(matcher, Not) else Not(matcher)
                for fact, matcher in self.when.items()
            },
            self.standing,
            self.outcomes,
        )


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase can mean: the parts it plays in a clause."""

    roles: frozenset[str]
    act: str = ""
    cost: str = ""
    time: str = ""
    paper: str = ""
    fixed: Fixed | None = None
    mention: Fixed | None = None
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that reading needs, compiled once."""

    acts: Mapping[str, Act]
    costs: Mapping[str, Cost]
    papers: Mapping[str, Paper]
    paper_limits: Mapping[str, Limit]
    automaton: Any = field(repr=False)  # ahocorasick.Automaton, which has no stubs
    tests: tuple[tuple[str, str, Tried], ...] = ()  # file, frame, test


_ROLE_SECTIONS = ("acts", "fixed", "costs", "times", "evidence", "mentions", "conditions")


def lexicon(base: Base) -> tuple[Lexicon, tuple[Problem, ...]]:
    """Return the lexicon of a base and every fault in what was written."""
    compiler = _Compiler(base)
    for part in base.claims:
        compiler.read(part.file, part.data)
    return compiler.compiled(), tuple(compiler.problems)


@dataclass(slots=True)
class _Compiler:
    base: Base
    problems: list[Problem] = field(default_factory=list)
    senses: dict[str, dict[str, Any]] = field(default_factory=dict)
    acts: dict[str, Act] = field(default_factory=dict)
    costs: dict[str, Cost] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    paper_limits: dict[str, Limit] = field(default_factory=dict)
    tests: list[tuple[str, str, Tried]] = field(default_factory=list)
    traps: set[str] = field(default_factory=set)

    def read(self, file: str, data: object) -> None:
        try:
            written = Written.model_validate(_plain(data))
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                self.fault(
                    file,
                    data,
                    fault["loc"],
                    "shape",
                    fault["msg"].lower(),
                    "see the sections in the claims of the embedded base",
                )
            return
        for name, act in written.acts.items():
            self.acts[name] = act
            self.says(file, data, ("acts", name, "says"), act.says)
            for index, phrase in enumerate(
                (*act.phrases, *("".join(parts) for lists in act.combine for parts in product(*lists)))
            ):
                self.add(file, data, ("acts", name, "phrases", index), phrase, "act", name)
            self.tests += [(file, f"acts.{name}", test) for test in act.tests]
        for name, cost in written.costs.items():
            self.costs[name] = cost
            self.says(file, data, ("costs", name, "says"), cost.says)
            for index, phrase in enumerate(cost.phrases):
                self.add(file, data, ("costs", name, "phrases", index), phrase, "cost", name)
            self.tests += [(file, f"costs.{name}", test) for test in cost.tests]
        for name, timed in written.times.items():
            for index, phrase in enumerate(timed.phrases):
                self.add(file, data, ("times", name, "phrases", index), phrase, "time", name)
            self.tests += [(file, f"times.{name}", test) for test in timed.tests]
        for name, paper in written.evidence.items():
            self.papers[name] = paper
            self.says(file, data, ("evidence", name, "says"), paper.says)
            self.says(file, data, ("evidence", name, "denied"), paper.denied)
            if paper.proves:
                limit = self.limit(file, data, ("evidence", name, "proves"), paper.proves, True, ())
                if limit is not None:
                    self.paper_limits[name] = limit
            for index, phrase in enumerate(paper.phrases):
                self.add(file, data, ("evidence", name, "phrases", index), phrase, "paper", name)
            self.tests += [(file, f"evidence.{name}", test) for test in paper.tests]
        for section, key in (("fixed", "fixed"), ("mentions", "mention")):
            for number, fixed in enumerate(getattr(written, section)):
                self.says(file, data, (section, number, "says"), fixed.says)
                for index, phrase in enumerate(fixed.phrases):
                    self.add(file, data, (section, number, "phrases", index), phrase, key, fixed)
                self.tests += [(file, f"{section}.{number}", test) for test in fixed.tests]
        for number, proviso in enumerate(written.conditions):
            limit = self.limit(file, data, ("conditions", number, "when"), proviso.when, proviso.standing, proviso.for_)
            for index, phrase in enumerate(proviso.phrases):
                if limit is not None:
                    self.add(file, data, ("conditions", number, "phrases", index), phrase, "limit", limit)
        for role, phrases in written.words.items():
            for phrase in _combined(role, phrases):
                self.senses.setdefault(normalise(phrase), {}).setdefault("roles", set()).add(
                    role.removesuffix("-combine").removesuffix("-more")
                )
        self.traps |= {normalise(phrase) for phrase in written.traps}

    def limit(
        self, file: str, data: object, path: tuple[Any, ...], when: Any, standing: bool, outcomes: tuple[str, ...]
    ) -> Limit | None:
        try:
            return Limit(read_when(_listed(when), self.base.facts).all, standing, outcomes)
        except FaultsError as error:
            for fault in error.faults:
                self.fault(file, data, (*path, *fault.path), fault.code, fault.message, fault.mend)
            return None

    def says(self, file: str, data: object, path: tuple[Any, ...], says: Mapping[str, str | tuple[str, ...]]) -> None:
        for outcome, values in says.items():
            known = self.base.outcomes.get(outcome)
            for value in (values,) if isinstance(values, str) else values:
                if known is None or (known.values is not None and value not in known.values):
                    self.fault(
                        file,
                        data,
                        (*path, outcome),
                        "reference",
                        f"there is no {outcome}: {value}",
                        "name an outcome and a value of the base",
                    )

    def add(self, file: str, data: object, path: tuple[Any, ...], phrase: str, part: str, meaning: Any) -> None:
        sense = self.senses.setdefault(normalise(phrase), {})
        other = sense.get(part)
        if other is not None and other is not meaning and other != meaning:
            self.fault(
                file, data, path, "two-values", f"{phrase!r} states two things", "keep it in one of the two lists"
            )
            return
        sense[part] = meaning

    def fault(self, file: str, data: object, path: tuple[Any, ...], code: str, message: str, mend: str) -> None:
        place = _place(data, path)
        dotted = ".".join(str(step) for step in path)
        self.problems.append(Problem(Location(file, place.line, place.column), "claims", dotted, code, message, mend))

    def compiled(self) -> Lexicon:
        automaton = ahocorasick.Automaton()
        for trap in self.traps:
            self.senses.setdefault(trap, {}).setdefault("roles", set())
        for phrase, parts in self.senses.items():
            roles = frozenset(
                (
                    *parts.get("roles", ()),
                    *(key for key in ("act", "cost", "time", "paper", "fixed", "mention", "limit") if key in parts),
                )
            )
            given = {
                key: parts[key] for key in ("act", "cost", "time", "paper", "fixed", "mention", "limit") if key in parts
            }
            if phrase:
                automaton.add_word(phrase, (len(phrase), Sense(roles, **given)))
        if len(automaton):
            automaton.make_automaton()
        return Lexicon(self.acts, self.costs, self.papers, self.paper_limits, automaton, tuple(self.tests))


def _combined(role: str, phrases: Any) -> Iterator[str]:
    if role.endswith("-combine"):
        yield from ("".join(parts) for parts in product(*phrases))
    else:
        yield from phrases


def _plain(data: Any) -> Any:
    """Return tables and rows as plain mappings and lists, numbers left as text."""
    if isinstance(data, Mapping):
        return {key: _plain(value) for key, value in data.items()}
    return [_plain(value) for value in data] if isinstance(data, list) else data


def _listed(when: Any) -> Any:
    return (
        {key: list(value) if isinstance(value, tuple) else value for key, value in when.items()}
        if isinstance(when, Mapping)
        else when
    )


def _place(data: object, path: tuple[Any, ...]) -> Place:
    """Return where what stands at `path` is written, or the nearest thing above it."""
    place = getattr(data, "place", Place(1, 1))
    here: Any = data
    for step in path:
        key = "in" if step == "in_" else "for" if step == "for_" else step
        if isinstance(here, Table) and key in here.places:
            place, here = here.places[key], here[key]
        elif isinstance(here, Row) and isinstance(key, int) and key < len(here.places):
            place, here = here.places[key], here[key]
        else:
            break
    return place
