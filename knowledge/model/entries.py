"""The typed entries of a base: what a trainer writes under each top-level key, parsed once and then trusted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import Field, ValidationInfo, field_validator, model_validator

from knowledge.model.authored import Known, Learned, WhenField
from knowledge.model.ingredient import Ingredient, PregnancyStance, Stance
from knowledge.model.outcomes import Decisions, Entry, context_of
from knowledge.problem import Fault, FaultsError
from knowledge.text import KEBAB, SNAKE, Day, Flag, Phrases, Text

Lexicon = Literal["claims", "phrases", "forbidden", "synonyms", "spellings", "messages"]
Kind = Literal["policy", "statute", "ingredient", "skin", "product", "guide"]


class Channel(Entry):
    """A place where a customer talks to us."""

    name: Text
    kind: Literal["online", "social", "phone", "email", "store"]


class Valid(Entry):
    """The days on which a policy exists, both included; an end left out is open."""

    from_: Day | None = Field(None, alias="from")
    to: Day | None = None

    @model_validator(mode="after")
    def _runs_forward(self) -> Valid:
        if self.from_ and self.to and self.from_ > self.to:
            raise FaultsError(
                [Fault(("to",), "range", f"it ends on {self.to}, before it begins on {self.from_}", "swap the days")]
            )
        return self


class Differs(Entry):
    """The policies from which this one differs by channel on purpose, why, and until when."""

    from_: Annotated[tuple[KEBAB, ...], Field(min_length=1)] = Field(alias="from")
    because: Text
    until: Day | None = None  # the last day on which it is meant so; None: for good

    def holds(self, on: date) -> bool:
        """Say whether the difference is still meant on a day."""
        return self.until is None or on <= self.until


class Gaps(Entry):
    """Outcomes that are left open on purpose in the cases of a policy, and why."""

    accepted: Annotated[tuple[SNAKE, ...], Field(min_length=1)]
    because: Text


class Policy(Known):
    """What we decide and say in the cases that meet `when`."""

    title: Text
    when: WhenField
    decide: Decisions = Field(default_factory=dict)
    over: tuple[KEBAB, ...] = ()
    channels: Annotated[tuple[KEBAB, ...], Field(min_length=1)] | None = None  # None: open to every channel
    basis: tuple[KEBAB, ...] = ()
    valid: Valid = Valid()
    differs: Differs | None = None
    gaps: Gaps | None = None
    ask: tuple[str, ...] = ()  # facts that it asks for: where they are all known it has nothing to say
    browse: Flag = False  # there to browse, never suggested

    @model_validator(mode="after")
    def _decides_or_says(self) -> Policy:
        if not self.decide and not self.say:
            raise FaultsError([Fault((), "empty", "the policy neither decides nor says", "write `decide:` or `say:`")])
        return self


class Statute(Known):
    """A floor in law: in every case of `when`, each outcome of `floor` is at least that favourable."""

    cite: Text
    gist: Text
    when: WhenField
    floor: Decisions
    verified: Flag = True

    @field_validator("floor")
    @classmethod
    def _is_ordered(cls, floor: Mapping[str, str], info: ValidationInfo) -> Mapping[str, str]:
        outcomes = context_of(info).outcomes
        faults = [
            Fault(
                (name,),
                "unordered",
                f"the values of {name} have no order, so there is no floor",
                "take it out of the floor",
            )
            for name in floor
            if not outcomes[name].ordered
        ]
        if faults:
            raise FaultsError(faults)
        return floor


class Routine(Entry):
    """The steps of a day, in order."""

    morning: Phrases = ()
    evening: Phrases = ()


class Skin(Learned):
    """A state of the skin and how to care for it."""

    name: Text
    advice: Text
    signs: Phrases = ()
    routine: Routine = Routine()
    avoid: Phrases = ()
    doctor: str = ""
    ingredients: Mapping[KEBAB, Stance] = {}

    @model_validator(mode="after")
    def _says(self) -> Skin:
        return _must_say(self)


class ProductPart(Entry):
    """One ingredient of a product."""

    id: KEBAB
    percent: float | None = Field(None, ge=0, le=100)


class Product(Learned):
    """Something we sell and what is in it."""

    name: Text
    ingredients: Annotated[tuple[ProductPart, ...], Field(min_length=1)]
    suits: tuple[KEBAB, ...] = ()
    unsuits: tuple[KEBAB, ...] = ()
    use: str = ""


class Guide(Learned):
    """How something is done."""

    title: Text
    steps: Phrases = ()

    @model_validator(mode="after")
    def _says(self) -> Guide:
        return _must_say(self)


K = TypeVar("K", bound=Learned)


def _must_say(entry: K) -> K:
    if not entry.say:
        raise FaultsError([Fault((), "missing", "`say` is missing", "write `say: {default: …}`")])
    return entry


class Forbidden(Entry):
    """Wording that must not reach a customer."""

    phrases: Annotated[Phrases, Field(min_length=1)]
    level: Literal["ban", "review"]
    except_: Phrases = Field((), alias="except")
    beside: Phrases = ()  # forbidden only where one of these stands in the same sentence: 好评 beside 返现
    unless: Phrases = ()  # innocent where one of these stands in the same clause: 不是正常反应
    because: Text
    cite: str = ""
    instead: str = ""


class Required(Entry):
    """Words that a script must hold: where its case, its decision or its own words call for them."""

    phrases: Annotated[Phrases, Field(min_length=1)]  # one of them is enough
    when: WhenField | None = None  # of policies whose every case meets it
    decides: Decisions = Field(default_factory=dict)  # of policies whose every case is decided so, whoever decides it
    mentions: Phrases = ()  # of texts that hold one of these
    beside: Phrases = ()  # and one of these in the same sentence
    pregnancy: tuple[PregnancyStance, ...] = ()  # of ingredients whose stance in pregnancy is one of these
    except_: tuple[KEBAB, ...] = Field((), alias="except")  # entries that may do without
    level: Literal["error", "warning"] = "error"
    because: Text
    instead: str = ""

    @model_validator(mode="after")
    def _says_where(self) -> Required:
        if self.when is None and not self.decides and not self.mentions and not self.pregnancy:
            message = "nothing says which scripts must hold the words"
            raise FaultsError([Fault((), "empty", message, "write `when:`, `decides:`, `mentions:` or `pregnancy:`")])
        return self


class Terms(Entry):
    """Words that mean the same, words that must not be used, and messages that no entry answers."""

    synonyms: tuple[Annotated[tuple[Text, ...], Field(min_length=2)], ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    required: tuple[Required, ...] = ()
    families: Mapping[str, tuple[KEBAB, ...]] = {}  # a word for several ingredients, and which they are
    out_of_scope: Phrases = ()  # what the ranker learns silence from
    spellings: Mapping[Text, Text] = {}  # 用咗 -> 用了: how customers write a word, and how the base does


class About(Entry):
    """What base.yaml says of the base."""

    format: Literal["1"]
    name: Text
    locale: Text = "zh-CN"
    lexicons: tuple[Lexicon, ...] | None = None  # which of the product's apply; all where it is left out
    values: Mapping[str, Mapping[str, Text]] = {}  # placeholder -> its value, by channel or `default`


AnyEntry = Policy | Statute | Ingredient | Skin | Product | Guide
