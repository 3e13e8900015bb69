"""Exams in the browser: drawn from the base, one sheet a person, marked when it is handed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from service.answers.answer import Answer
from service.api.call_context import CallContext, Context
from service.api.callers import Caller
from service.api.errors import CallError, not_found, present
from service.api.evaluations import Refusal, evaluations_of
from service.api.requests import as_whole, readable, without_nul
from service.store.exams import HandedIn, StoredExam, UnknownSheet, add_exam, find_exam, find_sheet, hand_in
from service.store.ulid import PATTERN

router = APIRouter(prefix="/v1", tags=["QA"])
Person = Annotated[
    str, Field(min_length=1, max_length=120, pattern=r"\S"), AfterValidator(without_nul), BeforeValidator(readable)
]


class ExamBody(BaseModel):
    """What to draw, and who sits it."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [{"title": "十一月考核", "kind": "quiz", "questions": 20, "people": ["小美", "大壮"]}]
        },
    )

    title: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(without_nul), BeforeValidator(readable)]
    kind: Literal["quiz", "visit"] = Field("quiz", description="an exam, or visits of a mystery shopper")
    questions: Annotated[int, Field(ge=1, le=100, strict=True), BeforeValidator(as_whole)] = 20
    seed: Annotated[int, Field(ge=0, le=2**31 - 1, strict=True), BeforeValidator(as_whole)] = 7
    people: tuple[Person, ...] = Field(min_length=1, max_length=200)


class AnswersBody(BaseModel):
    """The letter for each question."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [{"answers": {"q1": "A"}}]})

    answers: Mapping[Annotated[str, Field(max_length=20)], Annotated[str, Field(max_length=2)]] = Field(max_length=200)


class ExamItem(Answer):
    """One question with its answer."""

    id: str
    kind: str
    question: str
    options: tuple[str, ...]
    answer: str = Field(description="the letter of the right option")
    because: str
    entries: tuple[str, ...]
    topic: str = Field(description="what it is about, in words")


class ExamPaper(Answer):
    """Questions and the share that must be right."""

    pass_mark: float
    items: tuple[ExamItem, ...]


class MarkedSheet(Answer):
    """What one person's answers come to; `right` is null until they are handed in."""

    person: str
    path: str = Field(description="where the person answers")
    at: datetime | None
    right: int | None
    count: int
    passes: bool | None


class WrongAnswer(Answer):
    """A question that was answered wrongly or not at all."""

    question: str
    given: str = Field(description="the option that was chosen; empty where none was")
    right: str
    because: str


class Mark(Answer):
    """What a sheet comes to."""

    right: int
    count: int
    passes: bool
    wrong: tuple[WrongAnswer, ...]


class TopicResult(Answer):
    """How often the questions about one thing were answered rightly."""

    topic: str
    right: int
    count: int


class Exam(Answer):
    """An exam with what came of it, by person and by topic."""

    id: str
    at: datetime
    title: str
    paper: ExamPaper
    people: tuple[MarkedSheet, ...]
    topics: tuple[TopicResult, ...] = Field(description="the worst first")


@router.post(
    "/exams",
    status_code=201,
    responses={409: {"description": "知识库还出不了这种题 / The base gives none of that kind yet"}},
    summary="出一份考核 / Draw an exam",
    operation_id="draw_exam",
)
def draw(body: ExamBody, context: Context, caller: Caller) -> Exam:
    """Questions come from bounds of policies and from ingredients; wrong options from true neighbours."""
    try:
        paper = evaluations_of(context).draw(body.kind, body.questions, body.seed, context.view.assistant)
    except Refusal as error:  # what the base lacks is no fault of the call
        raise CallError(409, "nothing-to-draw", f"{error.fault.found}; {error.fault.mend}") from error
    people = tuple(dict.fromkeys(person.strip() or person for person in body.people))
    data = paper.model_dump(mode="json")
    key = context.required(lambda: add_exam(context.store, context.now(), body.title, data, people, actor=caller.name))
    return exam_of(context, key)


@router.get("/exams/{id}", summary="考核结果 / An exam with its results", operation_id="get_exam")
def one(id: Annotated[str, Path(pattern=PATTERN)], context: Context) -> Exam:
    return exam_of(context, id)


@router.post(
    "/sheets/{token}",
    summary="交卷 / Hand a sheet in",
    operation_id="hand_in",
    responses={409: {"description": "已交过 / It was handed in before"}},
)
def answer(token: Annotated[str, Path(pattern=r"^[\w-]{20,40}$")], body: AnswersBody, context: Context) -> Mark:
    """Marked at once; a sheet is handed in once."""
    try:
        context.required(lambda: hand_in(context.store, token, body.answers, context.now()))
        exam, sheet = context.required(lambda: find_sheet(context.store, token))
    except UnknownSheet as error:
        raise not_found("sheet", token) from error
    except HandedIn as error:
        raise CallError(409, "handed-in", "this sheet was handed in before; its mark stands") from error
    return mark(ExamPaper.model_validate(exam.paper), sheet.answers or {})


def mark(paper: ExamPaper, answers: Mapping[str, str]) -> Mark:
    """Mark answers; whole numbers are compared: 18 of 20 is nine in ten whatever a float makes of it."""
    wrong = []
    for item in paper.items:
        given = answers.get(item.id, "").strip().upper()
        if given != item.answer:
            wrong.append(
                WrongAnswer(
                    question=item.question,
                    given=option(item, given),
                    right=option(item, item.answer),
                    because=item.because,
                )
            )
    count = len(paper.items)
    right = count - len(wrong)
    passes = right * 1000 >= round(paper.pass_mark * 1000) * count
    return Mark(right=right, count=count, passes=passes, wrong=tuple(wrong))


def option(item: ExamItem, letter: str) -> str:
    """Return the option of a letter, empty where there is none."""
    place = "ABCDEFGH".find(letter) if letter else -1
    return item.options[place] if 0 <= place < len(item.options) else ""


def exam_of(context: CallContext, key: str) -> Exam:
    """Return an exam with its results; raises CallError where there is none."""
    found = present(context.required(lambda: find_exam(context.store, key)), "exam", key)
    return results(found)


def results(found: StoredExam) -> Exam:
    """Return what came of an exam so far."""
    paper = ExamPaper.model_validate(found.paper)
    people, topics = [], dict[str, list[int]]()
    for sheet in found.sheets:
        marked = None if sheet.answers is None else mark(paper, sheet.answers)
        people.append(
            MarkedSheet(
                person=sheet.person,
                path=f"/exam/{sheet.token}",
                at=sheet.at,
                right=marked.right if marked else None,
                count=len(paper.items),
                passes=marked.passes if marked else None,
            )
        )
        if sheet.answers is not None:
            for item in paper.items:
                counted = topics.setdefault(item.topic, [0, 0])
                counted[0] += sheet.answers.get(item.id, "").strip().upper() == item.answer
                counted[1] += 1
    worst = sorted(topics.items(), key=lambda one: (one[1][0] / one[1][1], -one[1][1], one[0]))
    return Exam(
        id=found.id,
        at=found.at,
        title=found.title,
        paper=paper,
        people=tuple(people),
        topics=tuple(TopicResult(topic=topic, right=right, count=count) for topic, (right, count) in worst),
    )
