"""What to say instead of a claim that contradicts: the scripts of the policies behind the decision."""

from __future__ import annotations

from knowledge.deciding.decide import Decision
from knowledge.deciding.verdict import JudgedClaim
from knowledge.model.case import Case
from service.answers.assistant import Assistant
from service.answers.script import script


def scripts_instead(assistant: Assistant, case: Case, finding: JudgedClaim) -> tuple[str, ...]:
    """Return what the policies behind a decision say in the case, in their order; none where it is no contradiction."""
    if finding.kind != "outcome":
        return ()
    base, decider = assistant.base, assistant.decider
    decision = decider.decide(case) if base.subject in case.facts else Decision()
    entries = (base.policies[name] for name in finding.policies if base.policies[name].say)
    return tuple(script(entry, decider, case, decision.decided) for entry in entries)


def instead(assistant: Assistant, case: Case, finding: JudgedClaim) -> str:
    """Return the first of them, empty where none of the policies says anything."""
    return next(iter(scripts_instead(assistant, case, finding)), "")
