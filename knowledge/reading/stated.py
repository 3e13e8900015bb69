"""What a clause says is done or not done: its acts, fixed phrases, papers and mentions with their polarity."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.reading.lexicon import Lexicon
from knowledge.reading.polarity import Signs, before, behind
from knowledge.reading.tokens import Phrase, Token

_AMOUNT = re.compile(
    r"百分之(?P<share>[一二三四五六七八九]?十?[一二三四五六七八九]?百?)|\d+(?:\.\d+)?\s*(?P<unit>元|块|rmb|%|成|折)|[一二两三四五六七八九十]+(?P<han>块|成|折)"
)
_SHARE = re.compile(r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九])\s*(?:折|成)|百分之|\d\s*%")
_WHOLE = re.compile(r"100\s*%|百分之百|百分百")
_JOINED = frozenset(
    ("", "或", "和", "、", "及", "并", "跟", "以及", "或者", "或是", "与", "还是", "加", "+", "/", "且", "并且", "还")
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a clause states: outcome values, the act behind them, and where its words stand."""

    says: Mapping[str, str]
    act: str  # empty for a fixed phrase, a paper or a mention
    start: int
    end: int
    is_granted: bool = True
    is_time_host: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """What a clause names without stating it, and what it states."""

    stated: tuple[Statement, ...]
    topics: tuple[str, ...]  # acts that wait for a word of granting or refusing


@dataclass(slots=True)
class _Target:
    at: int
    token: Token
    kind: str
    act: str
    signs: Signs | None = None
    is_dropped: bool = False
    has_verb: bool = False  # a noun whose verb stands in the clause


def named(phrase: Phrase, mute: Sequence[bool], lexicon: Lexicon, subject: str, has_cost: bool) -> Named:
    """Read one clause; `subject` is what the case is about, `has_cost` where a cost is spoken of in it."""
    targets = _targets(phrase, mute, lexicon, subject)
    if has_cost:
        targets = _without_payments(phrase, targets)
    _join(phrase, targets, lexicon)
    _sign(phrase, targets)
    stated: list[Statement] = []
    topics: list[str] = []
    for target in targets:
        if target.is_dropped:
            continue
        found = _statement(phrase, target, lexicon, subject)
        if found is not None:
            stated.append(found)
        elif target.kind == "act" and not (target.signs and target.signs.is_needless):
            topics.append(target.act)
    muted = [
        meant(token, phrase, lexicon, subject)
        for token, is_mute in zip(phrase.tokens, mute, strict=True)
        if is_mute and token.plays("act")
    ]
    return Named(tuple(_later_wins(stated)), tuple(dict.fromkeys((*topics, *filter(None, muted)))))


def _targets(phrase: Phrase, mute: Sequence[bool], lexicon: Lexicon, subject: str) -> list[_Target]:
    found = []
    for at, token in enumerate(phrase.tokens):
        if mute[at] or token.plays("whether") or (token.sense.act == "coupon" and phrase.has("insurance")):
            continue
        for kind in ("fixed", "act", "paper", "mention"):
            if token.plays(kind):
                act = meant(token, phrase, lexicon, subject) if kind == "act" else ""
                fixed = token.sense.fixed
                if kind == "fixed" and fixed is not None and fixed.about and subject not in fixed.about:
                    continue
                if kind != "act" or act:
                    found.append(_Target(at, token, kind, act))
                break
    return found


def meant(token: Token, phrase: Phrase, lexicon: Lexicon, subject: str) -> str:
    """Return the act that a phrase means in this case, empty where it means none."""
    name = token.sense.act
    act = lexicon.acts[name]
    nouns = {one.sense.act for one in phrase.tokens if one.plays("act")}
    if act.only_in and subject not in act.only_in and not any(name in lexicon.acts[noun].absorbs for noun in nouns):
        return ""
    if subject in act.in_:
        return act.in_[subject]
    if act.money and phrase.has("money"):
        return act.money
    return name


