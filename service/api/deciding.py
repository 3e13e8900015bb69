"""One case, decided: the same answer as `yizhi decide`."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from knowledge.case import Case
from service.answers.answer import to_json
from service.api.answering import DecisionAnswer
from service.api.asking import DecideBody
from service.api.desk import AtDesk, typed

router = APIRouter(prefix="/v1", tags=["agents"])


@router.post(
    "/decide", response_model=DecisionAnswer, summary="对一个情形作出决定 / Resolve one case", operation_id="decide"
)
def decide(body: DecideBody, desk: AtDesk) -> Response:
    """What is decided, what is open or contested, by which policies, and what to ask."""
    view = desk.view
    facts = typed(view.base, body.channel, body.facts)
    case = Case(body.channel, body.on or desk.settings.today(), facts)
    return JSONResponse(to_json(view.assistant.decider.decide(case)))
