"""Wrong replies as lines that QA can act on: where each stands, what was said, what is right, what to say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from evaluation.replies.judging import Judged, Judging
from evaluation.replies.sent import RowReader, Sent
from service.store.masking import storable

SHOWN = 200  # in a report and a run; the file of lines and the workbook hold all
_OF_EACH = 30  # of an agent, in a run of the service
_PHONE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")


def wrong_reply(sent: Sent, found: Judged, judging: Judging, reader: RowReader) -> Mapping[str, Any]:
    """Return a reply that contradicts or holds forbidden words, everything personal masked but the order's number."""
    return {
        "row": sent.number,
        "order": _order(reader.notes(sent.row).get("order", "")),
        "channel": sent.channel,
        "agent": storable(sent.agent) or "-",
        "at": sent.at.isoformat(sep=" ") if sent.at else "",
        "week": sent.week,
        "asked": storable(sent.asked),
        "reply": storable(sent.reply),
        "facts": {name: found.case.facts[name] for name in sorted(found.case.facts)},
        "verdict": found.judgement.verdict,
        "certainty": None if found.certainty is None else "sure" if found.certainty.is_sure else "unsure",
        "probability": None if found.certainty is None else round(found.certainty.probability, 3),
        "findings": [
            {
                "outcome": one.claim.outcome,
                "said": one.claim.value,
                "decided": list(one.decided),
                "policies": list(one.policies),
                "basis": list(one.basis),
                "generous": one.is_generous,
                "instead": judging.instead(found.case, one),
            }
            for one in found.judgement.findings
            if one.kind == "outcome"
        ],
        "forbidden": [
            {"phrase": one.phrase, "level": one.level, "because": one.because, "instead": one.instead}
            for one in found.forbidden
        ],
        "others": {
            name: storable(str(value))
            for name in reader.columns.others
            if (value := sent.row.get(name)) not in (None, "")
        },
    }


def _order(number: str) -> str:
    return storable(number) if _PHONE.fullmatch(number) else number


def first_wrong(lines: Path | Iterator[str]) -> tuple[Mapping[str, Any], ...]:
    """Return the first lines of replies that contradict, those that a report shows."""
    if isinstance(lines, Path):
        with lines.open(encoding="utf-8") as file:
            return first_wrong(file)
    return tuple(islice(_wrong(lines), SHOWN))


def first_of_each(lines: Iterator[str]) -> tuple[Mapping[str, Any], ...]:
    """Return the first lines, and the first of every agent: each finds the own ones, however long the log is."""
    found: dict[str, int] = {}
    kept = []
    for place, one in enumerate(_wrong(lines)):
        found[one["agent"]] = found.get(one["agent"], 0) + 1
        if place < SHOWN or found[one["agent"]] <= _OF_EACH:
            kept.append(one)
    return tuple(kept)


def _wrong(lines: Iterator[str]) -> Iterator[Mapping[str, Any]]:
    read = (json.loads(line) for line in lines)
    return (one for one in read if one["verdict"] == "contradicts" or one["forbidden"])
