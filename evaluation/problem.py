"""What can go wrong in an evaluation that its user can mend."""

from __future__ import annotations


class EvaluationError(Exception):
    """A suite, log, gate or run that cannot be used; the message says what was found, where, and the mend."""
