"""What a clause states by what it names, and what it only names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.reading.claims.arguments import Argument, arguments, meant
from knowledge.reading.claims.draft import Statement
from knowledge.reading.claims.lexicon import Lexicon
from knowledge.reading.claims.mood import is_offer
from knowledge.reading.claims.parties import is_theirs
from knowledge.reading.claims.polarity import Signs
from knowledge.reading.claims.roles import Role
from knowledge.reading.claims.tokens import Phrase

_AMOUNT = re.compile(
    r"百分之|\d+(?:\.\d+)?\s*(?:元|块|rmb|%|成|折)|(?<![这那])[一二两三四五六七八九十百千万零]+(?:块|成|折|元)"
)
_SHARE = re.compile(r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九])\s*(?:折|成)|百分之|\d\s*%")
_GIVEN_UP = re.compile("吧|(?:退|退货|换|换货|补)就(?:不用|不必|没必要)[了啦]")  # 就不用退了吧, 退就不用了
_WHOLE = re.compile(r"100\s*%|百分之百|百分百")


@dataclass(frozen=True, slots=True)
class ClauseStatements:
    """What a clause states, and the acts that it names without a word of granting or refusing."""

    stated: tuple[Statement, ...]
    topics: tuple[str, ...]


def clause_statements(
    phrase: Phrase, mute: Sequence[bool], lexicon: Lexicon, about: str, has_cost: bool
) -> ClauseStatements:
    """Read one clause; `about` is what the case is about, `has_cost` where a cost is spoken of in it."""
    stated: list[Statement] = []
    topics: list[str] = []
    for target in arguments(phrase, mute, lexicon, about, has_cost):
        found = _statement(phrase, target, lexicon, about)
        if found is not None:
            stated.append(found)
        elif target.kind is Role.ACT and not (target.signs and target.signs.is_needless):
            topics.append(target.act)
    for token, is_mute in zip(phrase.tokens, mute, strict=True):
        if is_mute and token.plays(Role.ACT):
            topics.append(meant(token, phrase, lexicon, about))
    kept = _later_wins([turned(one, lexicon) for one in stated] if phrase.is_denied else stated)
    return ClauseStatements(tuple(kept), tuple(dict.fromkeys(filter(None, topics))))


def turned(one: Statement, lexicon: Lexicon) -> Statement:
    """Return the opposite of what granting or refusing an act states."""
    if not one.act:
        return one
    says = {outcome: pair[not one.is_granted] for outcome, pair in lexicon.acts[one.act].says.items()}
    return replace(one, says=says, is_granted=not one.is_granted)


def act_statement(lexicon: Lexicon, name: str, signs: Signs) -> Statement:
    """Return what granting or refusing an act states."""
    granted = signs.parity > 0
    says = {outcome: pair[granted] for outcome, pair in lexicon.acts[name].says.items()}
    return Statement(says, name, signs.begins, signs.ends, granted)


def _statement(phrase: Phrase, target: Argument, lexicon: Lexicon, about: str) -> Statement | None:
    signs = target.signs
    if signs is None:
        return None
    start, end = _span(target, signs)
    if target.kind is Role.PAPER:
        return _paper(phrase, target, lexicon, signs, start, end)
    if target.kind is Role.ACT:
        return _act(phrase, target, lexicon, signs, about)
    fixed = target.token.sense.fixed if target.kind is Role.FIXED else target.token.sense.mention
    if fixed is None:
        return None
    says = fixed.says if signs.parity > 0 and not signs.is_needless else fixed.refused
    return Statement(says, "", start, end) if says else None


def _span(target: Argument, signs: Signs) -> tuple[int, int]:
    start = min(target.token.start, signs.begins) if signs.begins >= 0 else target.token.start
    return start, max(target.token.end, signs.ends)


def _paper(phrase: Phrase, target: Argument, lexicon: Lexicon, signs: Signs, start: int, end: int) -> Statement | None:
    name = target.token.sense.paper
    paper = lexicon.papers[name]
    if (
        phrase.has(Role.RECEIVED)
        or (phrase.has(Role.KEEPS) and not phrase.has(Role.HANDS_OVER))
        or _is_presumed(phrase, target)
    ):
        return None
    does_without = signs.parity < 0 and not paper.proves and phrase.has(Role.GOOD, Role.REGARDLESS)
    if signs.is_needless or does_without:
        return Statement(paper.denied, "", start, end, False, name)
    return Statement(paper.says, "", start, end, True, name) if signs.parity > 0 and paper.says else None


def _is_presumed(phrase: Phrase, target: Argument) -> bool:
    """凭截图返给您 and 有证明的可以 ask for no paper."""
    text = phrase.text[: target.token.start - phrase.clause.start]
    if text.endswith("有") and not phrase.has(Role.NEED, Role.HANDS_OVER):
        return True
    pays_back = any(one.plays(Role.REPAYS) and not one.plays(Role.ACT) for one in phrase.tokens)
    return pays_back and text.endswith("凭")


def _act(phrase: Phrase, target: Argument, lexicon: Lexicon, signs: Signs, about: str) -> Statement | None:
    start, end = _span(target, signs)
    act = lexicon.acts[target.act]
    granted = signs.parity > 0
    if _is_asked_of_customer(phrase, target, lexicon, about) or _is_of_theirs(phrase, target, lexicon, about):
        return None
    if signs.is_needless:
        given_up = act.spared and _GIVEN_UP.search(phrase.text) is not None
        says = {outcome: refused for outcome, (refused, _) in act.says.items()}
        return Statement(says, target.act, start, end, False, yields="吧" not in phrase.text) if given_up else None
    licensed = signs.is_licensed or act.plain or target.has_verb or _is_shouted(phrase) or is_offer(phrase)
    licensed = licensed or (act.thing and about not in act.known_in and _is_past(phrase, target))
    is_known = granted and about in act.known_in and _tells_how_far(phrase, target)
    if is_known or not licensed or (act.granted_only and not granted):  # 钱已经退了 tells how far it has come
        return None
    name = act.share if granted and act.share and _is_part(phrase, target) else target.act
    values = lexicon.acts[name].says
    says = {outcome: pair[granted] for outcome, pair in values.items()}
    if granted and act.rival and any(one.plays(Role.ONLY_CAN) for one in phrase.tokens[: target.at]):
        says |= {outcome: pair[0] for outcome, pair in lexicon.acts[act.rival].says.items()}
    return Statement(says, name, start, end, granted)


def _is_of_theirs(phrase: Phrase, target: Argument, lexicon: Lexicon, about: str) -> bool:
    """银行会收手续费 and 保险公司赔给您: what others take or give beside us; what they carry out for us is ours."""
    act = lexicon.acts[target.act]
    is_theirs_to_do = act.aside and target.signs is not None and target.signs.parity > 0
    return (is_theirs_to_do or about in act.known_in) and is_theirs(phrase, target.token.start)


def _is_asked_of_customer(phrase: Phrase, target: Argument, lexicon: Lexicon, about: str) -> bool:
    """换大瓶要补差价: where the case is about no difference, it is the customer's to pay."""
    if not lexicon.acts[target.act].days or not target.at:
        return False
    is_ours = any(
        act.in_.get(about) in lexicon.acts and lexicon.acts[act.in_[about]].days for act in lexicon.acts.values()
    )
    return not is_ours and phrase.tokens[target.at - 1].plays(Role.NEED)


