"""Findings as other programs read them: SARIF for code scanning, annotations for a pull request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from knowledge.conflicts.conflict import Conflict, ConflictKind, ConflictSeverity
from knowledge.conflicts.message import message
from knowledge.conflicts.texts import text_in
from knowledge.conflicts.wordings import CHINESE
from knowledge.model.base import SECTION_OF, Base
from knowledge.problem import Location

_LEVEL = {ConflictSeverity.ERROR: "error", ConflictSeverity.WARNING: "warning", ConflictSeverity.NOTICE: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sources(finding: Conflict, base: Base) -> list[Location]:
    """Return where the entries of a finding stand; of a gap, where its subject is declared; of a text, it."""
    keys = [(SECTION_OF[member.kind], member.id) for member in finding.entries]
    if finding.subject is not None and ("facts", base.subject) in base.origins:
        return [base.locate("facts", base.subject, ("values", finding.subject))]
    if finding.places:
        return [base.locate(*keys[0], path) for path in finding.places]
    return [base.locate(section, key) for section, key in keys if (section, key) in base.origins]


def to_sarif(findings: Iterable[Conflict], base: Base, folder: str = "", language: str = CHINESE) -> dict[str, Any]:
    """Return a SARIF 2.1.0 log; `folder` is put before the file names."""
    about = {kind: text_in(language, f"about_{kind.value}") for kind in ConflictKind}
    driver = {
        "name": "yizhi",
        "rules": [{"id": kind.value, "shortDescription": {"text": text}} for kind, text in about.items()],
    }
    results = [_result(finding, base, folder, language) for finding in findings]
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _result(finding: Conflict, base: Base, folder: str, language: str) -> dict[str, Any]:
    places = [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": _path(place, folder)},
                "region": {"startLine": place.line, "startColumn": place.column},
            }
        }
        for place in sources(finding, base)
    ]
    result = {
        "ruleId": finding.kind.value,
        "level": _LEVEL[finding.severity],
        "message": {"text": message(base, finding, language)},
        "partialFingerprints": {"conflict/v1": finding.id},
        "locations": places[:1],
    }
    return {**result, "relatedLocations": places[1:]} if places[1:] else result


def to_github(findings: Iterable[Conflict], base: Base, folder: str = "", language: str = CHINESE) -> list[str]:
    """Return a workflow command a finding: GitHub shows it at its line of the pull request."""
    return [_annotation(finding, base, folder, language) for finding in findings]


def _annotation(finding: Conflict, base: Base, folder: str, language: str) -> str:
    place = next(iter(sources(finding, base)), None)
    where = (
        [] if place is None else [f"file={_escaped(_path(place, folder))}", f"line={place.line}", f"col={place.column}"]
    )
    properties = ",".join((*where, f"title={finding.kind.value}"))
    text = message(base, finding, language).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{finding.severity.value} {properties}::{text}"


def _escaped(text: str) -> str:
    """Escape what would end a property of a workflow command."""
    for sign, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        text = text.replace(sign, code)
    return text


def _path(place: Location, folder: str) -> str:
    return f"{folder.rstrip('/')}/{place.file}" if folder else place.file