def _without_payments(phrase: Phrase, targets: list[_Target]) -> list[_Target]:
    """In 运费退给您 and 要扣运费 the verb pays the cost: it is no act of its own."""
    costs = [token.start for token in phrase.tokens if token.plays("cost", "not-return")]
    first = min(costs, default=-1)
    kept = []
    for target in targets:
        pays_the_cost = target.token.plays("repays", "pays", "charges") and target.token.start > first
        charged = target.act == "deduction"
        if target.kind == "act" and (pays_the_cost or charged):
            continue
        if (
            target.kind == "act"
            and first >= 0
            and target.token.start > first
            and target.act in ("give-back", "make-up", "coupon", "refund")
        ):
            continue
        kept.append(target)
    return kept


def _join(phrase: Phrase, targets: list[_Target], lexicon: Lexicon) -> None:
    """Make a noun and its verb one target: 差价 + 退给您, 补您 + 差价, 换是 + 换不了."""
    for left, right in zip(targets, targets[1:], strict=False):
        if left.kind != "act" or right.kind != "act" or left.is_dropped:
            if left.kind == right.kind == "paper" and not left.is_dropped:
                _join_papers(phrase, left, right, lexicon)
            continue
        gap = before(phrase.tokens, left.at + 1, right.at)
        if left.act == right.act and not _has_signs(phrase, left, 0, right):
            left.is_dropped, right.has_verb = True, left.token.sense.act != right.token.sense.act
        elif right.act in lexicon.acts[left.act].absorbs:
            right.act, left.is_dropped, right.has_verb = left.act, True, True
        elif left.act in lexicon.acts[right.act].absorbs and not gap.is_licensed:
            left.is_dropped, right.has_verb = True, True


def _join_papers(phrase: Phrase, left: _Target, right: _Target, lexicon: Lexicon) -> None:
    """照片 + 拍 is one request, and so is 病历 + 拍给我们: the paper counts, not how it is sent."""
    if left.token.sense.paper == right.token.sense.paper:
        left.is_dropped = not _has_signs(phrase, left, 0, right)
    elif lexicon.papers[left.token.sense.paper].proves and (
        left.token.end == right.token.start or not _is_joined(phrase, left, right)
    ):
        right.is_dropped = True
    elif not lexicon.papers[right.token.sense.paper].says:
        right.is_dropped = not before(phrase.tokens, left.at + 1, right.at).is_licensed
        left.is_dropped = not right.is_dropped and not _has_signs(phrase, left, 0, right)


def _has_signs(phrase: Phrase, target: _Target, first: int, following: _Target) -> bool:
    """Say whether words of granting or refusing belong to a target that is named again."""
    return before(phrase.tokens, first, target.at).is_licensed


def _sign(phrase: Phrase, targets: list[_Target]) -> None:
    tokens = phrase.tokens
    kept = [target for target in targets if not target.is_dropped]
    first = _after_if(tokens, kept)
    previous: _Target | None = None
    for number, target in enumerate(kept):
        following = kept[number + 1] if number + 1 < len(kept) else None
        signs = before(tokens, first, target.at)
        close = behind(tokens, target.at, target.at + 3 if following is None else min(target.at + 2, following.at))
        far = behind(tokens, target.at, len(tokens), is_thing=_is_thing(target)) if following is None else close
        if (
            not signs.is_licensed
            and previous is not None
            and previous.signs is not None
            and _is_joined(phrase, previous, target)
        ):
            signs = previous.signs
        if following is None or not signs.is_licensed:
            signs = _both(signs, far if following is None else _predicate(phrase, target, following, close))
        target.signs = signs
        if following is None and far.is_licensed:
            _spread_back(phrase, kept, far)
        previous, first = target, target.at + 1


def _after_if(tokens: Sequence[Token], kept: Sequence[_Target]) -> int:
    """What stands in 不换的话 says nothing of what follows."""
    start = kept[0].at if kept else 0
    return max((at + 1 for at, token in enumerate(tokens[:start]) if token.plays("if-end")), default=0)


def _is_thing(target: _Target) -> bool:
    return target.kind == "act" and target.act not in (
        "return",
        "give-back",
        "exchange",
        "return-exchange",
        "deduction",
    )


def _predicate(phrase: Phrase, target: _Target, following: _Target, close: Signs) -> Signs:
    """Between two targets the words after the first are its own only where the second has some behind it as well."""
    own = behind(phrase.tokens, following.at, len(phrase.tokens))
    between = behind(phrase.tokens, target.at, following.at)
    cannot = any(token.plays("cannot") for token in phrase.tokens[target.at + 1 : target.at + 2])
    if cannot:
        return close
    return between if own.is_licensed and between.is_licensed else Signs(1, False, between.is_needless, -1, -1)


