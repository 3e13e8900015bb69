"""A draft reply held against the policies: verdict, findings with spans, what to say instead and what to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from knowledge.case import Case
from knowledge.decide import Decision
from knowledge.judge import Finding, Judgement, judge
from knowledge.reading.claims.reader import ClaimsReader
from knowledge.reading.forbidden import ForbiddenFound, ForbiddenWords
from service.answers.assistant import Assistant
from service.answers.script import script
from service.answers.understand import Given, ReadFact, as_given, understand


@dataclass(frozen=True, slots=True)
class Draft:
    """An agent's draft, the message it answers (empty where there is none) and what is known of the case."""

    reply: str
    on: date
    channel: str | None = None
    facts: Given = field(default_factory=dict)
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a draft comes to; `instead` holds the fitting script of each finding, in their order."""

    facts: Mapping[str, ReadFact]
    judgement: Judgement
    instead: tuple[str, ...]
    forbidden: tuple[ForbiddenFound, ...]


class Checker:
    """Checks drafts over one assistant; compiled once, and safe to share between threads."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._claims = ClaimsReader.of(assistant.base)
        self._forbidden = ForbiddenWords(assistant.base.terms)

    def check(self, draft: Draft) -> Checked:
        """Hold one draft against what is decided; facts that are given win over those read from the message."""
        facts = self._facts(draft)
        case = Case(draft.channel, draft.on, {name: fact.value for name, fact in facts.items()})
        about = str(case.facts.get(self._assistant.base.subject, ""))
        found = judge(self._assistant.decider, case, self._claims.read(draft.reply, about, draft.asked))
        instead = tuple(self._instead(case, finding) for finding in found.faults)
        return Checked(facts, found, instead, self._forbidden.find(draft.reply))

    def _facts(self, draft: Draft) -> Mapping[str, ReadFact]:
        if not draft.asked.strip():
            return as_given(draft.facts)
        return understand(self._assistant, draft.asked, draft.facts, (), draft.on).facts

    def _instead(self, case: Case, finding: Finding) -> str:
        """Return the script of the policy behind a decision, empty where none of them says anything."""
        base, decider = self._assistant.base, self._assistant.decider
        speaking = (base.policies[name] for name in finding.policies if base.policies[name].say)
        entry = next(speaking, None)
        if entry is None or finding.kind != "outcome":
            return ""
        decision = decider.decide(case) if base.subject in case.facts else Decision()
        return script(entry, decider, case, decision.decided)


def checked_json(checked: Checked) -> dict[str, Any]:
    """Return the check as `POST /v1/replies/check` gives it."""
    faults = zip(checked.judgement.faults, checked.instead, strict=True)
    return {
        "verdict": checked.judgement.verdict,
        "findings": [
            *(_finding_json(finding, instead) for finding, instead in faults),
            *(_forbidden_json(found) for found in checked.forbidden),
        ],
        "ask": [{"fact": question.fact, "question": question.question} for question in checked.judgement.ask],
        "facts": {name: _fact_json(fact) for name, fact in checked.facts.items()},
    }


def _finding_json(finding: Finding, instead: str) -> dict[str, Any]:
    decided: Any = finding.decided[0] if len(finding.decided) == 1 else list(finding.decided)
    found: dict[str, Any] = {
        "kind": finding.kind,
        "outcome": finding.claim.outcome,
        "said": finding.claim.value,
        "span": list(finding.claim.span),
    }
    if finding.decided:
        found |= {"decided": decided, "policies": list(finding.policies), "basis": list(finding.basis)}
    if finding.is_generous:
        found["generous"] = True
    return {**found, "instead": instead} if instead else found


def _forbidden_json(found: ForbiddenFound) -> dict[str, Any]:
    return {
        "kind": "forbidden",
        "phrase": found.phrase,
        "level": found.level,
        "because": found.because,
        "cite": found.cite,
        "instead": found.instead,
        "span": list(found.span),
    }


def _fact_json(fact: ReadFact) -> dict[str, Any]:
    read: dict[str, Any] = {"value": fact.value, "from": fact.origin}
    return read if fact.span is None else {**read, "span": list(fact.span)}
