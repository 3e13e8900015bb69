"""One file's `claims:` into the lexicon, with its faults where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from knowledge.lexicons.adapting import adapt
from knowledge.lexicons.likeness import Likeness
from knowledge.lexicons.product import product as product_lexicons
from knowledge.loading.yaml_tree import YamlList, YamlMapping, YamlPlace
from knowledge.model.conditions import read_when
from knowledge.nearest import nearest_hint
from knowledge.problem import FaultsError, Location, Problem
from knowledge.reading.claims.lexicon import Limit
from knowledge.reading.claims.lexicon_builder import LexiconBuilder
from knowledge.reading.claims.lexicon_entries import Fixed, LexiconEntries, Tried
from knowledge.reading.claims.roles import WORD_ROLES, Role

_COMBINE = "-combine"
_ALIASES = {"in_": "in", "for_": "for"}
Path = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class LexiconFile:
    """What a file says, and whether it comes with the product."""

    builder: LexiconBuilder
    file: str
    data: object
    is_shared: bool = False  # where the base's own words say otherwise, they stand

    def read(self) -> None:
        try:
            entries = LexiconEntries.model_validate(_plain(self.data))
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                self.fault(fault["loc"], "shape", fault["msg"].lower(), "see the claims of the embedded base")
            return
        self.take(adapt(entries, self.likeness()))

    def likeness(self) -> Likeness:
        known, base = product_lexicons(), self.builder.base
        lacking = self.builder.lacking[self.is_shared]
        return Likeness(known.facts, known.outcomes, base.facts, base.outcomes, self.is_shared, lacking)

    def take(self, entries: LexiconEntries) -> None:
        self.acts(entries)
        self.costs_and_times(entries)
        self.papers(entries)
        self.fixed("fixed", "fixed", entries.fixed)
        self.fixed("mentions", "mention", entries.mentions)
        self.provisos(entries)
        self.remedies(entries)
        for number, demand in enumerate(entries.demands):
            self.phrases(("demands", number, "phrases"), demand.phrases, "demand", demand)
        for name, phrases in entries.words.items():
            role = self.role(("words", name), name.removesuffix(_COMBINE))
            for phrase in _combinations(name, phrases) if role else ():
                self.builder.sense(phrase).setdefault("roles", set()).add(role)
        for phrase in entries.traps:
            self.builder.sense(phrase)

    def acts(self, entries: LexiconEntries) -> None:
        for name, act in entries.acts.items():
            self.builder.acts[name] = _beneath(self.builder.acts.get(name), act)
            more = ("".join(parts) for lists in act.combine for parts in product(*lists))
            self.phrases(("acts", name, "phrases"), (*act.phrases, *more), "act", name)
            self.tests(f"acts.{name}", act.tests)

    def costs_and_times(self, entries: LexiconEntries) -> None:
        for name, cost in entries.costs.items():
            self.builder.costs[name] = _beneath(self.builder.costs.get(name), cost)
            for role in cost.by:
                self.role(("costs", name, "by", role), role)
            self.phrases(("costs", name, "phrases"), cost.phrases, "cost", name)
            self.tests(f"costs.{name}", cost.tests)
        for name, timed in entries.times.items():
            self.builder.times[name] = _beneath(self.builder.times.get(name), timed)
            self.phrases(("times", name, "phrases"), timed.phrases, "time", name)
            self.tests(f"times.{name}", timed.tests)

    def papers(self, entries: LexiconEntries) -> None:
        for name, paper in entries.evidence.items():
            self.builder.papers[name] = _beneath(self.builder.papers.get(name), paper)
            limit = self.limit(("evidence", name, "proves"), paper.proves, True, ()) if paper.proves else None
            if limit is not None:
                self.builder.proofs[name] = limit
            self.phrases(("evidence", name, "phrases"), paper.phrases, "paper", name)
            self.tests(f"evidence.{name}", paper.tests)

    def fixed(self, section: str, part: str, entries: tuple[Fixed, ...]) -> None:
        for number, fixed in enumerate(entries):
            self.phrases((section, number, "phrases"), fixed.phrases, part, fixed)
            self.tests(f"{section}.{number}", fixed.tests)

    def provisos(self, entries: LexiconEntries) -> None:
        for number, proviso in enumerate(entries.conditions):
            limit = self.limit(("conditions", number, "when"), proviso.when, proviso.standing, proviso.for_)
            if limit is not None:
                self.phrases(("conditions", number, "phrases"), proviso.phrases, "limit", limit)

    def remedies(self, entries: LexiconEntries) -> None:
        for subject, acts in entries.remedies.items():
            self.builder.remedies.setdefault(subject, acts)
            for number, act in enumerate(acts):
                if act not in self.builder.acts:
                    self.fault(("remedies", subject, number), "reference", f"there is no act {act}", "name an act")

    def limit(self, path: Path, when: Mapping[str, Any], standing: bool, outcomes: tuple[str, ...]) -> Limit | None:
        try:
            return Limit(read_when(_with_lists(when), self.builder.base.facts).all, standing, outcomes)
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

    def phrases(self, path: Path, phrases: Iterable[str], part: str, meaning: Any) -> None:
        for index, phrase in enumerate(phrases):
            sense = self.builder.sense(phrase)
            other = sense.setdefault(part, meaning)
            if other is not meaning and other != meaning and not self.is_shared:
                message = f"{phrase!r} states two things"
                self.fault((*path, index), "two-values", message, "keep it in one of the two lists")

    def tests(self, frame: str, tests: Iterable[Tried]) -> None:
        if self.is_shared:  # they hold in the product's own base
            return
        self.builder.tests.extend((self.file, frame, test) for test in tests)

    def fault(self, path: Path, code: str, message: str, mend: str) -> None:
        if self.is_shared:
            return
        place = _place(self.data, path)
        dotted = ".".join(str(step) for step in path)
        location = Location(self.file, place.line, place.column)
        self.builder.problems.append(Problem(location, "claims", dotted, code, message, mend))


P = TypeVar("P", bound=BaseModel)


def _beneath(own: P | None, shared: P) -> P:
    """Return an entry of the product beneath the base's own of the same name: what that one writes stands."""
    if own is None:
        return shared
    return shared.model_copy(update={name: getattr(own, name) for name in own.model_fields_set})


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
