"""What is wrong with a case, in Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evaluation.misses import (
    AgainstSuite,
    AnswerSide,
    Contradicting,
    Difference,
    Disagreeing,
    Fault,
    FirstOffer,
    Miss,
    NotOpen,
    NotSilent,
    Parting,
    Silent,
    Wanted,
    WithoutWords,
    WrongAtBound,
    WrongEntry,
    WrongFirst,
    WrongIssue,
    WrongKind,
    WrongValue,
    WrongWording,
)
from evaluation.report.words import KINDS, VERDICTS

Labels = Mapping[str, Any]
_LEVELS = {"high": "高", "medium": "中", "low": "低"}
_PARTINGS: Mapping[Parting, str] = {
    "entries": "给出的条目不同",
    "decisions": "处理决定不同",
    "paraphrase_entries": "同义问法给出的条目不同",
    "paraphrase_decisions": "同义问法处理决定不同",
    "spelling": "写法变了，答案也变了",
    "wording_between": "两个渠道的话术说法不同",
}


def chinese(miss: Miss, labels: Labels) -> str:
    """Return the miss in one line; what customers wrote stays as it is."""
    match miss:
        case Silent(wanted):
            return f"没有给建议，应为{_wanted(wanted)}"
        case NotSilent(offer):
            return f"{_offer(offer)}；本不该给建议"
        case WrongFirst(offer, faults, right_at, wanted):
            place = f"；对的排在第 {right_at}" if right_at else ""
            return f"{_offer(offer)}：{_faults(faults, labels)}{place}；应为{_wanted(wanted)}"
        case Disagreeing(over, left, right, differences):
            values = "，".join(_difference(one, labels) for one in differences)
            sides = f"{_side(left, labels)} | {_side(right, labels)}"
            return f"{_PARTINGS[over]}：{sides}" + (f"：{values}" if values else "")
        case WrongWording(verdict, channel, outcomes, reply):
            told = "、".join(_name("outcomes", one, labels) for one in outcomes)
            where = _name("channels", channel or "", labels)
            return f"话术与决定不符（{VERDICTS.get(verdict, verdict)}）：{where}：{told}：{reply}"
        case WrongAtBound(fact, inside, outside, faults):
            return f"{_name('facts', fact, labels)} {inside} → {outside}：{_faults(faults, labels)}"
        case AgainstSuite(outcomes):
            return f"不对的：{'、'.join(_name('outcomes', one, labels) for one in outcomes)}"
        case Contradicting(wrong, replies):
            return f"{replies} 条回复里 {wrong} 条与政策矛盾"


def heading(miss: Miss) -> str:
    """Return what kind of miss it is, in a few words."""
    match miss:
        case Disagreeing(over):
            return _PARTINGS[over]
        case WrongWording(verdict):
            return f"话术与决定不符（{VERDICTS.get(verdict, verdict)}）"
        case WrongAtBound():
            return "跨过界限后决定不对"
        case AgainstSuite():
            return "与题集要求不符"
        case Contradicting():
            return "与政策矛盾"
        case Silent() | NotSilent() | WrongFirst():
            return "给出的建议不对"


def _faults(faults: Sequence[Fault], labels: Labels) -> str:
    return "；".join(_fault(one, labels) for one in faults)


def _fault(fault: Fault, labels: Labels) -> str:
    match fault:
        case WrongKind(came, wanted):
            return f"是{_kind(came)}，不是{_kind(wanted)}"
        case WrongEntry(kind, ids):
            return f"{_kind(kind)}不对，应为 {' 或 '.join(ids)}"
        case WithoutWords(words):
            return f"指南里没有：{'、'.join(words)}"
        case WrongIssue(came, wanted):
            return f"情形认成「{_name('issues', came, labels)}」，应为「{_name('issues', wanted, labels)}」"
        case WrongValue(outcome, decided, wanted):
            came = "没有决定" if decided is None else f"是「{_value(outcome, decided, labels)}」"
            return f"{_name('outcomes', outcome, labels)}{came}，应为「{_value(outcome, wanted, labels)}」"
        case NotOpen(outcome):
            return f"{_name('outcomes', outcome, labels)}已决定，本应待定"


def _offer(offer: FirstOffer) -> str:
    level = _LEVELS.get(offer.confidence, offer.confidence)
    return f"给了{_kind(offer.kind)} {offer.id}（把握 {offer.score:.2f}，{level}），像「{offer.matched}」"


def _wanted(wanted: Sequence[Wanted]) -> str:
    return " 或 ".join(f"{_kind(one.kind)} {one.name}".strip() for one in wanted)


def _side(side: AnswerSide, labels: Labels) -> str:
    entry = f"{_kind(side.entry[0])} {side.entry[1]}" if side.entry else "没有建议"
    return f"{_name('channels', side.channel or '', labels)} 「{side.text}」 {entry}"


def _difference(one: Difference, labels: Labels) -> str:
    left, right = (_value(one.outcome, value or "none", labels) for value in (one.left, one.right))
    return f"{_name('outcomes', one.outcome, labels)}：{left} 与 {right}"


def _name(table: str, key: str, labels: Labels) -> str:
    return str(labels.get(table, {}).get(key, key))


def _kind(key: str) -> str:
    return KINDS.get(key, key)


def _value(outcome: str, value: str, labels: Labels) -> str:
    return str(labels.get("values", {}).get(outcome, {}).get(value, {"none": "无", "open": "待定"}.get(value, value)))
