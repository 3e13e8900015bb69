"""A draft reply held against the policies: verdict, findings with spans, what to say instead and what to ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pydantic import Field

from knowledge.deciding.decide import FactQuestion
from knowledge.deciding.verdict import JudgedClaim, Verdict
from knowledge.model.case import Case
from knowledge.reading.forbidden import ForbiddenFound
from service.answers.answer import Answer, ReadFact, is_absent
from service.answers.assistant import Assistant
from service.answers.instead import instead
from service.answers.rewriting import rewrite
from service.answers.two_readers import Reply
from service.answers.understand import Given, Turn, facts_given, understand


@dataclass(frozen=True, slots=True)
class DraftReply:
    """An agent's draft, the message it answers (empty where there is none) with the conversation before, and facts."""

    reply: str
    on: date
    channel: str | None = None
    facts: Given = field(default_factory=dict)
    asked: str = ""
    conversation: tuple[Turn, ...] = ()


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
    certainty: Literal["unsure"] | None = Field(
        None, description="one of the two readings does not find it: look yourself", exclude_if=is_absent
    )


class Readings(Answer):
    """What each of the two readings alone comes to."""

    grammar: Verdict
    learned: Verdict


class ForbiddenFinding(Answer):
    """Wording of the draft that must not reach a customer."""

    kind: Literal["forbidden"]
    phrase: str
    level: Literal["ban", "review"]
    because: str
    cite: str
    instead: str
    span: tuple[int, int] = Field(description="code points of the draft, the end excluded")
    certainty: Literal["unsure"] | None = Field(
        None,
        description="no phrase is known to be forbidden, it may be so in disguise: look yourself",
        exclude_if=is_absent,
    )


class CheckedReply(Answer):
    """Whether a draft agrees with what is decided, and each thing that it says wrongly."""

    verdict: Verdict
    findings: tuple[ClaimFinding | ForbiddenFinding, ...]
    ask: tuple[FactQuestion, ...]
    facts: Mapping[str, ReadFact]
    rewrite: str | None = Field(
        None,
        description="the draft with the scripts' own words in place of what contradicts; none is generated",
        exclude_if=is_absent,
    )
    snapshot: str = Field(description="id of the snapshot that answered")
    certainty: Literal["sure", "unsure"] | None = Field(
        None,
        description="sure where both readings come to the verdict and its probability is high; none where one sleeps",
        exclude_if=is_absent,
    )
    probability: float | None = Field(
        None, ge=0, le=1, description="of such verdicts, the share that is right", exclude_if=is_absent
    )
    readings: Readings | None = Field(None, description="what each reading alone comes to", exclude_if=is_absent)


def check(assistant: Assistant, draft: DraftReply) -> CheckedReply:
    """Hold one draft against what is decided; facts that are given win over those read from the message."""
    asked = _asked(draft)
    facts = _facts(assistant, draft, asked)
    case = Case(draft.channel, draft.on, {name: fact.value for name, fact in facts.items()})
    found = assistant.readers.judge(Reply(draft.reply, asked, case))
    judgement, certainty = found.judgement, found.certainty
    claims = [_claim(assistant, case, one, place in found.unsure) for place, one in enumerate(judgement.findings)]
    claims += [_claim(assistant, case, one, True) for one in found.doubtful]
    return CheckedReply(
        verdict=judgement.verdict,
        findings=(*(one for one in claims if one is not None), *_forbidden(assistant, draft.reply)),
        ask=judgement.ask,
        facts=facts,
        rewrite=rewrite(assistant, case, draft.reply, asked, judgement.findings) or None,
        snapshot=assistant.snapshot,
        certainty=None if certainty is None else "sure" if certainty.is_sure else "unsure",
        probability=None if certainty is None else round(certainty.probability, 3),
        readings=None if certainty is None else Readings(grammar=certainty.spoken, learned=certainty.heard),
    )


def _asked(draft: DraftReply) -> str:
    """Return the message that the draft answers: the one named, else the customer's last of the conversation."""
    if draft.asked.strip():
        return draft.asked
    return next((turn.text for turn in reversed(draft.conversation) if turn.role == "customer"), "")


def _facts(assistant: Assistant, draft: DraftReply, asked: str) -> Mapping[str, ReadFact]:
    if not asked.strip():
        return facts_given(draft.facts)
    return understand(assistant, asked, draft.facts, draft.conversation, draft.on).facts


def _claim(assistant: Assistant, case: Case, finding: JudgedClaim, is_unsure: bool) -> ClaimFinding | None:
    if finding.kind == "right":
        return None
    return ClaimFinding(
        kind=finding.kind,
        outcome=finding.claim.outcome,
        said=finding.claim.value,
        span=finding.claim.span,
        decided=finding.decided[0] if len(finding.decided) == 1 else finding.decided or None,
        policies=finding.policies,
        basis=finding.basis,
        generous=True if finding.is_generous else None,
        instead=instead(assistant, case, finding) or None,
        certainty="unsure" if is_unsure else None,
    )


def _forbidden(assistant: Assistant, reply: str) -> Iterator[ForbiddenFinding]:
    known = assistant.forbidden_words.find(reply)
    yield from (_wording(one, None) for one in known)
    yield from (_wording(one, "unsure") for one in assistant.doubted_wording.find(reply, known))


def _wording(found: ForbiddenFound, certainty: Literal["unsure"] | None) -> ForbiddenFinding:
    return ForbiddenFinding(
        kind="forbidden",
        phrase=found.phrase,
        level=found.level,
        because=found.because,
        cite=found.cite,
        instead=found.instead,
        span=found.span,
        certainty=certainty,
    )
