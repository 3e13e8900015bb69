"""The logs whose replies were judged, and which of them a page is of."""

from __future__ import annotations

from collections.abc import Sequence

from service.api.call_context import CallContext
from service.api.errors import not_found
from service.api.evaluation_models import Evaluation
from service.api.evaluations import evaluations_of


def judged_logs(context: CallContext, run: str) -> tuple[Sequence[Evaluation], Evaluation | None]:
    """Return those there are and the one that is named, else the newest; raises CallError for one that is not there."""
    logs = [one for one in evaluations_of(context).all() if one.kind == "replies" and one.state == "done"]
    if not run:
        return logs, logs[0] if logs else None
    chosen = next((one for one in logs if one.id == run), None)
    if chosen is None:
        raise not_found("finished evaluation of replies", run)
    return logs, chosen