def _spread_back(phrase: Phrase, kept: list[_Target], far: Signs) -> None:
    """退货换货都可以: what stands at the end is said of every bare target that is joined to the last."""
    for left, right in zip(reversed(kept[:-1]), reversed(kept[1:]), strict=False):
        if left.signs is None or left.signs.is_licensed or not _is_joined(phrase, left, right):
            return
        left.signs = _both(left.signs, far)


def _is_joined(phrase: Phrase, left: _Target, right: _Target) -> bool:
    gap = phrase.text[left.token.end - phrase.clause.start : right.token.start - phrase.clause.start]
    return gap.strip() in _JOINED


def _both(left: Signs, right: Signs) -> Signs:
    return Signs(
        left.parity * right.parity,
        left.is_licensed or right.is_licensed,
        left.is_needless or right.is_needless,
        left.begins if left.begins >= 0 else right.begins,
        max(left.ends, right.ends),
    )


def _statement(phrase: Phrase, target: _Target, lexicon: Lexicon, subject: str) -> Statement | None:
    signs = target.signs
    if signs is None:
        return None
    start = min(target.token.start, signs.begins) if signs.begins >= 0 else target.token.start
    end = max(target.token.end, signs.ends)
    granted = signs.parity > 0
    match target.kind:
        case "fixed" if target.token.sense.fixed is not None:
            fixed = target.token.sense.fixed
            says = fixed.says if granted and not signs.is_needless else fixed.refused
            return Statement(says, "", start, end) if says else None
        case "mention" if target.token.sense.mention is not None:
            mention = target.token.sense.mention
            says = mention.refused if signs.is_needless or not granted else mention.says
            return Statement(says, "", start, end) if says else None
        case "paper":
            return _paper(phrase, target, lexicon, granted, signs, start, end)
        case _:
            return _done(phrase, target, lexicon, granted, signs, start, end)


def _paper(
    phrase: Phrase, target: _Target, lexicon: Lexicon, granted: bool, signs: Signs, start: int, end: int
) -> Statement | None:
    paper = lexicon.papers[target.token.sense.paper]
    says = paper.says
    if phrase.has("received", "keeps"):
        return None
    if signs.is_needless or (not granted and not paper.proves and phrase.has("good", "regardless")):
        return Statement(paper.denied, f"no {target.token.sense.paper}", start, end, False)
    return Statement(says, f"paper {target.token.sense.paper}", start, end) if granted and says else None


def _done(
    phrase: Phrase, target: _Target, lexicon: Lexicon, granted: bool, signs: Signs, start: int, end: int
) -> Statement | None:
    act = lexicon.acts[target.act]
    if signs.is_needless and "吧" in phrase.text and act.says.keys() & {"return", "exchange"}:
        return Statement(
            {outcome: values[0] for outcome, values in act.says.items()}, target.act, start, end, False
        )  # 就不用退了吧
    if signs.is_needless or not (signs.is_licensed or act.plain or target.has_verb):
        return None
    if act.lessens and not granted:
        return None
    says = {outcome: values[granted] for outcome, values in act.says.items()}
    found = Statement(says, target.act, start, end, granted)
    if granted and target.act in ("give-back", "return", "refund", "refund-given") and _is_part(phrase, target):
        return replace(
            found,
            says=lexicon.acts["refund-part"].says and {o: v[1] for o, v in lexicon.acts["refund-part"].says.items()},
            act="refund-part",
        )
    return found


def _is_part(phrase: Phrase, target: _Target) -> bool:
    """A sum or a share after the verb is a part: 退您货款的80%, 退20元."""
    at = target.token.end - phrase.clause.start
    rest = phrase.text[at:]
    some = _AMOUNT.search(rest) or _SHARE.search(phrase.text[:at])
    return some is not None and _WHOLE.search(phrase.text) is None


def _later_wins(stated: list[Statement]) -> list[Statement]:
    kept: list[Statement] = []
    for one in stated:
        kept = [other for other in kept if not any(o in one.says and other.says[o] != one.says[o] for o in other.says)]
        kept.append(one)
    return kept
