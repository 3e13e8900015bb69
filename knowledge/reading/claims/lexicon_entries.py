"""What trainers write under `claims:`: the sections of the lexicon, each of which may be spread over several files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.text import Flag, Phrases

Phrased = Annotated[Phrases, Field(min_length=1)]
Pair = Annotated[tuple[str, ...], Field(min_length=2, max_length=2)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Tried(_Part):
    """A reply and what it states; `about` is the subject that the case is about."""

    reply: str
    says: Mapping[str, str]
    about: str = ""


class Act(_Part):
    """Something that is done or not: per outcome, the value where it is refused and the value where it is granted."""

    says: Mapping[str, Pair]
    phrases: Phrased
    combine: tuple[tuple[Phrased, ...], ...] = ()  # more phrases: one of each list, joined
    in_: Mapping[str, str] = Field({}, alias="in")  # subject -> the act that the phrase means there
    only_in: Phrases = ()  # subjects without which the phrase means nothing
    known_in: Phrases = ()  # subjects in which it is granted already, so that a time with it states the time alone
    absorbs: Phrases = ()  # acts that are one with it in a clause: the verb of its noun
    plain: Flag = False  # states by itself, without a word of granting
    thing: Flag = False  # can be the subject of what will be done: 发票会发您邮箱
    within: str = ""  # the outcome that a time states with it
    days: str = ""  # the fact that a bare time limits; the first whole number of the base where it is empty
    able: Flag = False  # 7天内可以给您…: a time beside 可以 limits the cases and promises nothing
    ships: Flag = False  # after it, a time of sending is a promise
    back: Flag = False  # the customer sends something back, so that freight is the freight of that
    pays: Flag = False  # pays a cost that is named before it: 运费退给您
    spared: Flag = False  # 就不用…了吧 refuses it
    money: str = ""  # the act that it is where the clause names money
    share: str = ""  # the act that it is where a sum or a share stands beside it
    whole: Flag = False  # says the measure itself, so that a deduction beside it takes nothing away
    rival: str = ""  # the act that 只能 refuses where it grants this one
    lessens: str = ""  # the outcome of which it grants a part, so that what is granted without a measure yields to it
    voucher: Flag = False  # 优惠券不退: what becomes of one that was used is no refund
    granted_only: Flag = False  # denied, it states nothing
    aside: Flag = False  # what a bank, a carrier or an insurer takes or gives is none of ours
    tests: tuple[Tried, ...] = ()


class Fixed(_Part):
    """Words that settle outcomes on their own; `refused` is what they say where they are denied."""

    says: Mapping[str, str] = {}
    phrases: Phrased
    yields: Flag = False  # gives way to anything that the reply grants: 没货了，给您折成券
    at_stake: Literal["", "refused", "granted"] = ""  # in place of `says`: what becomes of all that the customer wants
    refused: Mapping[str, str] = {}
    about: Phrases = ()  # subjects without which the words settle nothing; all where it is empty
    not_about: Phrases = ()  # subjects in which they settle nothing
    tests: tuple[Tried, ...] = ()

    def is_meant_in(self, subject: str) -> bool:
        return subject not in self.not_about and (not self.about or subject in self.about)


class Cost(_Part):
    """Something that is paid: per outcome, the value where the customer pays and the value where we pay."""

    says: Mapping[str, Pair]
    phrases: Phrased
    beside: Phrases = ()  # acts beside which, where nothing is sent back, it is another cost than ours
    by: Mapping[str, str] = {}  # role of words in the reply -> the cost that it is then
    proved: Flag = False  # a paper beside it is a condition
    default: Flag = False  # meant where who pays is said and no cost is named
    tests: tuple[Tried, ...] = ()


class Timed(_Part):
    """What a time before or after these words promises."""

    phrases: Phrased
    outcome: str = ""  # the key of the entry where it is empty
    by_person: str = ""  # the outcome that it is where one of us is named: 顾问会打给您
    idle: Flag = False  # promises nothing
    ships: Flag = False  # promises only in a reply that names an act that ships
    sent_in: Phrases = ()  # subjects in which it promises all the same
    first: Flag = False  # goes before other words of the clause
    tests: tuple[Tried, ...] = ()


class Paper(_Part):
    """What the customer is asked to show."""

    says: Mapping[str, str]
    phrases: Phrased
    denied: Mapping[str, str] = {}  # what it says that the paper is not needed
    proves: Mapping[str, str] = {}  # the condition that it stands for beside a cost
    tests: tuple[Tried, ...] = ()


class Proviso(_Part):
    """Words that limit a claim to some cases; `standing`: a general statement even without an "if"."""

    when: Mapping[str, Any]
    phrases: Phrased
    standing: Flag = False
    for_: Phrases = Field((), alias="for")  # outcomes; all where it is empty


class Demand(_Part):
    """Terms that no fact of ours stands for: what is granted only on them is refused to the others."""

    phrases: Phrased
    known_in: Phrases = ()  # subjects in which the law knows the term, so that it narrows nothing
    trade: Flag = False  # nobody may ask for it: 评价改了就退 grants nothing, with or without 才


class LexiconEntries(_Part):
    """The sections of `claims:`."""

    acts: Mapping[str, Act] = {}
    fixed: tuple[Fixed, ...] = ()
    costs: Mapping[str, Cost] = {}
    times: Mapping[str, Timed] = {}
    evidence: Mapping[str, Paper] = {}
    mentions: tuple[Fixed, ...] = ()
    conditions: tuple[Proviso, ...] = ()
    demands: tuple[Demand, ...] = ()
    remedies: Mapping[str, Phrases] = {}  # subject -> the acts that its cases are about
    words: Mapping[str, Any] = {}  # role -> phrases; role-combine -> groups of lists, of which one each is joined
    traps: Phrases = ()