def _tells_how_far(phrase: Phrase, target: Argument) -> bool:
    """已经退款 and 退款金额是原路返回的 tell of what is on its way."""
    return phrase.has(Role.YOUR) or any(one.plays(Role.DONE) for one in phrase.tokens[: target.at])


def _is_past(phrase: Phrase, target: Argument) -> bool:
    """已经退款, where it is not the customer who did it."""
    earlier = phrase.tokens[: target.at]
    rest = phrase.tokens[target.at + 1 : target.at + 2]
    if any(one.plays(Role.SUCCEEDED) and one.start == target.token.end for one in rest):
        return True
    return any(one.plays(Role.DONE) for one in earlier) and not any(
        one.plays(Role.CUSTOMER, Role.YOUR) for one in earlier
    )


def _is_shouted(phrase: Phrase) -> bool:
    """退! by itself is an answer."""
    return (
        phrase.clause.exclaims and not phrase.bare and all(one.plays(Role.ACT, Role.FILLERS) for one in phrase.tokens)
    )


def _is_part(phrase: Phrase, target: Argument) -> bool:
    """A sum or a share is a part: 退您货款的80%, 退20元, 打个七折退款."""
    at = target.token.end - phrase.clause.start
    some = _amount(phrase, target) or _SHARE.search(phrase.text[:at])
    return some is not None and _WHOLE.search(phrase.text) is None


def _amount(phrase: Phrase, target: Argument) -> re.Match[str] | None:
    """Return the sum that stands behind the target; in 退款再补偿20元券 it is that of the next act."""
    begin = phrase.clause.start
    following = next((one for one in phrase.tokens[target.at + 1 :] if one.plays(Role.ACT, Role.FIXED)), None)
    end = following.start - begin if following is not None else len(phrase.text)
    found = _AMOUNT.search(phrase.text, target.token.end - begin, end)
    if found is None or following is None or found.end() < end or following.plays(Role.REPAYS):
        return found
    return None


def _later_wins(stated: Sequence[Statement]) -> list[Statement]:
    kept: list[Statement] = []
    for one in stated:
        kept = [other for other in kept if not any(one.says.get(o, v) != v for o, v in other.says.items())]
        kept.append(one)
    return kept
