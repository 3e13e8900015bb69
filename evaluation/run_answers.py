"""Runs as the service answers for them: checks of a gate, two runs side by side, conflicts between channels."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from evaluation.comparison import Comparison, Moved
from evaluation.gate import Check
from evaluation.own_scripts import WELL, ScriptFigure
from evaluation.report.misses import chinese
from evaluation.report.words import check_in_words, slice_name
from evaluation.run import Run
from service.api.evaluations import WeakScript, WeakScripts
from service.api.quality_models import (
    ChannelConflict,
    ComparedScore,
    GateCheck,
    MovedCase,
    RunComparison,
    Side,
    Tallied,
    TenPerCent,
    WrongReplies,
    WrongReply,
    WrongStatement,
    WrongWord,
)

Labels = Mapping[str, Any]
Deciding = Callable[[str, str], Sequence[str]]  # issue, outcome -> the policies that decide it
_SHOWN = 200
_WEAKEST = 50


def checks_answer(checks: Sequence[Check], run: Run) -> tuple[GateCheck, ...]:
    """Return the thresholds of a gate, those that do not hold first."""
    labels = run.details.get("labels", {})
    made = []
    for one in checks:
        if one.case and one.holds:
            continue
        about, found = check_in_words(one, labels)
        if one.miss is not None:
            found = chinese(one.miss, labels)
        made.append(GateCheck(name=one.name, holds=one.holds, about=about, found=found, message=one.message))
    return tuple(sorted(made, key=lambda one: one.holds))


def comparison_answer(found: Comparison, before: str, after: str, labels: Labels) -> RunComparison:
    """Return two runs case by case."""
    return RunComparison(
        before=before,
        after=after,
        scores=tuple(
            ComparedScore(
                name=name,
                before=one.before,
                after=one.after,
                difference=one.difference,
                low=one.interval.low,
                high=one.interval.high,
                p=one.p,
            )
            for name, one in found.scores.items()
        ),
        better=_moved(found.better, labels),
        worse=_moved(found.worse, labels),
        new=len(found.new),
        gone=len(found.gone),
        notes=found.notes,
    )


def conflicts_answer(run: Run, deciding: Deciding) -> TenPerCent:
    """Return the conflicts between channels that a run of replies found, the most frequent first."""
    labels: Labels = run.details.get("labels", {})
    share = run.measure("conflicts_between_channels")
    situations = run.measure("situations_in_conflict")
    departing, customers = run.details.get("customers", (0, 0))
    by_channel = {
        one.name.split(":", 1)[1]: one for one in run.measures if one.name.startswith("contradictions/channel:")
    }
    return TenPerCent(
        share=share.value if share else None,
        low=share.low if share else None,
        high=share.high if share else None,
        customers=departing,
        of_customers=customers,
        situations=round(situations.value * situations.count) if situations else 0,
        of_situations=situations.count if situations else 0,
        conflicts=tuple(_conflict(one, labels, deciding) for one in run.details.get("conflicts", ())),
        channels=tuple(
            Tallied(
                name=name,
                label=slice_name(f"channel:{name}", labels),
                replies=one.count,
                stating=_counted(run, f"stating/channel:{name}"),
                contradicts=round(one.value * one.count),
                forbidden=_counted(run, f"forbidden/channel:{name}"),
            )
            for name, one in sorted(by_channel.items())
        ),
        agents=tuple(_tallied(one, "agent", labels) for one in run.details.get("agents", ())),
        weeks=tuple(_tallied(one, "week", labels) for one in run.details.get("weeks", ())),
    )


def wrong_replies_answer(run: Run) -> WrongReplies:
    """Return the wrong replies that a run keeps, in the words of its base, in the order of the log."""
    labels: Labels = run.details.get("labels", {})
    return WrongReplies(
        agents=tuple(_tallied(one, "agent", labels) for one in run.details.get("agents", ()) if _is_wrong(one)),
        replies=tuple(_wrong(one, labels) for one in run.details.get("wrong_replies", ())),
    )


def _is_wrong(counts: Mapping[str, Any]) -> bool:
    return bool(counts.get("contradicts") or counts.get("forbidden_ban") or counts.get("forbidden_review"))


def _wrong(one: Mapping[str, Any], labels: Labels) -> WrongReply:
    subject = next((value for value in one["facts"].values() if value in labels.get("issues", {})), "")
    channel = one["channel"] or "-"

    def statement(found: Mapping[str, Any]) -> WrongStatement:
        values = labels.get("values", {}).get(found["outcome"], {})
        return WrongStatement(
            outcome=str(labels.get("outcomes", {}).get(found["outcome"], found["outcome"])),
            said=str(values.get(found["said"], found["said"])),
            decided=" / ".join(str(values.get(value, value)) for value in found["decided"]),
            instead=found["instead"] or "",
            policies=tuple(found["policies"]),
        )

    return WrongReply(
        row=one["row"],
        channel=channel,
        name=slice_name(f"channel:{channel}", labels),
        agent=one["agent"],
        at=one["at"],
        issue=subject,
        title=str(labels.get("issues", {}).get(subject, "")),
        asked=one["asked"],
        reply=one["reply"],
        certainty=one.get("certainty"),
        statements=tuple(statement(found) for found in one["findings"]),
        words=tuple(
            WrongWord(phrase=word["phrase"], because=word["because"], instead=word["instead"])
            for word in one["forbidden"]
        ),
    )


def _moved(moved: Sequence[Moved], labels: Labels) -> tuple[MovedCase, ...]:
    return tuple(
        MovedCase(id=one.id, before=one.before, after=one.after, message=chinese(one.miss, labels) if one.miss else "")
        for one in moved[:_SHOWN]
    )


def _conflict(one: Mapping[str, Any], labels: Labels, deciding: Deciding) -> ChannelConflict:
    issue, outcome, decided = str(one["issue"]), str(one["outcome"]), one["decided"]

    def value(said: str) -> str:
        return str(labels.get("values", {}).get(outcome, {}).get(said, said))

    sides = tuple(
        Side(
            channel=channel,
            name=slice_name(f"channel:{channel}", labels),
            said=value(said),
            reply=reply,
            right=None if decided is None else said == decided,
        )
        for channel, said, reply in zip(one["channels"], one["values"], one["replies"], strict=True)
    )
    content = json.dumps([issue, outcome, decided, one["channels"], one["values"]])
    return ChannelConflict(
        id=hashlib.sha256(content.encode()).hexdigest()[:12],
        issue=issue,
        title=str(labels.get("issues", {}).get(issue, issue)),
        outcome=str(labels.get("outcomes", {}).get(outcome, outcome)),
        decided=value(decided) if decided is not None else "",
        sides=(sides[0], sides[1]),
        departing=one["departing"],
        stating=one["stating"],
        low=one["low"],
        high=one["high"],
        customers=one["customers"],
        is_conflict=one["is_conflict"],
        policies=tuple(deciding(issue, outcome)),
    )


def _tallied(one: Mapping[str, Any], dimension: str, labels: Labels) -> Tallied:
    name = str(one["name"])
    return Tallied(
        name=name,
        label=slice_name(f"{dimension}:{name}", labels),
        replies=one.get("n", 0),
        stating=one.get("stating", 0),
        contradicts=one.get("contradicts", 0),
        forbidden=one.get("forbidden_ban", 0),
    )


def _counted(run: Run, name: str) -> int:
    found = run.measure(name)
    return round(found.value * found.count) if found else 0


def weak_scripts_answer(id: str, run: Run) -> WeakScripts | None:
    """Return the scripts that come first for the fewest of their own questions; None for a run that tried none."""
    figures = [ScriptFigure(**one) for one in run.details.get("scripts", ())]
    if not figures:
        return None
    weak = [one for one in figures if one.share < WELL]
    scripts = [WeakScript(one.kind, one.id, one.asks, one.first, tuple(one.instead)) for one in weak[:_WEAKEST]]
    return WeakScripts(id, str(run.conditions.get("date", "")), tuple(scripts), len(figures))
