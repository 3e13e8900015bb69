"""The conflicts inside a base: every case in which its entries disagree, a kind a module, with smallest witnesses."""

from __future__ import annotations

from knowledge.conflicts.analysis import Analysis, analyse
from knowledge.conflicts.conflict import Conflict, ConflictKind, ConflictSeverity, Member, Witness

__all__ = ["Analysis", "Conflict", "ConflictKind", "ConflictSeverity", "Member", "Witness", "analyse"]
