"""Errors as problem documents (RFC 9457): every fault of a call, where it stands, what was found and the mend."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import TypeVar

from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.types import Receive, Scope, Send

from knowledge.nearest import nearest_hint
from service.answers.answer import Answer, FoundProblem, is_absent, to_json
from service.api.entry_responses import StandingEntry
from service.api.language import CHINESE, in_chinese_text, language_of

PROBLEM_JSON = "application/problem+json"
_INVALID = "invalid-request"
_FAULTY = "base-with-errors"
Found = TypeVar("Found")


class FieldFault(Answer):
    """One fault of a call."""

    field: str = Field(description="where it stands, dotted: facts.issue, query.limit", examples=["facts.isue"])
    found: str = Field(description="what is wrong", examples=["there is no fact 'isue'"])
    mend: str = Field(description="what to do", examples=["did you mean 'issue'?"])


def call_fault(field: str, found: str, mend: str) -> FieldFault:
    return FieldFault(field=field, found=found, mend=mend)


class ProblemDocument(Answer):
    """What went wrong (RFC 9457)."""

    type: str = Field(examples=["urn:yizhi:problem:invalid-request"])
    title: str
    status: int
    detail: str
    errors: tuple[FieldFault, ...] = ()
    problems: tuple[FoundProblem, ...] | None = Field(
        None, description="where the base would have errors: each with its place", exclude_if=is_absent
    )
    stands: StandingEntry | None = Field(
        None, description="where an entry is not what the call took it for: what is", exclude_if=is_absent
    )

    chinese: str = Field("", exclude=True)  # the detail in Chinese, where the base says it in both languages

    @property
    def code(self) -> str:
        return self.type.rpartition(":")[2]


class CallError(Exception):
    """A call that cannot be answered; `code` is the last part of the problem's type."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        faults: Sequence[FieldFault] = (),
        problems: tuple[FoundProblem, ...] | None = None,
        stands: StandingEntry | None = None,
        chinese: str = "",
    ) -> None:
        super().__init__(detail)
        self.document = ProblemDocument(
            type=f"urn:yizhi:problem:{code}",
            title=HTTPStatus(status).phrase,
            status=status,
            detail=detail,
            errors=tuple(faults),
            problems=problems,
            stands=stands,
            chinese=chinese,
        )


def refusal(faults: Sequence[FieldFault]) -> CallError:
    """Return the error for fields that cannot be taken."""
    first = faults[0]
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return CallError(422, _INVALID, f"{first.field}: {first.found}; {first.mend}{more}", faults)


def not_found(what: str, key: str, known: Sequence[str] = ()) -> CallError:
    """Return the error for something that is not there."""
    hint = nearest_hint(key, known)
    return CallError(404, "not-found", f"there is no {what} {short(key)!r}" + (f"; {hint}" if hint else ""))


def present(found: Found | None, what: str, key: str) -> Found:
    """Return what was found; raises CallError where nothing was."""
    if found is None:
        raise not_found(what, key)
    return found


class ProblemResponse(JSONResponse):
    """A problem document, in the language of whoever called: it is known once the answer is sent."""

    media_type = PROBLEM_JSON

    def __init__(self, document: ProblemDocument) -> None:
        self._document = document
        super().__init__(to_json(document), document.status, {"Vary": "Accept-Language"})

    def in_language(self, language: str) -> ProblemDocument:
        """Return what is told, in the language of a reader."""
        return _in_chinese_document(self._document) if language.startswith(CHINESE) else self._document

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if language_of(scope) == CHINESE:
            self.body = self.render(to_json(_in_chinese_document(self._document)))
            self.headers["content-length"] = str(len(self.body))
            self.headers["content-language"] = "zh-CN"
        await super().__call__(scope, receive, send)


def _in_chinese_document(document: ProblemDocument) -> ProblemDocument:
    """Return a problem document with its sentences in Chinese; types, fields and values stay."""
    errors = [
        one.model_copy(update={"found": in_chinese_text(one.found), "mend": in_chinese_text(one.mend)})
        for one in document.errors
    ]
    told = {
        "title": in_chinese_text(document.title),
        "detail": in_chinese_text(document.detail),
        "errors": tuple(errors),
    }
    if document.chinese:
        told["detail"] = document.chinese
    elif document.code in (_INVALID, _FAULTY) and errors:
        more = f"（另有 {len(errors) - 1} 处）" if len(errors) > 1 else ""
        nothing = "；没有写入" if document.code == _FAULTY else ""
        told["detail"] = f"{errors[0].field}：{errors[0].found}；{errors[0].mend}{more}{nothing}"
    if document.problems is not None:
        told["problems"] = tuple(one.in_language(CHINESE) for one in document.problems)
    return document.model_copy(update=told)


def problem_response(error: CallError) -> ProblemResponse:
    """Return the response that says what went wrong."""
    return ProblemResponse(error.document)


def short(value: object, most: int = 40) -> str:
    """Return a value cut to what a message can bear."""
    text = str(value).encode("utf-8", "replace").decode()
    return text if len(text) <= most else text[: most - 1] + "…"
