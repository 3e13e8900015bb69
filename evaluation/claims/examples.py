"""Labelled replies for the learned reader: the suite's, the lexicon's own tests, the base's scripts, and templates.

What a sentence of the suite states is taken from its label; where the grammar comes to the label's verdict, its spans
say which sentence states what, and its conditions what is limited. A script states what the grammar reads in it, for
`yizhi conflicts` holds every script against its own decision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from indexer.claims.frames import PROMISED, Kind
from indexer.claims.units import Unit, Viewer
from knowledge.deciding.decide import Decider
from knowledge.deciding.verdict import judge
from knowledge.model.case import read_case
from knowledge.reading.claims.claim import Claim
from knowledge.reading.claims.lexicon import Lexicon
from knowledge.reading.claims.reader import ClaimsReader
from knowledge.reading.claims.tokens import Read, tokenise

_TEMPLATES = Path(__file__).with_name("templates.yaml")
_FILLED = 3  # phrases that a template is filled with, for each act
_DURATIONS = (
    "24小时",
    "48小时",
    "3天",
    "三天",
    "五个工作日",
    "7天",
    "15天",
    "两天",
    "72小时",
    "1小时",
    "半小时",
    "十五天",
    "明天",
    "一周",
)

Stated = Mapping[tuple[str, str], bool]  # outcome and value -> whether a condition stands over it


@dataclass(frozen=True, slots=True)
class Example:
    """A reply and what it states; by sentence where that is known, in any of them where it is None."""

    reply: str
    about: str
    asked: str
    stated: Stated
    by_sentence: Mapping[int, Stated] | None
    group: str  # paraphrases and fillings of one template share it
    worth: float = 1.0
    kind: Kind | None = None  # only units of this kind are learned from; all where it is None
    limited_is_known: bool = True


@dataclass(slots=True)
class Labelled:
    """Units with their labels, gathered row by row."""

    units: list[Unit] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    limited: list[int] = field(default_factory=list)
    worth: list[float] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)  # places of their examples

    def add(self, viewer: Viewer, lexicon: Lexicon, place: int, example: Example) -> None:
        """Add the units of one example."""
        read = tokenise(example.reply, lexicon)
        units = viewer.units(read, example.about, example.asked)
        units = [unit for unit in units if example.kind is None or unit.frame.kind is example.kind]
        for unit in units:
            stated = example.stated
            if example.by_sentence is not None and not unit.is_elided:
                stated = example.by_sentence.get(unit.sentence, {})
            label, limited = _label_of(unit, stated)
            self.units.append(unit)
            self.labels.append(label)
            self.limited.append(limited)
            self.worth.append(example.worth)
            self.owners.append(place)


def _label_of(unit: Unit, stated: Stated) -> tuple[int, int]:
    """Return 2 where the frame's thing is granted, 1 refused, 0 neither; and whether under a condition."""
    frame = unit.frame
    for label, value in ((2, frame.granted), (1, frame.refused)):
        limited = stated.get((frame.outcome, value)) if value else None
        if limited is not None:
            return label, int(limited)
    return 0, 0


def _stated_by(claims: Sequence[Claim], lexicon: Lexicon) -> Stated:
    """Return what claims state; a value that one of them states without a condition is not limited."""
    found: dict[tuple[str, str], bool] = {}
    for claim in claims:
        key = key_of(claim.outcome, claim.value, lexicon)
        found[key] = found.get(key, True) and bool(claim.conditions)
    return found


def key_of(outcome: str, value: str, lexicon: Lexicon) -> tuple[str, str]:
    """Return an outcome with its value; times are told apart by their outcome alone."""
    return outcome, PROMISED if outcome in {lexicon.outcome(time) for time in lexicon.times} else value


def example_of(row: Mapping[str, Any], decider: Decider, reader: ClaimsReader, on: date) -> Example:
    """Return one labelled reply."""
    facts = {**row.get("asked_facts", {}), **row["facts"]}
    case = read_case(decider.base, row["channel"], facts, on)
    about = str(case.facts.get(decider.base.subject, ""))
    claims = reader.read(row["reply"], about, row["asked"])
    said = {key_of(outcome, value, reader.lexicon): False for outcome, value in row["expect"]["said"].items()}
    if judge(decider, case, claims).verdict != row["expect"]["verdict"]:
        return Example(row["reply"], about, row["asked"], said, None, row["id"], limited_is_known=False)
    read = tokenise(row["reply"], reader.lexicon)
    by_sentence: dict[int, dict[tuple[str, str], bool]] = {}
    for claim in claims:
        for sentence in _sentences(read, claim):
            by_sentence.setdefault(sentence, {}).update(_stated_by([claim], reader.lexicon))
    spoken = _stated_by(claims, reader.lexicon)
    rest = {key: limited for key, limited in said.items() if not any(key[0] == outcome for outcome, _ in spoken)}
    for phrase in read.phrases:
        by_sentence.setdefault(phrase.clause.sentence, {}).update(rest)
    return Example(row["reply"], about, row["asked"], {**rest, **spoken}, by_sentence, row["id"])


def _sentences(read: Read, claim: Claim) -> Iterator[int]:
    for phrase in read.phrases:
        start, end = read.normal.span(phrase.clause.start, phrase.clause.end)
        if start < claim.span[1] and claim.span[0] < end:
            yield phrase.clause.sentence


