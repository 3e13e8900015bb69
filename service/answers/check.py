"""A draft reply held against the policies: verdict, findings with spans, what to say instead and what to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pydantic import Field

from knowledge.case import Case
from knowledge.decide import Decision, FactQuestion
from knowledge.judge import Finding, Verdict, judge
from knowledge.reading.claims.reader import ClaimsReader
from knowledge.reading.forbidden import ForbiddenWords
from service.answers.answer import Answer, ReadFact, is_absent
from service.answers.assistant import Assistant
from service.answers.script import script
from service.answers.understand import Given, facts_given, understand


@dataclass(frozen=True, slots=True)
class DraftReply:
    """An agent's draft, the message it answers (empty where there is none) and what is known of the case."""

    reply: str
    on: date
    channel: str | None = None
    facts: Given = field(default_factory=dict)
    asked: str = ""


class ClaimFinding(Answer):
    """A claim of the draft that contradicts (`outcome`), that no policy decides, or that is open."""

    kind: Literal["outcome", "unsupported", "open"]
    outcome: str
    said: str
    span: tuple[int, int] = Field(description="code points of the draft, the end excluded")
    decided: str | tuple[str, ...] | None = Field(
        None, description="what is decided; several values where it is open", exclude_if=is_absent
    )
    policies: tuple[str, ...] = ()
    basis: tuple[str, ...] = Field((), description="statutes")
    generous: Literal[True] | None = Field(None, description="it offers more than is decided", exclude_if=is_absent)
    instead: str | None = Field(None, description="what to say instead", exclude_if=is_absent)


class ForbiddenFinding(Answer):
    """Wording of the draft that must not reach a customer."""

    kind: Literal["forbidden"]
    phrase: str
    level: Literal["ban", "review"]
    because: str
    cite: str
    instead: str
    span: tuple[int, int] = Field(description="code points of the draft, the end excluded")


class CheckedReply(Answer):
    """Whether a draft agrees with what is decided, and each thing that it says wrongly."""

    verdict: Verdict
    findings: tuple[ClaimFinding | ForbiddenFinding, ...]
    ask: tuple[FactQuestion, ...]
    facts: Mapping[str, ReadFact]
    snapshot: str = Field(description="id of the snapshot that answered")


class Checker:
    """Checks drafts over one assistant; compiled once, and safe to share between threads."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._claims = ClaimsReader.of(assistant.base)
        self._forbidden = ForbiddenWords(assistant.base.terms)

    def check(self, draft: DraftReply) -> CheckedReply:
        """Hold one draft against what is decided; facts that are given win over those read from the message."""
        facts = self._facts(draft)
        case = Case(draft.channel, draft.on, {name: fact.value for name, fact in facts.items()})
        about = str(case.facts.get(self._assistant.base.subject, ""))
        found = judge(self._assistant.decider, case, self._claims.read(draft.reply, about, draft.asked))
        claims = (self._claim(case, finding) for finding in found.findings)
        return CheckedReply(
            verdict=found.verdict,
            findings=(*(one for one in claims if one is not None), *self._forbidden_in(draft.reply)),
            ask=found.ask,
            facts=facts,
            snapshot=self._assistant.snapshot,
        )

    def _facts(self, draft: DraftReply) -> Mapping[str, ReadFact]:
        if not draft.asked.strip():
            return facts_given(draft.facts)
        return understand(self._assistant, draft.asked, draft.facts, (), draft.on).facts

    def _claim(self, case: Case, finding: Finding) -> ClaimFinding | None:
        if finding.kind == "right":
            return None
        decided = finding.decided[0] if len(finding.decided) == 1 else finding.decided or None
        return ClaimFinding(
            kind=finding.kind,
            outcome=finding.claim.outcome,
            said=finding.claim.value,
            span=finding.claim.span,
            decided=decided,
            policies=finding.policies,
            basis=finding.basis,
            generous=True if finding.is_generous else None,
            instead=self._instead(case, finding) or None,
        )

    def _forbidden_in(self, reply: str) -> list[ForbiddenFinding]:
        return [
            ForbiddenFinding(
                kind="forbidden",
                phrase=found.phrase,
                level=found.level,
                because=found.because,
                cite=found.cite,
                instead=found.instead,
                span=found.span,
            )
            for found in self._forbidden.find(reply)
        ]

    def _instead(self, case: Case, finding: Finding) -> str:
        """Return the script of the policy behind a decision, empty where none of them says anything."""
        base, decider = self._assistant.base, self._assistant.decider
        speaking = (base.policies[name] for name in finding.policies if base.policies[name].say)
        entry = next(speaking, None)
        if entry is None or finding.kind != "outcome":
            return ""
        decision = decider.decide(case) if base.subject in case.facts else Decision()
        return script(entry, decider, case, decision.decided)
