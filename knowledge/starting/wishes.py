"""What a base of one's own shall begin with: how much of another, on which channels, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter, ValidationError

from knowledge.nearest import nearest_hint
from knowledge.text import KEBAB

KINDS = ("online", "social", "phone", "email", "store")
_ID = TypeAdapter(KEBAB)


class WishError(Exception):
    """A wish that the base cannot meet; says which, and what it can."""


class Extent(StrEnum):
    """How much of a base a new one begins with."""

    WHOLE = "whole"
    LEAN = "lean"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class ChannelWish:
    """A channel of the new base; without a name it must be one that stands already."""

    id: str
    name: str = ""
    kind: str = ""

    def entry(self, known: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return what is written of the channel, over what is known of it."""
        now = dict(known or {})
        return {**now, "name": self.name or now["name"], "kind": self.kind or now.get("kind", "online")}


@dataclass(frozen=True, slots=True)
class Wishes:
    """Channels to keep or add (all that stand where there are none), channels that get another id, outcomes to drop.

    A channel that gets another id is kept: whoever renames it wants it.
    """

    channels: tuple[ChannelWish, ...] = ()
    renamed: Mapping[str, ChannelWish] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()


def channel_wish(text: str) -> ChannelWish:
    """Read `tmall`, `pdd=拼多多店` or `pdd=拼多多店:online`; raises WishError."""
    key, _, rest = text.strip().partition("=")
    name, _, kind = rest.replace("：", ":").partition(":")
    return _checked(ChannelWish(key.strip(), name.strip(), kind.strip()))


def rename_wish(text: str) -> tuple[str, ChannelWish]:
    """Read `tmall=pdd`, `tmall=pdd:拼多多店` or `tmall=pdd:拼多多店:online`; raises WishError."""
    old, equals, rest = text.strip().partition("=")
    new, _, rest = rest.replace("：", ":").partition(":")
    name, _, kind = rest.partition(":")
    if not equals:
        raise WishError(f"{text!r} renames nothing: write old=new, or old=new:名称")
    return old.strip(), _checked(ChannelWish(new.strip(), name.strip(), kind.strip()))


def require_known(wishes: Wishes, channels: Mapping[str, Any], outcomes: Iterable[str]) -> None:
    """Raise WishError where a wish names a channel or an outcome that is not there, or leaves none."""
    for old, new in wishes.renamed.items():
        _require(old, channels, "channel")
        if new.id in channels and new.id not in wishes.renamed:
            raise WishError(f"there is a channel {new.id!r} already: choose another id for {old!r}")
    after = {wishes.renamed[key].id if key in wishes.renamed else key for key in channels}
    for channel in wishes.channels:
        if not channel.name and channel.id not in after:
            hint = nearest_hint(channel.id, after) or f"name it: {channel.id}=名称"
            raise WishError(f"there is no channel {channel.id!r}: {hint}")
    known = tuple(outcomes)
    for outcome in wishes.dropped:
        _require(outcome, known, "outcome")
    if wishes.dropped >= set(known):
        raise WishError("no outcome would be left: a base decides at least one thing")


def _require(name: str, known: Iterable[str], word: str) -> None:
    names = tuple(known)
    if name not in names:
        raise WishError(
            f"there is no {word} {name!r}: {nearest_hint(name, names) or 'it is one of ' + ', '.join(names)}"
        )


def _checked(wish: ChannelWish) -> ChannelWish:
    try:
        _ID.validate_python(wish.id)
    except ValidationError as error:
        raise WishError(f"{wish.id!r} is no id of a channel: write it in kebab-case, a-z, 0-9 and -") from error
    if wish.kind and wish.kind not in KINDS:
        raise WishError(f"{wish.kind!r} is no kind of channel: it is one of {', '.join(KINDS)}")
    return wish
