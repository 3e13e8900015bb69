"""Sessions of people: an admin ends everyone of a person's, whose account was closed meanwhile."""

from __future__ import annotations

from fastapi import APIRouter, Response

from service.api.call_context import Context
from service.api.callers import Caller
from service.api.requests import EndSessionsBody
from service.api.standing import marks_of_person
from service.store.ended_sessions import end_sessions

router = APIRouter(prefix="/v1/sessions", tags=["operators"])


@router.post(
    "/end",
    status_code=204,
    response_class=Response,
    summary="结束某人的登录 / End someone's sessions",
    operation_id="end_sessions",
)
def end(body: EndSessionsBody, context: Context, caller: Caller) -> Response:
    """They open nothing any more; in other processes within two seconds. Who may sign in again the provider says."""
    person, longest = body.person.strip(), context.settings.longest_session()
    marks = marks_of_person(person)
    context.required(lambda: end_sessions(context.store, person, marks, context.now(), longest, caller.name))
    context.ended.forget()
    return Response(status_code=204)
