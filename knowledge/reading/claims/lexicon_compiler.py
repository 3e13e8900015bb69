"""The `claims:` of a base to its lexicon, with every fault in them: shapes, references, roles, two meanings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import ahocorasick
from pydantic import ValidationError

from knowledge.loading.yaml_tree import YamlList, YamlMapping, YamlPlace
from knowledge.model.base import Base
from knowledge.model.conditions import read_when
from knowledge.nearest import nearest_hint
from knowledge.problem import FaultsError, Location, Problem
from knowledge.reading.claims.lexicon import Lexicon, Limit, Sense
from knowledge.reading.claims.lexicon_entries import Act, Cost, Fixed, LexiconEntries, Paper, Timed, Tried
from knowledge.reading.claims.roles import ENTRY_ROLES, WORD_ROLES, Role
from knowledge.reading.spellings import Spellings

_COMBINE = "-combine"
_ALIASES = {"in_": "in", "for_": "for"}
Path = tuple[Any, ...]


def compile_lexicon(base: Base) -> tuple[Lexicon, tuple[Problem, ...]]:
    """Return the lexicon of a base and every fault in it."""
    compiler = _Compiler(base, Spellings(base.terms.spellings))
    for part in base.claims:
        _File(compiler, part.file, part.data).read()
    return compiler.lexicon(), tuple(compiler.problems)


@dataclass(slots=True)
class _Compiler:
    base: Base
    spellings: Spellings
    problems: list[Problem] = field(default_factory=list)
    senses: dict[str, dict[str, Any]] = field(default_factory=dict)
    acts: dict[str, Act] = field(default_factory=dict)
    costs: dict[str, Cost] = field(default_factory=dict)
    times: dict[str, Timed] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    proofs: dict[str, Limit] = field(default_factory=dict)
    tests: list[tuple[str, str, Tried]] = field(default_factory=list)

    def lexicon(self) -> Lexicon:
        automaton = ahocorasick.Automaton()
        for phrase, parts in self.senses.items():
            given = {role.value: parts[role] for role in ENTRY_ROLES if role in parts}
            roles = frozenset((*parts.get("roles", ()), *map(Role, given)))
            if phrase:
                automaton.add_word(phrase, (len(phrase), Sense(roles, **given)))
        if len(automaton):
            automaton.make_automaton()
        entries = (self.acts, self.costs, self.times, self.papers, self.proofs)
        return Lexicon(*entries, self.spellings, automaton, tuple(self.tests))

    def sense(self, phrase: str) -> dict[str, Any]:
        """Return what is known of a phrase so far, to be added to."""
        return self.senses.setdefault(self.spellings.normalise(phrase), {})


@dataclass(frozen=True, slots=True)
class _File:
    """One file's `claims:`."""

    compiler: _Compiler
    file: str
    data: object

    def read(self) -> None:
        try:
            entries = LexiconEntries.model_validate(_plain(self.data))
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                self.fault(fault["loc"], "shape", fault["msg"].lower(), "see the claims of the embedded base")
            return
        self.acts(entries)
        self.costs_and_times(entries)
        self.papers(entries)
        self.fixed("fixed", "fixed", entries.fixed)
        self.fixed("mentions", "mention", entries.mentions)
        self.provisos(entries)
        for name, phrases in entries.words.items():
            role = self.role(("words", name), name.removesuffix(_COMBINE))
            for phrase in _combinations(name, phrases) if role else ():
                self.compiler.sense(phrase).setdefault("roles", set()).add(role)
        for phrase in entries.traps:
            self.compiler.sense(phrase)

    def acts(self, entries: LexiconEntries) -> None:
        for name, act in entries.acts.items():
            self.compiler.acts[name] = act
            self.values(("acts", name, "says"), act.says)
            more = ("".join(parts) for lists in act.combine for parts in product(*lists))
            self.phrases(("acts", name, "phrases"), (*act.phrases, *more), "act", name)
            self.tests(f"acts.{name}", act.tests)

    def costs_and_times(self, entries: LexiconEntries) -> None:
        for name, cost in entries.costs.items():
            self.compiler.costs[name] = cost
            self.values(("costs", name, "says"), cost.says)
            for role in cost.by:
                self.role(("costs", name, "by", role), role)
            self.phrases(("costs", name, "phrases"), cost.phrases, "cost", name)
            self.tests(f"costs.{name}", cost.tests)
        for name, timed in entries.times.items():
            self.compiler.times[name] = timed
            if not timed.idle and (timed.outcome or name) not in self.compiler.base.outcomes:
                self.fault(
                    ("times", name), "reference", f"there is no outcome {timed.outcome or name}", "name an outcome"
                )
            self.phrases(("times", name, "phrases"), timed.phrases, "time", name)
            self.tests(f"times.{name}", timed.tests)

    def papers(self, entries: LexiconEntries) -> None:
        for name, paper in entries.evidence.items():
            self.compiler.papers[name] = paper
            self.values(("evidence", name, "says"), paper.says)
            self.values(("evidence", name, "denied"), paper.denied)
            limit = self.limit(("evidence", name, "proves"), paper.proves, True, ()) if paper.proves else None
            if limit is not None:
                self.compiler.proofs[name] = limit
            self.phrases(("evidence", name, "phrases"), paper.phrases, "paper", name)
            self.tests(f"evidence.{name}", paper.tests)

    def fixed(self, section: str, part: str, entries: tuple[Fixed, ...]) -> None:
        for number, fixed in enumerate(entries):
            self.values((section, number, "says"), fixed.says)
            self.values((section, number, "refused"), fixed.refused)
            self.phrases((section, number, "phrases"), fixed.phrases, part, fixed)
            self.tests(f"{section}.{number}", fixed.tests)

    def provisos(self, entries: LexiconEntries) -> None:
        for number, proviso in enumerate(entries.conditions):
            limit = self.limit(("conditions", number, "when"), proviso.when, proviso.standing, proviso.for_)
            if limit is not None:
                self.phrases(("conditions", number, "phrases"), proviso.phrases, "limit", limit)

    def limit(self, path: Path, when: Mapping[str, Any], standing: bool, outcomes: tuple[str, ...]) -> Limit | None:
        try:
            return Limit(read_when(_with_lists(when), self.compiler.base.facts).all, standing, outcomes)
        except FaultsError as error:
            for fault in error.faults:
                self.fault((*path, *fault.path), fault.code, fault.message, fault.mend)
            return None

    def role(self, path: Path, name: str) -> Role | None:
        """Return the role that words play, or None where there is none of that name, which is a fault."""
        if name in WORD_ROLES:
            return Role(name)
        mend = nearest_hint(name, WORD_ROLES) or "name a role that replies are read by"
        self.fault(path, "reference", f"there is no role {name}", mend)
        return None

    def values(self, path: Path, says: Mapping[str, str] | Mapping[str, tuple[str, ...]]) -> None:
        for outcome, values in says.items():
            known = self.compiler.base.outcomes.get(outcome)
            for value in (values,) if isinstance(values, str) else values:
                if known is None or (known.values is not None and value not in known.values):
                    found = f"there is no {outcome}: {value}"
                    self.fault((*path, outcome), "reference", found, "name an outcome and a value of the base")

    def phrases(self, path: Path, phrases: Iterable[str], part: str, meaning: Any) -> None:
        for index, phrase in enumerate(phrases):
            sense = self.compiler.sense(phrase)
            other = sense.setdefault(part, meaning)
            if other is not meaning and other != meaning:
                message = f"{phrase!r} states two things"
                self.fault((*path, index), "two-values", message, "keep it in one of the two lists")

    def tests(self, frame: str, tests: Iterable[Tried]) -> None:
        self.compiler.tests.extend((self.file, frame, test) for test in tests)

    def fault(self, path: Path, code: str, message: str, mend: str) -> None:
        place = _place(self.data, path)
        dotted = ".".join(str(step) for step in path)
        location = Location(self.file, place.line, place.column)
        self.compiler.problems.append(Problem(location, "claims", dotted, code, message, mend))


def _combinations(role: str, phrases: Any) -> Iterator[str]:
    if role.endswith(_COMBINE):
        yield from ("".join(parts) for lists in phrases for parts in product(*lists))
    else:
        yield from phrases


def _plain(data: Any) -> Any:
    """Return tables and rows as plain mappings and lists."""
    if isinstance(data, Mapping):
        return {key: _plain(value) for key, value in data.items()}
    return [_plain(value) for value in data] if isinstance(data, list) else data


def _with_lists(when: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in when.items()}


def _place(data: object, path: Path) -> YamlPlace:
    """Return where what stands at `path` is written, or the nearest thing above it."""
    place: YamlPlace = getattr(data, "place", YamlPlace(1, 1))
    here: Any = data
    for step in path:
        key = _ALIASES.get(step, step)
        known = isinstance(here, YamlMapping | YamlList) and _has(here, key)
        if not known:
            break
        place, here = here.places[key], here[key]
    return place


def _has(here: YamlMapping | YamlList, key: Any) -> bool:
    return key in here.places if isinstance(here, YamlMapping) else isinstance(key, int) and key < len(here.places)
