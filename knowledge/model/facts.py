"""Facts: what can be true of one customer's case, and the values that each can take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from knowledge import meant
from knowledge.nearest import nearest_hint
from knowledge.problem import Fault, FaultsError
from knowledge.text import SNAKE, Flag, Phrases, Text

Value = str | int | bool
Whole = Annotated[int, Field(ge=-(10**9), le=10**9)]

_INTEGER = re.compile(r"-?\d{1,18}")


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: Text  # the question that an agent puts to the customer
    name: str = ""  # label in the sidebar; the id where it is empty
    like: SNAKE | None = None  # the product's fact whose phrases state it; the one of its id where it is left out
    subject: Flag = False

    @model_validator(mode="after")
    def _assumed_value_fits(self) -> _Fact:
        assumed = getattr(self, "assume", None)
        if assumed is not None:
            try:
                value_of(assumed, self)  # type: ignore[arg-type]  # every subclass below is a Fact
            except FaultsError as error:
                raise FaultsError(
                    [Fault(("assume",), fault.code, fault.message, fault.mend) for fault in error.faults]
                ) from error
        return self


class Action(BaseModel):
    """What customers do, or leave undone, that states a fact: 抹了两次, 没抹过, 封膜让我撕了, 在专柜买的.

    A verb without a `to` needs a sign that it is done (了, 过, 完, 两次); beside something of `to` it needs none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    does: Annotated[Phrases, Field(min_length=1)]  # verbs
    to: Phrases = ()  # what one of them must be done to, in the same clause
    not_to: Phrases = ()  # in a clause with one of these the action states nothing
    tells: Phrases = ()  # verbs of what the thing itself says; it is there all the same: 病历没写原因
    done: Flag | None = None  # the value that the action states when it is done; none: nothing
    undone: Flag | None = None  # the value that it states when it is denied


class ChoiceValue(BaseModel):
    """One value of a choice fact, and the words in which customers state it; an action that is done states it too."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    like: SNAKE | None = None  # the product's value whose phrases state it; the one of its id where it is left out
    phrases: Phrases = ()
    not_phrases: Phrases = ()  # longer words in which a phrase is innocent
    not_beside: Phrases = ()  # right before or behind one of these a phrase states nothing: 退货期 + 过了
    not_with: Phrases = ()  # in a message with one of these a phrase states nothing
    residual: Flag = False  # meant only where no other value is told beside it: 不想要了 beside 发霉了 is no reason
    instead: Mapping[SNAKE, Phrases] = {}  # value -> words that make a phrase in the same message state that value
    actions: tuple[Action, ...] = ()


class ChoiceFact(_Fact):
    """One of several named values; `urgency` lists the values of the subject, the most urgent first."""

    type: Literal["choice"]
    values: Annotated[Mapping[SNAKE, ChoiceValue], Field(min_length=1)]
    assume: str | None = None
    urgency: tuple[str, ...] = ()
    general: Phrases = ()  # words of a general question, which states the fact only where the customer tells of a use


class Follows(BaseModel):
    """Where a number is also read from: an expression tied to `fact`, if the text states the values of `when`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fact: SNAKE
    when: Mapping[SNAKE, str]


class IntegerFact(_Fact):
    """A whole number from `min` to `max`, both included; `phrases` tie a time or number in a text to it."""

    type: Literal["integer"]
    min: Whole
    max: Whole
    unit: str = ""
    assume: str | None = None
    phrases: Phrases = ()
    follows: Follows | None = None
    used: Flag = False  # the length of an action without a `to` is the least that it can be: 用了半个月
    alone: Phrases = ()  # in a message with one of these 第六天, told by itself, counts it
    windows: Mapping[Whole, Phrases] = {}  # names of a window by its length: 过了退货期 is a day more at the least

    @model_validator(mode="after")
    def _bounds_are_in_order(self) -> IntegerFact:
        if self.min > self.max:
            raise FaultsError([Fault(("min",), "range", f"min {self.min} is above max {self.max}", "swap them")])
        return self


class BooleanPhrases(BaseModel):
    """Words that state that the fact is so, that it is not, and longer words in which those state nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    true: Phrases = ()
    false: Phrases = ()
    neither: Phrases = ()
    not_with: Phrases = ()  # in a message with one of these none of them states anything
    actions: tuple[Action, ...] = ()


class BooleanFact(_Fact):
    """True or false."""

    type: Literal["boolean"]
    assume: str | None = None
    phrases: BooleanPhrases = BooleanPhrases()


Fact = ChoiceFact | IntegerFact | BooleanFact


def value_of(text: Any, fact: Fact) -> Value:
    """Return the typed value that `text` (or a value from JSON) stands for; raises FaultsError."""
    match fact:
        case ChoiceFact(values=values):
            if isinstance(text, str) and text in values:
                return text
            called = {key: value.name for key, value in values.items()}
            hint = nearest_hint(str(text), values, called) or f"it is one of {', '.join(values)}"
            raise FaultsError([Fault((), "value", f"{text!r} is no value of it", hint)])
        case BooleanFact():
            if isinstance(text, bool):
                return text
            if text in ("true", "false"):
                return bool(text == "true")
            mend = meant.hint(meant.flag(str(text)), "write true or false")
            raise FaultsError([Fault((), "value", f"{text!r} is neither true nor false", mend)])
        case _:
            return _integer(text, fact.min, fact.max)


def _integer(text: Any, low: int, high: int) -> int:
    whole = isinstance(text, int) and not isinstance(text, bool)
    if not whole and not (isinstance(text, str) and _INTEGER.fullmatch(text)):
        mend = meant.hint(meant.whole_numbers(str(text)), f"write a whole number from {low} to {high}")
        raise FaultsError([Fault((), "type", f"{text!r} is not a whole number", mend)])
    number = int(text)
    if not low <= number <= high:
        raise FaultsError(
            [Fault((), "range", f"'{number}' lies outside {low}..{high}", f"write a number from {low} to {high}")]
        )
    return number


def assumed_value(fact: Fact) -> Value | None:
    """Return the value that the fact is taken to have while unknown, or None where nothing is assumed."""
    return None if fact.assume is None else value_of(fact.assume, fact)
