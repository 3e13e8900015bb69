"""A folder of YAML files to a Base, or to every problem in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from knowledge.lexicons.customers import declared_phrases
from knowledge.lexicons.product import product
from knowledge.lexicons.shared import lexicons_of, shared_claims, with_shared
from knowledge.loading.declared import missing_sections, subject_problems, without_broken
from knowledge.loading.parse import Parsed, parse
from knowledge.loading.parse_cache import ParseCache, fingerprint
from knowledge.loading.sections import ABOUT, ABOUT_KEYS, REST, SECTIONS, adapter, id_type
from knowledge.loading.unread_files import unread_files
from knowledge.loading.vocabulary import Vocabulary
from knowledge.loading.yaml_tree import YamlFile, YamlMapping, YamlPlace, place_of
from knowledge.meant import KEYS
from knowledge.model.base import Base, ClaimsPart, EntryOrigin
from knowledge.model.entries import About, Terms
from knowledge.model.outcomes import Context
from knowledge.nearest import nearest_hint
from knowledge.problem import BrokenBaseError, Location, Problem

_OF_WHAT_IS_ABSENT = ("reference", "issue-without-policy", "outcome-unread")  # codes


@dataclass(frozen=True, slots=True)
class Loaded:
    """The base, or None where an error keeps it from being used, and every problem in file order."""

    base: Base | None
    problems: tuple[Problem, ...]
    vocabulary: Vocabulary = field(default_factory=Vocabulary, repr=False)

    def require(self) -> Base:
        """Return the base; raises BrokenBaseError where there is none."""
        if self.base is None:
            raise BrokenBaseError(self.problems, self.vocabulary.locale)
        return self.base


def load(
    folder: Path,
    *,
    today: date | None = None,
    memory: ParseCache | None = None,
    attached: Path | Literal["anywhere"] | None = None,
) -> Loaded:
    """Read and check every `*.yaml` below `folder`.

    `today` (default: no day) is held against review dates. `memory` keeps what did not change since its last use.
    The files that scripts are sent with are looked for below `attached`, by default below `folder` itself; for a copy
    of the YAML alone they may stand `anywhere`.
    """
    from knowledge.checks import check

    memory = memory or ParseCache()
    reader = _Reader(memory.sources(folder), memory)
    reader.problems += unread_files(folder)
    base = reader.base()
    problems = reader.problems if base is None else [*reader.problems, *check(base, attached or folder, today)]
    if any(problem.is_error for problem in reader.problems):  # a policy that cannot be read may be about it
        problems = [problem for problem in problems if problem.code != "issue-without-policy"]
    if reader.is_cut:  # what the unreadable file declares is not unknown
        problems = [problem for problem in problems if problem.code not in _OF_WHAT_IS_ABSENT]
    problems = sorted(problems, key=lambda problem: (problem.location, problem.code, problem.message))
    whole = base is not None and not any(problem.is_error for problem in problems)
    return Loaded(base if whole else None, tuple(problems), reader.vocabulary())


def _called(keys: Collection[str]) -> Mapping[str, str]:
    return {key: name for name, key in KEYS.items() if key in keys}


@dataclass(slots=True)
class _Reader:
    files: tuple[tuple[str, YamlFile], ...]
    memory: ParseCache
    problems: list[Problem] = field(default_factory=list)
    origins: dict[tuple[str, str], EntryOrigin] = field(default_factory=dict)
    known: dict[str, Mapping[str, Any]] = field(default_factory=dict)  # the sections that other sections name

    def vocabulary(self) -> Vocabulary:
        """Return what can be read of what the base declares, also where it holds errors."""
        unread = {
            name: tuple(key for at, key in self.origins if at == name and key not in table)
            for name, table in self.known.items()
        }
        about: Mapping[str, Any] = next((source.data for _, source in self.files if source.file == ABOUT), {})
        name, locale = (str(about.get(key) or default) for key, default in (("name", ""), ("locale", "zh-CN")))
        known: Any = self.known  # one table a section
        return Vocabulary(name, unread=unread, locale=locale, is_whole=not self.is_cut, **known)

    @property
    def is_cut(self) -> bool:
        """Say whether a file could not be read at all."""
        return any(source.problems and not source.data for _, source in self.files)

    def base(self) -> Base | None:
        for _, source in self.files:
            self.problems += source.problems
            self.unknown_sections(source)
        about: About | None = self.about()
        lexicons = lexicons_of(about)
        own = facts = self.section("facts", None)
        if "phrases" in lexicons:
            facts = self.memory.with_phrases(facts, product().facts)
        outcomes = self.section("outcomes", None)
        context = Context(facts, outcomes)
        self.memory.within(context)
        rest = {name: self.section(name, context) for name in REST}
        self.known = {"facts": facts, "outcomes": outcomes, "channels": rest["channels"]}
        terms = with_shared(self.terms(context), lexicons)
        self.problems += missing_sections(self.known, self.problems)
        self.problems += subject_problems(facts, self.origins, self.problems)
        self.problems = without_broken(self.problems, self.origins, {**facts, **outcomes})
        subject = [name for name, fact in facts.items() if fact.subject]
        if about is None or not rest["channels"] or not outcomes or len(subject) != 1:
            return None
        return Base(
            about=about,
            facts=facts,
            outcomes=outcomes,
            terms=terms,
            claims=(
                *(ClaimsPart(one.file, one.data["claims"]) for _, one in self.files if one.data.get("claims")),
                *shared_claims(lexicons),
            ),
            origins=self.origins,
            files={source.file: source.raw for _, source in self.files},
            fingerprint=fingerprint(self.files),
            declared=declared_phrases(own[subject[0]], product().facts),
            **rest,
        )

    def section(self, name: str, context: Context | None) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for digest, source in self.files:
            table = source.data.get(name)
            if table is None or table == "":
                continue
            if not isinstance(table, YamlMapping):
                self.fault(
                    source, (name,), "", "type", f"`{name}` is not a mapping of ids", f"write `{name}: {{id: …}}`"
                )
                continue
            for key, parsed in self.parse(digest, source, name, table, context).items():
                self.problems += parsed.problems
                if (name, key) in self.origins:
                    first = self.origins[name, key]
                    where = f"{first.file}:{place_of(first.section, (key,)).line}"
                    self.fault(
                        source,
                        (name, key),
                        key,
                        "duplicate-id",
                        f"the id {key!r} stands already at {where}",
                        "give it another id",
                    )
                    continue
                self.origins[name, key] = EntryOrigin(source.file, table)
                if parsed.entry is not None:
                    entries[key] = parsed.entry
        return entries

    def parse(
        self, digest: str, source: YamlFile, name: str, table: YamlMapping, context: Context | None
    ) -> Mapping[str, Parsed]:
        known = self.memory.parsed.get((digest, name, source.file))
        if known is None:
            known = {key: parse(source.file, key, table, adapter(name), id_type(name), context) for key in table}
            self.memory.parsed[digest, name, source.file] = known
        return known

    def about(self) -> About | None:
        found = next((source for _, source in self.files if source.file == ABOUT), None)
        if found is None:
            self.problems.append(
                Problem(
                    Location(ABOUT),
                    "",
                    "",
                    "missing",
                    "the base has no base.yaml",
                    "write it with `format: 1`, `name:` and `locale:`",
                )
            )
            return None
        table = YamlMapping(YamlPlace(1, 1))
        table["base"] = YamlMapping(YamlPlace(1, 1))
        table.places["base"] = YamlPlace(1, 1)
        for key in ABOUT_KEYS:
            if key in found.data:
                table["base"][key] = found.data[key]
                table["base"].places[key] = found.data.places[key]
        self.origins["about", "base"] = EntryOrigin(found.file, table)
        parsed = parse(found.file, "base", table, TypeAdapter(About), None, None)
        self.problems += parsed.problems
        return parsed.entry if isinstance(parsed.entry, About) else None

    def terms(self, context: Context) -> Terms:
        found = []
        for _, source in self.files:
            if source.data.get("terms"):
                self.origins["terms", source.file] = EntryOrigin(source.file, source.data)
                parsed = parse(source.file, "terms", source.data, TypeAdapter(Terms), None, context)
                self.problems += parsed.problems
                if isinstance(parsed.entry, Terms):
                    found.append(parsed.entry)
        return Terms(
            synonyms=tuple(group for terms in found for group in terms.synonyms),
            forbidden=tuple(item for terms in found for item in terms.forbidden),
            required=tuple(item for terms in found for item in terms.required),
            families={word: ids for terms in found for word, ids in terms.families.items()},
            out_of_scope=tuple(text for terms in found for text in terms.out_of_scope),
            spellings={written: meant for terms in found for written, meant in terms.spellings.items()},
        )

    def unknown_sections(self, source: YamlFile) -> None:
        allowed = (*SECTIONS, *ABOUT_KEYS) if source.file == ABOUT else SECTIONS
        unknown = [key for key in source.data if key not in allowed]
        bare = [key for key in unknown if isinstance(source.data[key], YamlMapping) and not nearest_hint(key, allowed)]
        if len(bare) > 1:  # the line of their section is gone
            found = f"{len(bare)} entries stand at the top, without a section: {', '.join(bare)}"
            mend = "write the section on a line above, such as `policies:`, and begin them two spaces in"
            self.fault(source, (bare[0],), "", "unknown-key", found, mend)
            unknown = [key for key in unknown if key not in bare]
        for key in unknown:
            hint = nearest_hint(key, allowed, _called(allowed)) or f"the top-level keys are {', '.join(SECTIONS)}"
            if key in bare and KEYS.get(key) not in allowed:
                hint = f"begin it two spaces in, if it is an entry of the section above; {hint}"
            self.fault(source, (key,), "", "unknown-key", f"unknown top-level key {key!r}", hint)

    def fault(self, source: YamlFile, path: tuple[str, ...], entry: str, code: str, found: str, mend: str) -> None:
        place = place_of(source.data, path)
        self.problems.append(Problem(Location(source.file, place.line, place.column), entry, "", code, found, mend))
