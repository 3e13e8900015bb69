"""API keys of programs: made, listed and revoked by admins; the secret is shown once, when it is made."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field

from service.answers.answer import Answer
from service.api.call_context import CallContext, Context
from service.api.callers import Caller
from service.api.errors import call_fault, not_found, refusal
from service.api.requests import KeyBody
from service.people.roles import Role
from service.store.keys import Key, UnknownKey, add_key, every_key, revoke_key
from service.store.ulid import PATTERN

router = APIRouter(prefix="/v1/keys", tags=["operators"])


class ApiKey(Answer):
    """A key without its secret."""

    id: str
    name: str
    role: Role
    channel: str | None = Field(description="the one channel that it is for; null: every channel")
    at: datetime
    by: str
    revoked: datetime | None


class ApiKeys(Answer):
    """Every key, the newest first."""

    keys: tuple[ApiKey, ...]


class NewApiKey(ApiKey):
    """A key with its secret, which cannot be read again."""

    secret: str = Field(description="send it as `Authorization: Bearer …`; only a digest of it is kept")


@router.get("", summary="全部密钥 / Every key", operation_id="keys")
def keys(context: Context) -> ApiKeys:
    return ApiKeys(keys=listed(context))


@router.post("", status_code=201, summary="新建密钥 / Make a key", operation_id="add_key")
def add(body: KeyBody, context: Context, caller: Caller) -> NewApiKey:
    """For one role, and for one channel where one is named."""
    channels = context.view.base.channels
    if body.channel is not None and body.channel not in channels:
        raise refusal([call_fault("channel", "the base has no such channel", f"send one of {', '.join(channels)}")])
    made, secret = context.required(
        lambda: add_key(
            context.store,
            name=body.name,
            role=body.role,
            channel=body.channel,
            at=context.now(),
            by=caller.name,
        )
    )
    context.keys.forget()
    return NewApiKey(**dict(_told(made)), secret=secret)


@router.delete(
    "/{id}",
    status_code=204,
    response_class=Response,
    summary="吊销密钥 / Revoke a key",
    operation_id="revoke_key",
)
def revoke(id: Annotated[str, Path(pattern=PATTERN)], context: Context, caller: Caller) -> Response:
    """It opens nothing any more; in other processes within two seconds."""
    try:
        context.required(lambda: revoke_key(context.store, id, at=context.now(), by=caller.name))
    except UnknownKey as error:
        raise not_found("key that stands", id) from error
    context.keys.forget()
    return Response(status_code=204)


def listed(context: CallContext) -> tuple[ApiKey, ...]:
    """Return every key, the newest first."""
    return tuple(_told(key) for key in context.required(lambda: every_key(context.store)))


def _told(key: Key) -> ApiKey:
    return ApiKey(
        id=key.id, name=key.name, role=key.role, channel=key.channel, at=key.at, by=key.by, revoked=key.revoked
    )
