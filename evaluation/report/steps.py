"""What to do next, in three lines at most: the largest fault of a run first, and where it is mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from evaluation.gate import Check
from evaluation.report import words
from evaluation.run import Run

_STEPS = 3
_AGENTS = 3
Labels = Mapping[str, Any]


def next_steps(run: Run, checks: Sequence[Check]) -> tuple[str, ...]:
    """Return what to do next, the most harmful first; empty where nothing is wrong."""
    labels = run.details.get("labels", {})
    found = _of_replies(run, labels) if run.kind == "replies" else _of_questions(run, checks, labels)
    return tuple(islice(found, _STEPS))


def _of_replies(run: Run, labels: Labels) -> Iterator[str]:
    details = run.details
    blind = [one for one in details.get("unseen", ()) if one in ("column:asked", "most:issue")]
    if blind:
        yield f"先让记录看得见：{words.UNSEEN[blind[0]]}。用 --column asked=列名 指明顾客消息后重跑。"
    conflict = next((one for one in details.get("conflicts", ()) if one["is_conflict"]), None)
    if conflict is not None:
        issue, outcome = _named("issues", conflict["issue"], labels), _named("outcomes", conflict["outcome"], labels)
        here, there = (labels.get("channels", {}).get(one, one) for one in conflict["channels"])
        said, usual = (words.value_in_words(conflict["outcome"], one, labels) for one in conflict["values"])
        yield (
            f"统一「{issue}」的{outcome}：{here}说{said}，{there}等说{usual}，涉及 {conflict['customers']:,} 位顾客。"
        )
    if details.get("wrong"):
        outcome, said, decided, count = details["wrong"][0]
        right = "或".join(words.value_in_words(outcome, one, labels) for one in decided) or "不作此承诺"
        agents = _agents_who_said(outcome, said, details)
        who = f"先讲给 {'、'.join(agents[:_AGENTS])}" if agents else "先讲给全体客服"
        yield (
            f"讲清{_named('outcomes', outcome, labels)}："
            f"说成「{words.value_in_words(outcome, said, labels)}」{count:,} 次，规定是「{right}」；{who}。"
        )
    if details.get("forbidden"):
        level, phrase, count = details["forbidden"][0]
        yield f"停用「{phrase}」（{'禁用' if level == 'ban' else '需复核'}，{count:,} 条），用替代说法。"
    if details.get("gaps"):
        gap = details["gaps"][0]
        yield f"补一条话术：「{gap['question']}」一类的问题知识库答不上，问到 {gap['count']:,} 次。"


def _agents_who_said(outcome: str, said: str, details: Labels) -> list[str]:
    """Return the agents who said it, the most often first; where no reply shows it, those with any contradiction."""
    wrong = ((one["agent"], one["findings"]) for one in details.get("wrong_replies", ()) if one.get("agent"))
    found = Counter(
        agent for agent, findings in wrong for one in findings if (one["outcome"], one["said"]) == (outcome, said)
    )
    worst = [one["name"] for one in details.get("agents", ()) if one.get("contradicts")]
    return [name for name in ([one for one, _ in found.most_common()] or worst) if name != "-"]


def _of_questions(run: Run, checks: Sequence[Check], labels: Labels) -> Iterator[str]:
    wrong = [one for one in run.cases if not one.right]
    for check in [one for one in checks if not one.holds and not one.case][:1]:
        name, message = words.check_in_words(check, labels)
        yield f"先过门槛：{name}，{message}。"
    about = Counter(str(one.about.get("issue") or one.about.get("kind") or "") for one in wrong)
    for key, count in [one for one in about.most_common(2) if one[0]]:
        named = _named("issues", key, labels) if key in labels.get("issues", {}) else words.KINDS.get(key, key)
        yield f"看「{named}」：{count} 条没有通过，从下表逐条补问法或改话术。"
    if not wrong and not checks:
        return
    if wrong:
        yield f"改好后加 --baseline 重跑，看 {len(wrong)} 条里哪些变好、有没有变差的。"


def _named(table: str, key: str, labels: Labels) -> str:
    return str(labels.get(table, {}).get(key, key if key != "-" else "没认出情形"))
