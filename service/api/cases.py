"""One case on every channel: facts given for a customer or an order, offered elsewhere, applied once confirmed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from pydantic import Field

from knowledge.model.base import Base
from knowledge.model.facts import IntegerFact, Value
from knowledge.model.given import read_facts
from service.answers.answer import Answer
from service.api.call_context import CallContext, Context
from service.api.callers import Caller
from service.api.errors import call_fault, refusal
from service.api.requests import ForgetCaseBody, SuggestionsBody
from service.api.responses import KnownFact
from service.people.secret import derived, secret_of
from service.store.audit import AuditEntry, write
from service.store.shared_facts import SharedFact, facts_of, forget_case, keep_facts

router = APIRouter(prefix="/v1/cases", tags=["agents"])


class ForgottenCase(Answer):
    """What is no longer kept."""

    forgotten: int = Field(description="facts that were deleted")


@router.post(
    "/forget",
    summary="忘掉一位顾客或一个订单的情况 / Forget what is kept for a case",
    operation_id="forget_case",
)
def forget(body: ForgetCaseBody, context: Context, caller: Caller) -> ForgottenCase:
    """Whatever was kept for the key is deleted, on every channel."""
    cases = digests(context, body.customer, body.order)
    if not cases:
        raise refusal([call_fault("customer", "neither a customer nor an order is named", "send one of them")])

    def forgotten() -> int:
        with context.store.begin() as connection:
            gone = sum(forget_case(connection, case) for case in cases)
            act = AuditEntry(context.now(), caller.name, "case forgotten", f"case/{cases[0][:12]}", {"facts": gone})
            write(connection, act)
            return gone

    return ForgottenCase(forgotten=context.required(forgotten))


def digests(context: CallContext, customer: str | None, order: str | None) -> Sequence[str]:
    """Return what stands for a customer and an order in the store: without the secret nobody finds it again."""
    named = {"customer": (customer or "").strip(), "order": (order or "").strip()}
    if not any(named.values()):
        return ()
    secret = derived(secret_of(context.settings), "cases")
    return [
        hmac.new(secret, f"{kind}\0{key}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
        for kind, key in named.items()
        if key
    ]


def known_elsewhere(
    context: CallContext,
    base: Base,
    body: SuggestionsBody,
    facts: Mapping[str, Value | None],
    read: Mapping[str, Value],
) -> tuple[KnownFact, ...] | None:
    """Keep the facts given with a message, and return those that were given for its case before.

    None where no case is named, or nothing is to be kept; what this message gives or states alike is left out.
    """
    days = context.settings.shared_facts_days
    cases = digests(context, body.customer, body.order) if days else ()
    if not cases:
        return None
    now = context.now()
    found = context.kept(lambda: facts_of(context.store, cases, now)) or ()
    if facts:
        until = now + timedelta(days=days)
        context.kept(lambda: keep_facts(context.store, cases, facts, channel=body.channel, at=now, until=until))
    zone = ZoneInfo(context.settings.timezone)
    told = ((one, _value_now(base, one, now, zone)) for one in found if one.fact not in facts)
    return tuple(
        KnownFact(fact=one.fact, value=value, channel=one.channel, at=one.at.replace(microsecond=0))
        for one, value in told
        if value is not None and read.get(one.fact) != value
    )


def _value_now(base: Base, kept: SharedFact, now: datetime, zone: ZoneInfo) -> Value | None:
    """Return the value of a kept fact today: days since something go on; None where the base knows no such value."""
    fact, value = base.facts.get(kept.fact), kept.value
    if isinstance(fact, IntegerFact) and fact.unit == "day" and isinstance(value, int):
        value += (now.astimezone(zone).date() - kept.at.astimezone(zone).date()).days
    return read_facts(base, {kept.fact: value}).values.get(kept.fact)