def lexicon_examples(reader: ClaimsReader) -> Iterator[Example]:
    """Yield the tests that trainers write beside each entry."""
    for _, name, test in reader.lexicon.tests:
        stated = {key_of(outcome, value, reader.lexicon): False for outcome, value in test.says.items()}
        yield Example(test.reply, test.about, "", stated, None, f"test:{name}", limited_is_known=False)


def script_examples(decider: Decider, reader: ClaimsReader) -> Iterator[Example]:
    """Yield the scripts of the policies, each in the subject that it is about."""
    base = decider.base
    for name, policy in base.policies.items():
        about = str(getattr(policy.when.all.get(base.subject), "value", ""))
        for text in sorted({text for text in _texts(policy.say) if text}):
            claims = reader.read(text, about)
            read = tokenise(text, reader.lexicon)
            by_sentence: dict[int, dict[tuple[str, str], bool]] = {}
            for claim in claims:
                for sentence in _sentences(read, claim):
                    by_sentence.setdefault(sentence, {}).update(_stated_by([claim], reader.lexicon))
            stated = _stated_by(claims, reader.lexicon)
            yield Example(text, about, "", stated, by_sentence, f"script:{name}", 0.25)


def _texts(say: Any) -> Iterator[str]:
    """Yield every wording below a `say`, whatever its shape."""
    if isinstance(say, str):
        yield say
    elif isinstance(say, Mapping):
        for one in say.values():
            yield from _texts(one)
    elif hasattr(say, "model_dump"):
        yield from _texts(say.model_dump())


def template_examples(decider: Decider, lexicon: Lexicon, seed: int, path: Path = _TEMPLATES) -> Iterator[Example]:
    """Yield the templates, those with a blank filled from the lexicon; the same seed fills them alike."""
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    generator = np.random.default_rng(seed)
    subjects = [str(value) for value in decider.base.subject_values()]
    for part in written["implicit"]:
        stated: Stated = dict.fromkeys(part["says"].items(), False)
        for text in part["texts"]:
            for about in generator.permutation(part["about"] or subjects)[:2].tolist():
                yield Example(text, about, "", stated, None, f"text:{text}", 0.5)
    for part in written["nothing"]:
        for text in part["texts"]:
            for about in generator.permutation(part["about"] or subjects)[:2].tolist():
                yield Example(text, about, "", {}, None, f"text:{text}", 0.5)
    for kind, stances in written["framed"].items():
        for stance, texts in stances.items():
            for text in texts:
                yield from _fillings(Kind(kind), stance, text, lexicon, subjects, generator)


def _fillings(
    kind: Kind, stance: str, text: str, lexicon: Lexicon, subjects: Sequence[str], generator: np.random.Generator
) -> Iterator[Example]:
    limited = stance.endswith("_limited")
    granted = 1 if stance.startswith("granted") else 0
    group = f"text:{text}"
    match kind:
        case Kind.ACT:
            names = [name for name, act in lexicon.acts.items() if not (act.granted_only or act.plain or act.only_in)]
            for name in generator.permutation(names)[: _FILLED * 2].tolist():
                act = lexicon.acts[name]
                phrase = str(generator.choice(act.phrases))
                about = str(generator.choice([one for one in subjects if one not in act.in_]))
                stated = {(o, pair[granted]): limited for o, pair in act.says.items()} if stance != "none" else {}
                yield Example(text.replace("{act}", phrase), about, "", stated, None, group, 0.4, kind)
        case Kind.COST:
            for cost in lexicon.costs.values():
                for phrase in generator.permutation(cost.phrases)[:_FILLED].tolist() if cost.says else ():
                    about = str(generator.choice(subjects))
                    stated = {(o, pair[granted]): False for o, pair in cost.says.items()} if stance != "none" else {}
                    yield Example(text.replace("{cost}", phrase), about, "", stated, None, group, 0.4, kind)
        case Kind.PAPER:
            for paper in lexicon.papers.values():
                says = paper.says if granted else paper.denied
                for phrase in generator.permutation(paper.phrases)[:_FILLED].tolist():
                    stated = dict.fromkeys(says.items(), False) if stance != "none" else {}
                    about = str(generator.choice(subjects))
                    yield Example(text.replace("{paper}", phrase), about, "", stated, None, group, 0.4, kind)
        case Kind.TIME:
            for duration in islice(cycle(generator.permutation(_DURATIONS).tolist()), _FILLED * 2):
                stated = {(stance, PROMISED): False} if stance != "none" else {}
                about = str(generator.choice(subjects))
                yield Example(text.replace("{dur}", duration), about, "", stated, None, group, 0.5, kind)
        case Kind.MENTION:
            for mention in _mentions(lexicon):
                phrase = str(generator.choice(mention.phrases))
                stated = dict.fromkeys(mention.says.items(), False) if stance != "none" else {}
                yield Example(text.replace("{mention}", phrase), "", "", stated, None, group, 0.4, kind)
        case Kind.FIXED:
            return


def _mentions(lexicon: Lexicon) -> list[Any]:  # Any: the entries behind the senses of an untyped automaton
    senses = (sense for _, (_, sense) in lexicon.automaton.items())
    found = {id(sense.mention): sense.mention for sense in senses if sense.mention is not None and sense.mention.says}
    return list(found.values())
