"""One case, decided: the same answer as `yizhi decide`."""

from __future__ import annotations

from fastapi import APIRouter

from knowledge.deciding.decide import Decision
from knowledge.model.case import Case
from service.api.call_context import Context, require_known_facts
from service.api.callers import Caller, require_channel
from service.api.requests import DecideBody

router = APIRouter(prefix="/v1", tags=["agents"])


@router.post("/decide", summary="对一个情形作出决定 / Resolve one case", operation_id="decide")
def decide(body: DecideBody, context: Context, caller: Caller) -> Decision:
    """What is decided, what is open or contested, by which policies, and what to ask."""
    require_channel(caller, body.channel)
    view = context.view
    facts = require_known_facts(view.base, body.channel, body.facts)
    case = Case(body.channel, body.on or context.settings.today(), facts)
    return view.assistant.decider.decide(case)
