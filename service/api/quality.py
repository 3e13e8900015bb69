"""What QA works with beside single evaluations: logs, comparisons, gates and the conflicts between channels."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from service.api.call_context import Context
from service.api.callers import Caller
from service.api.errors import CallError, present, refusal
from service.api.evaluation_models import Evaluation
from service.api.evaluations import Busy, EvaluationId, Refusal, evaluations_of
from service.api.own_replies import Viewer, WhoAsks, agent_read_by
from service.api.quality_models import (
    GateBody,
    GateCheck,
    GateText,
    LogFields,
    ReceivedLog,
    RunComparison,
    Scorecard,
    TenPerCent,
    WrongReplies,
)
from service.store.audit import AuditEntry, note
from service.store.ulid import PATTERN

router = APIRouter(prefix="/v1", tags=["QA"])
MAX_LOG_BYTES = 64 * 1024 * 1024
LOG_PATH = "/v1/evaluations/logs"
_ENDINGS = ("csv", "tsv", "txt", "jsonl", "ndjson", "json", "xlsx", "xls", "parquet")
_NAME_OF_A_LOG = rf"\.({'|'.join(''.join(f'[{char}{char.upper()}]' for char in one) for one in _ENDINGS)})$"


LogId = Annotated[str, Path(pattern=PATTERN)]


@router.put(
    "/evaluations/logs",
    status_code=201,
    summary="上传一份回复日志 / Receive a log of sent replies",
    operation_id="receive_log",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def receive(
    request: Request,
    context: Context,
    name: Annotated[str, Query(max_length=200, examples=["week.csv"], json_schema_extra={"pattern": _NAME_OF_A_LOG})],
) -> ReceivedLog:
    """CSV, JSON, XLSX or Parquet, a reply or a message a row; it is held in memory and forgotten an hour later."""
    import anyio.to_thread

    data = await request.body()
    try:
        return await anyio.to_thread.run_sync(evaluations_of(context).receive, name, data, context.view.base)
    except Refusal as error:
        raise refusal([error.fault]) from error


@router.post(
    "/evaluations/logs/{log}",
    status_code=202,
    summary="评测一份已上传的日志 / Judge a log that was received",
    operation_id="judge_log",
    responses={429: {"description": "已有太多评测在等 / Too many evaluations wait already"}},
)
def judge(log: LogId, body: LogFields, context: Context, response: Response) -> Evaluation:
    """The columns are those that the upload showed, or as they are named here."""
    try:
        found = evaluations_of(context).judge(log, body.fields, context.view.assistant)
    except Refusal as error:
        raise refusal([error.fault]) from error
    except Busy as error:
        raise CallError(429, "busy", "too many evaluations wait already") from error
    found = present(found, "log", log)
    response.headers["Location"] = f"/v1/evaluations/{found.id}"
    return found


@router.post(
    "/evaluations/{id}/stop",
    summary="停止评测 / Stop an evaluation",
    operation_id="stop_evaluation",
)
def stop(id: EvaluationId, context: Context) -> Evaluation:
    """It ends between two steps; one that is done stays as it is."""
    return present(evaluations_of(context).stop(id), "evaluation", id)


@router.get(
    "/evaluations/{id}/gate",
    summary="这次评测过没过门槛 / A run against the gate of its kind",
    operation_id="check_gate",
)
def gate_of(id: EvaluationId, context: Context) -> tuple[GateCheck, ...]:
    return present(evaluations_of(context).checked(id), "finished evaluation", id)


@router.get(
    "/evaluations/{id}/comparison",
    summary="两次评测逐条比较 / Two runs case by case",
    operation_id="compare_evaluations",
)
def compare(
    id: EvaluationId, context: Context, before: Annotated[str, Query(pattern=PATTERN, description="the earlier run")]
) -> RunComparison:
    try:
        found = evaluations_of(context).compared(before, id)
    except Refusal as error:
        raise refusal([error.fault]) from error
    return present(found, "finished evaluation", id)


@router.get(
    "/evaluations/{id}/conflicts",
    summary="渠道之间的话术冲突 / Conflicts between channels in a log",
    operation_id="channel_conflicts",
)
def conflicts(id: EvaluationId, context: Context) -> TenPerCent:
    """Situations, never pairs of rows: the two replies, what is decided, and the policies to mend."""
    return present(evaluations_of(context).conflicts(id, context.view.assistant), "finished evaluation of replies", id)


@router.get(
    "/evaluations/{id}/replies",
    summary="不合规定的回复 / The wrong replies of a log",
    operation_id="wrong_replies",
)
def wrong_replies(
    id: EvaluationId,
    context: Context,
    viewer: WhoAsks,
    agent: Annotated[str, Query(max_length=120, description="all agents where it is empty")] = "",
) -> WrongReplies:
    """What was asked and sent, what is decided, and what to say; an agent reads the own ones alone."""
    agent_read_by(viewer, agent)  # refused also where there is no such run
    found = present(evaluations_of(context).wrong_replies(id), "finished evaluation of replies", id)
    return replies_read_by(viewer, found, agent)


def replies_read_by(viewer: Viewer, found: WrongReplies, wanted: str) -> WrongReplies:
    """Return those of one agent, or of all; raises CallError for an agent who asks for another's."""
    agent = agent_read_by(viewer, wanted)
    who = tuple(one for one in found.agents if viewer.reads_all or one.name == agent)
    replies = tuple(one for one in found.replies if not agent or one.agent == agent)
    return WrongReplies(agents=who, replies=replies)


@router.get(
    "/evaluations/{id}/scorecard",
    summary="服务质量记分卡 / The scorecard of a log",
    operation_id="scorecard",
)
def scorecard(id: EvaluationId, context: Context) -> Scorecard:
    """Each measure with its definition and count; those that the log does not hold name what would give them."""
    return present(evaluations_of(context).scorecard(id), "finished evaluation of replies", id)


GateKind = Annotated[Literal["retrieval", "consistency", "replies"], Path()]


@router.get("/gates/{kind}", summary="读门槛 / The gate of a kind of evaluation", operation_id="get_gate")
def gate(kind: GateKind, context: Context) -> GateText:
    return evaluations_of(context).gate(kind)


@router.put("/gates/{kind}", summary="改门槛 / Change the gate of a kind", operation_id="put_gate")
def put_gate(kind: GateKind, body: GateBody, context: Context, caller: Caller) -> GateText:
    """Checked before it is kept; an empty text brings back the one that comes with yizhi."""
    before = evaluations_of(context).gate(kind)
    try:
        after = evaluations_of(context).set_gate(kind, body.text)
    except Refusal as error:
        raise refusal([error.fault]) from error
    if after.text != before.text:
        act = AuditEntry(context.now(), caller.name, "gate changed", kind, {}, before.text, after.text)
        context.required(lambda: note(context.store, act))
    return after
