"""Evaluations that run in the background: started here, run by what an entry point adds from above the service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path as PathToFile
from typing import TYPE_CHECKING, Annotated, Literal, Protocol

from fastapi import APIRouter, Path, Response

from service.answers.assistant import Assistant
from service.api.call_context import CallContext, Context, require_facts, require_short
from service.api.errors import CallError, FieldFault, call_fault, present, refusal
from service.api.evaluation_models import Evaluation, EvaluationBody, EvaluationList, Kind
from service.settings import Settings
from service.store.ulid import PATTERN

if TYPE_CHECKING:
    from datetime import date

    from knowledge.model.base import Base
    from service.answers.suggest import CustomerMessage
    from service.api.exams import ExamPaper
    from service.api.quality_models import (
        GateCheck,
        GateText,
        ReceivedLog,
        RunComparison,
        Scorecard,
        TenPerCent,
        WrongReplies,
    )

router = APIRouter(prefix="/v1", tags=["QA"])


class Refusal(Exception):
    """An evaluation that cannot be started: the field that is wrong, what was found and the mend."""

    def __init__(self, field: str, found: str, mend: str) -> None:
        super().__init__(f"{field}: {found}; {mend}")
        self.fault = call_fault(field, found, mend)


class Busy(Exception):
    """Too many evaluations wait already."""


@dataclass(frozen=True, slots=True)
class WeakScript:
    """A script that comes first for few of its own questions, and what came first in its place most often."""

    kind: str
    id: str
    asks: int
    first: int
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeakScripts:
    """The weakest scripts of a run, the worst first."""

    run: str
    day: str
    scripts: tuple[WeakScript, ...]
    of: int  # scripts that were tried


class Evaluations(Protocol):
    """Runs evaluations one after the other and keeps what they found."""

    def start(self, wanted: EvaluationBody, assistant: Assistant) -> Evaluation:
        """Return the state of a new evaluation; raises Refusal or Busy."""
        ...

    def state(self, id: str) -> Evaluation | None: ...
    def report(self, id: str) -> str | None: ...
    def all(self) -> tuple[Evaluation, ...]: ...
    def stop(self, id: str) -> Evaluation | None: ...
    def suites(self) -> Mapping[str, PathToFile]: ...
    def questions(self, base: Base, on: date) -> tuple[CustomerMessage, ...]:
        """Return the questions of every suite that fits the base, each wording once."""
        ...

    def receive(self, name: str, data: bytes, base: Base) -> ReceivedLog:
        """Hold a log in memory; raises Refusal for one that cannot be read."""
        ...

    def judge(self, log: str, fields: Mapping[str, str], assistant: Assistant) -> Evaluation | None:
        """Return the state of a new evaluation of a log, None where it is not held; raises Refusal or Busy."""
        ...

    def checked(self, id: str) -> tuple[GateCheck, ...] | None: ...
    def compared(self, before: str, after: str) -> RunComparison | None:
        """Return two runs case by case; raises Refusal where they have nothing in common."""
        ...

    def conflicts(self, id: str, assistant: Assistant) -> TenPerCent | None: ...
    def wrong_replies(self, id: str) -> WrongReplies | None: ...
    def scorecard(self, id: str) -> Scorecard | None: ...
    def weakest(self) -> WeakScripts | None:
        """Return what the newest run over the base's own questions found; None where there is none."""
        ...

    def gate(self, kind: Kind) -> GateText: ...
    def set_gate(self, kind: Kind, text: str) -> GateText:
        """Keep a gate; raises Refusal for one that cannot be used."""
        ...

    def draw(self, kind: Literal["quiz", "visit"], count: int, seed: int, assistant: Assistant) -> ExamPaper:
        """Return a paper with its answers; raises Refusal where the base gives none."""
        ...

    def close(self) -> None: ...


OWN_QUESTIONS = "own-questions"  # names the base's own questions where a suite is named
MakeEvaluations = Callable[[Settings], Evaluations]


EvaluationId = Annotated[str, Path(pattern=PATTERN)]


@router.post(
    "/evaluations",
    status_code=202,
    summary="在后台开始一次评测 / Start an evaluation in the background",
    operation_id="start_evaluation",
    responses={
        404: {"description": "没有这个题库 / There is no such suite"},
        429: {"description": "已有太多评测在等 / Too many evaluations wait already"},
    },
)
def start(body: EvaluationBody, context: Context, response: Response) -> Evaluation:
    """It runs on the base that serves at this moment; ask for its progress at the address in `Location`."""
    require_short(body, context.settings.max_text)
    _require_known(body, context.view.base)
    try:
        found = evaluations_of(context).start(body, context.view.assistant)
    except Refusal as error:
        if error.fault.field == "suite":
            raise CallError(404, "not-found", str(error), [error.fault]) from error
        raise refusal([error.fault]) from error
    except Busy as error:
        raise CallError(
            429, "busy", "too many evaluations wait already; start this one when another is done"
        ) from error
    response.headers["Location"] = f"/v1/evaluations/{found.id}"
    return found


@router.get(
    "/evaluations",
    summary="列出评测 / Evaluations, the newest first",
    operation_id="list_evaluations",
)
def every(context: Context) -> EvaluationList:
    return EvaluationList(evaluations=evaluations_of(context).all())


@router.get(
    "/evaluations/{id}",
    summary="评测进度与结果 / Progress and figures of one evaluation",
    operation_id="get_evaluation",
)
def one(id: EvaluationId, context: Context) -> Evaluation:
    return present(evaluations_of(context).state(id), "evaluation", id)


@router.get(
    "/evaluations/{id}/report",
    response_class=Response,
    responses={200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
    summary="评测报告 / The report of one evaluation, a page that needs no network",
    operation_id="get_evaluation_report",
)
def report(id: EvaluationId, context: Context) -> Response:
    """A file to keep: its styles stand in it, which this service lets no page that it shows do."""
    page = present(evaluations_of(context).report(id), "report of a finished evaluation", id)
    headers = {"Content-Disposition": f'attachment; filename="yizhi-{id}.html"'}
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)


def _require_known(body: EvaluationBody, base: Base) -> None:
    """Raise CallError for channels and facts of replies that the base does not know, each with its place."""
    faults: list[FieldFault] = []
    for place, reply in enumerate(body.replies):
        try:
            require_facts(base, reply.channel, reply.facts)
        except CallError as error:
            faults += [
                one.model_copy(update={"field": f"replies.{place}.{one.field}"}) for one in error.document.errors
            ]
    if faults:
        raise refusal(faults)


def evaluations_of(context: CallContext) -> Evaluations:
    """Return what runs evaluations; raises CallError where this installation has none."""
    if context.evaluations is None:
        raise CallError(503, "no-evaluations", "this installation has no evaluations: install the whole of yizhi")
    found: Evaluations = context.evaluations
    return found
