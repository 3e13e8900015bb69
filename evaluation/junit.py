"""A run as JUnit XML, so that CI shows each case and each threshold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from evaluation.gate import Check
from evaluation.run import Run

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(run: Run, checks: Sequence[Check]) -> str:
    """Return the XML: thresholds of the gate first, then the cases.

    A case that fails counts as a failure only without a gate, else as skipped with its message: the gate says
    what must hold.
    """
    root = Element("testsuites", name=f"yizhi evaluate {run.kind}")
    if checks:
        gate = _suite(root, f"{run.kind}.gate", len(checks), sum(not one.holds for one in checks), 0)
        for check in checks:
            case = SubElement(gate, "testcase", classname=f"{run.kind}.gate", name=_text(check.name))
            if not check.holds:
                SubElement(case, "failure", message=_text(check.message))
    wrong = sum(not one.right for one in run.cases)
    cases = _suite(root, run.kind, len(run.cases), 0 if checks else wrong, wrong if checks else 0)
    properties = SubElement(cases, "properties")
    for measure in run.measures:
        SubElement(properties, "property", name=_text(measure.name), value=f"{measure.value:.6f}")
    for one in run.cases:
        case = SubElement(cases, "testcase", classname=run.kind, name=_text(one.id))
        if not one.right:
            SubElement(case, "skipped" if checks else "failure", message=_text(one.message))
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(root: Element, name: str, tests: int, failures: int, skipped: int) -> Element:
    counts = {"tests": str(tests), "failures": str(failures), "errors": "0", "skipped": str(skipped)}
    return SubElement(root, "testsuite", {"name": name, **counts})


def _text(text: str) -> str:
    """Return text without what XML cannot hold."""
    return _UNWRITABLE.sub("�", text)
