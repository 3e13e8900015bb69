"""The roles that the words of a reply play; `claims: words:` of a base names them in lower case, with hyphens."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a phrase of the lexicon does in a clause; one phrase may play several roles."""

    __hash__ = str.__hash__  # enum's own is Python code, and roles are looked up for every token

    # entries of the lexicon, and times: no `words:` name these
    ACT = "act"
    FIXED = "fixed"
    COST = "cost"
    TIME = "time"
    PAPER = "paper"
    MENTION = "mention"
    LIMIT = "limit"
    DURATION = "duration"
    # granting, refusing and denying
    MAY = "may"
    MAY_NEXT = "may-next"
    GOOD = "good"
    SO = "so"
    ON_TERMS = "on-terms"
    SHALL = "shall"
    WILL = "will"
    NOT = "not"
    NOT_NEXT = "not-next"
    NOT_AFTER = "not-after"
    IS_NOT = "is-not"
    CANNOT = "cannot"
    LAPSED = "lapsed"
    NEEDLESS = "needless"
    NEED = "need"
    ONLY_CAN = "only-can"
    DECLINES = "declines"
    PLEDGES = "pledges"
    SUCCEEDED = "succeeded"
    DONE = "done"
    EVEN = "even"
    RHETORICAL = "rhetorical"
    RHETORICAL_NOT = "rhetorical-not"
    RHETORICAL_END = "rhetorical-end"
    # asking and telling back
    WHETHER = "whether"
    ASKS = "asks"
    ASKS_WHAT = "asks-what"
    OR_ASKS = "or-asks"
    EITHER_ASKS = "either-asks"
    OFFERS = "offers"
    TOLD = "told"
    MISTAKEN = "mistaken"
    DEFINES = "defines"
    # conditions, and what stands outside them
    IF = "if"
    IF_END = "if-end"
    IF_ACT = "if-act"
    TURN = "turn"
    ONLY = "only"
    PROVISO = "proviso"
    UNLESS = "unless"
    OTHERWISE = "otherwise"
    BEYOND = "beyond"
    ASSERTED = "asserted"
    CONCEDED = "conceded"
    REGARDLESS = "regardless"
    BUT = "but"
    DEADLINE = "deadline"
    AFTER = "after"
    # what makes a noun of an act
    NOUN_TAIL = "noun-tail"
    REQUEST_TAIL = "request-tail"
    TIME_TAIL = "time-tail"
    KEEPS_NOUN = "keeps-noun"
    QUALIFYING = "qualifying"
    # who pays
    MONEY = "money"
    PAYS = "pays"
    PAYS_AHEAD = "pays-ahead"
    ADVANCES = "advances"
    REPAYS = "repays"
    CHARGES = "charges"
    HALF = "half"
    LOOSE = "loose"
    SHRUGS = "shrugs"
    BRAND_PAYS = "brand-pays"
    CUSTOMER_PAYS = "customer-pays"
    FALLS_BRAND = "falls-brand"
    FALLS_CUSTOMER = "falls-customer"
    NOT_RETURN = "not-return"
    INSURANCE = "insurance"
    SENDS_BACK = "sends-back"
    # people
    BRAND = "brand"
    CUSTOMER = "customer"
    YOUR = "your"
    ABOUT_CUSTOMER = "about-customer"
    SELF = "self"
    PERSON = "person"
    # papers, and the rest
    RECEIVED = "received"
    HANDS_OVER = "hands-over"
    KEEPS = "keeps"
    OTHER_KIND = "other-kind"
    WEAK_HOST = "weak-host"
    FILLERS = "fillers"
    # what a cost without a name of its own is taken for
    MEDICAL_CONTEXT = "medical-context"
    FREIGHT_CONTEXT = "freight-context"


ENTRY_ROLES = (Role.ACT, Role.COST, Role.TIME, Role.PAPER, Role.FIXED, Role.MENTION, Role.LIMIT)
WORD_ROLES = tuple(role for role in Role if role not in (*ENTRY_ROLES, Role.DURATION))
