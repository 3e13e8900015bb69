"""One case, decided: the same answer as `yizhi decide`."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from knowledge.case import Case
from service.answers.answer import to_json
from service.api.call_context import Context, typed
from service.api.requests import DecideBody
from service.api.responses import DecisionAnswer

router = APIRouter(prefix="/v1", tags=["agents"])


@router.post(
    "/decide", response_model=DecisionAnswer, summary="对一个情形作出决定 / Resolve one case", operation_id="decide"
)
def decide(body: DecideBody, context: Context) -> Response:
    """What is decided, what is open or contested, by which policies, and what to ask."""
    view = context.view
    facts = typed(view.base, body.channel, body.facts)
    case = Case(body.channel, body.on or context.settings.today(), facts)
    return JSONResponse(to_json(view.assistant.decider.decide(case)))
