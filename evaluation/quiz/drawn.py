"""Papers for the service: an exam, or the visits of a mystery shopper as questions that the shopper answers."""

from __future__ import annotations

from typing import Literal

from evaluation.problem import EvaluationError
from evaluation.quiz.item import Item
from evaluation.quiz.paper import LETTERS, PASS_MARK, paper
from evaluation.quiz.shopper import Visit, visits
from evaluation.quiz.teaching import Teaching
from knowledge.model.base import Base
from knowledge.model.facts import ChoiceFact
from service.api.exams import ExamItem, ExamPaper

_DONE = ("追问到位、处理正确、没有禁用语", "至少一样没做到")


def drawn(kind: Literal["quiz", "visit"], teaching: Teaching, count: int, seed: int) -> ExamPaper:
    """Draw a paper by seed; raises EvaluationError where the base gives none."""
    if kind == "quiz":
        items = [_item(item, teaching.assistant.base) for item in paper(teaching, count, seed, {}).items]
    else:
        items = [_visit(f"q{number}", one, teaching) for number, one in enumerate(visits(teaching, count, seed), 1)]
    if not items:
        raise EvaluationError("the base gives no visit: it needs policies with bounds and questions")
    return ExamPaper(pass_mark=PASS_MARK, items=tuple(items))


def _item(item: Item, base: Base) -> ExamItem:
    return ExamItem(
        id=item.id,
        kind=item.kind,
        question=item.question,
        options=item.options,
        answer=LETTERS[item.answer],
        because=item.because,
        entries=item.entries,
        topic=_topic(item.entries[0], base) if item.entries else item.kind,
    )


def _topic(key: str, base: Base) -> str:
    """Return what an entry is about: the issue of a policy, else its name."""
    policy = base.policies.get(key)
    if policy is None:
        ingredient = base.ingredients.get(key)
        return ingredient.name if ingredient else key
    subject, told = base.facts[base.subject], policy.when.all.get(base.subject)
    values: tuple[object, ...] = tuple(getattr(told, "values", ()))
    if isinstance(subject, ChoiceFact) and len(values) == 1 and str(values[0]) in subject.values:
        return subject.values[str(values[0])].name
    return policy.title


def _visit(id: str, one: Visit, teaching: Teaching) -> ExamItem:
    base = teaching.assistant.base
    told = teaching.facts_in_words({name: value for name, value in one.told.items() if name != base.subject})
    asked = "；".join(one.questions) or "（无须追问）"
    question = (
        f"【{base.channels[one.channel].name}】开场：「{one.opening}」\n被问到才说：{told or '（无）'}\n"
        f"客服应当追问：{asked}\n应得到的处理：{'，'.join(one.expected)}\n出现即判错：{'，'.join(one.wrong)}"
    )
    subject = base.facts[base.subject]
    issue = str(one.told.get(base.subject, ""))
    known = isinstance(subject, ChoiceFact) and issue in subject.values
    topic = subject.values[issue].name if known and isinstance(subject, ChoiceFact) else issue
    return ExamItem(
        id=id, kind="visit", question=question, options=_DONE, answer="A", because=one.script, entries=(), topic=topic
    )
