"""The conflicts inside a base: every case in which its entries disagree, a kind a module, with smallest witnesses."""

from __future__ import annotations

from knowledge.conflicts.analysis import Analysis, analyse
from knowledge.conflicts.finding import Finding, Kind, Member, Severity, Witness

__all__ = ["Analysis", "Finding", "Kind", "Member", "Severity", "Witness", "analyse"]
