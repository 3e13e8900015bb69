"""What was read of a base before, so that an edit of one file reads that file alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.lexicons.customers import with_phrases
from knowledge.loading.parse import Parsed
from knowledge.loading.sections import FIRST
from knowledge.loading.yaml_reader import read_source
from knowledge.loading.yaml_tree import YamlFile
from knowledge.model.facts import Fact
from knowledge.model.outcomes import Context


@dataclass(slots=True)
class ParseCache:
    """What was read before, by content: an edit of one file reads that file alone."""

    files: dict[str, tuple[str, YamlFile]] = field(default_factory=dict)  # name -> sha256, source
    parsed: dict[tuple[str, str, str], Mapping[str, Parsed]] = field(default_factory=dict)  # sha256, section, file
    context: Context | None = None
    phrased: tuple[Mapping[str, Fact], dict[str, Fact]] | None = None  # facts, and those with the product's phrases

    def sources(self, folder: Path) -> tuple[tuple[str, YamlFile], ...]:
        """Return (sha256, source) of each YAML file, in the order of their names."""
        found: dict[str, tuple[str, YamlFile]] = {}
        for path in sorted(folder.rglob("*.yaml"), key=lambda item: item.relative_to(folder).parts):
            name = path.relative_to(folder).as_posix()
            if any(part.startswith(".") for part in Path(name).parts) or not path.is_file():
                continue
            raw = path.read_bytes()
            digest = hashlib.sha256(raw).hexdigest()
            known = self.files.get(name)
            found[name] = known if known and known[0] == digest else (digest, read_source(name, raw))
        self.files = found
        return tuple(found.values())

    def with_phrases(self, facts: Mapping[str, Fact], known: Mapping[str, Fact]) -> dict[str, Fact]:
        """Return the facts with the product's phrases: the very same ones where they did not change."""
        before = self.phrased[0] if self.phrased else {}
        if self.phrased is None or list(before) != list(facts) or any(before[key] is not facts[key] for key in facts):
            self.phrased = (facts, with_phrases(facts, known))
        return self.phrased[1]

    def within(self, context: Context) -> None:
        """Forget what was read against other facts and outcomes."""
        same = self.context is not None and (self.context.facts, self.context.outcomes) == (
            context.facts,
            context.outcomes,
        )
        if not same:
            self.parsed = {key: value for key, value in self.parsed.items() if key[1] in FIRST}
            self.context = context


def fingerprint(sources: tuple[tuple[str, YamlFile], ...]) -> str:
    """Return the sha256 of the files' names and contents."""
    lines = "".join(f"{source.file}\0{digest}\n" for digest, source in sources)
    return hashlib.sha256(lines.encode()).hexdigest()
