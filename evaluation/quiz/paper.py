"""An exam drawn from a base by seed: which reply fits a case, does a reply contradict, what goes with an ingredient."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import Any, Literal

from evaluation.problem import EvaluationError
from evaluation.quiz.cases import contradiction, which_reply
from evaluation.quiz.decisions import DecisionDeck
from evaluation.quiz.deck import Deck
from evaluation.quiz.ingredients import about_ingredients
from evaluation.quiz.item import Item
from evaluation.quiz.places import Places
from evaluation.quiz.teaching import Teaching

PASS_MARK = 0.9
LETTERS = "ABCDEFGH"
Kind = Literal["decision", "reply", "contradiction", "ingredient"]


@dataclass(frozen=True, slots=True)
class Exam:
    """The questions of one exam with their answers, and what it was drawn from."""

    conditions: Mapping[str, Any]
    items: tuple[Item, ...]
    pass_mark: float = PASS_MARK


def paper(teaching: Teaching, count: int, seed: int, conditions: Mapping[str, Any]) -> Exam:
    """Draw an exam: of five questions two ask for a decision, one each for a reply, a contradiction and an ingredient.

    Issues come in turn, no case and no customer's line twice, and the right answers stand at all places alike.
    """
    random = Random(seed)
    deck, places = Deck(teaching, random), Places(random)
    decisions = DecisionDeck(teaching, random, places, deck.spent, deck.used)
    ingredients = about_ingredients(teaching.assistant.base, random, places)
    makers: Mapping[str, Callable[[], Item | None]] = {
        "reply": lambda: which_reply(teaching, deck, places),
        "decision": decisions.draw,
        "contradiction": lambda: contradiction(teaching, deck, places),
        "ingredient": lambda: next(ingredients, None),
    }
    chosen = list(_drawn(makers, count))
    if not chosen:
        raise EvaluationError(
            "the base gives no question: it needs policies with bounds and texts, or ingredients with pairs"
        )
    items = tuple(Item(f"q{number}", *_rest(item)) for number, item in enumerate(chosen, 1))
    return Exam({**conditions, "seed": seed, "questions": len(items)}, items)


def _drawn(makers: Mapping[str, Callable[[], Item | None]], count: int) -> Iterator[Item]:
    """Yield items of the kinds in turn until there are enough or none is left."""
    turn: Sequence[str] = ("decision", "reply", "decision", "contradiction", "ingredient")
    spent: set[str] = set()
    taken = place = 0
    while taken < count and len(spent) < len(makers):
        kind = turn[place % len(turn)]
        place += 1
        item = None if kind in spent else makers[kind]()
        if item is None:
            spent.add(kind)
            continue
        taken += 1
        yield item


def _rest(item: Item) -> tuple[Any, ...]:
    return tuple(asdict(item).values())[1:]


def paper_json(found: Exam, with_answers: bool = True) -> dict[str, Any]:
    """Return the exam as it is written; without answers for those who sit it."""
    items = []
    for item in found.items:
        data = asdict(item)
        data["answer"] = LETTERS[item.answer]
        if not with_answers:
            del data["answer"], data["because"], data["entries"]
        items.append(data)
    return {"conditions": dict(found.conditions), "pass_mark": found.pass_mark, "items": items}


def paper_of(data: Mapping[str, Any]) -> Exam:
    """Return the exam that `paper_json` wrote with its answers; raises EvaluationError for anything else."""
    try:
        items = tuple(
            Item(
                **{
                    **one,
                    "options": tuple(one["options"]),
                    "entries": tuple(one["entries"]),
                    "answer": LETTERS.index(one["answer"]),
                }
            )
            for one in data["items"]
        )
        return Exam(data["conditions"], items, float(data["pass_mark"]))
    except (KeyError, TypeError, ValueError) as error:
        raise EvaluationError(
            "the paper holds no answers: name the paper.json that `yizhi quiz --out DIR` wrote"
        ) from error
