"""What every answer has in common: frozen models, made once and sent as they stand by HTTP and the command line."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from knowledge.languages.telling import in_chinese, is_chinese
from knowledge.model.facts import Value
from knowledge.problem import Location, Problem

FactOrigin = Literal["given", "text", "conversation", "assumed"]


def _stay_open(schema: dict[str, Any]) -> None:
    """Let later versions say more: who reads an answer must not refuse a key that it does not know."""
    schema.pop("additionalProperties", None)


class Answer(BaseModel):
    """A part of an answer; a key that is not declared here is never sent."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, serialize_by_alias=True, json_schema_extra=_stay_open
    )


def is_absent(value: object) -> bool:
    """Say whether an optional key is left out of what is sent."""
    return value is None


def to_json(answer: Any) -> Any:
    """Return an answer, or a dataclass that is sent as one, as the JSON that HTTP sends for it."""
    return TypeAdapter(type(answer)).dump_python(answer, mode="json", by_alias=True)


class ReadFact(Answer):
    """A fact of the case, and where it is from: given, read from the text or the conversation, or assumed."""

    value: Value
    origin: FactOrigin = Field(alias="from")
    span: tuple[int, int] | None = Field(
        None, description="code points of the text that state it, the end excluded", exclude_if=is_absent
    )


class Source(Answer):
    """Where an entry stands in the base."""

    file: str
    line: int

    @classmethod
    def of(cls, place: Location) -> Source:
        return cls(file=place.file, line=place.line)


class FoundProblem(Answer):
    """A fault in a file of the base, with its place and the mend."""

    severity: Literal["error", "warning", "notice"]
    code: str
    file: str
    line: int
    column: int
    entry: str = Field(description="id of the entry that it stands in; empty outside an entry")
    path: str = Field(description="dotted keys below the entry; empty for the entry itself")
    message: str
    mend: str

    def in_language(self, language: str) -> FoundProblem:
        """Return the fault told in Chinese for a Chinese language, and as found for any other."""
        if not is_chinese(language):
            return self
        return self.model_copy(update={"message": in_chinese(self.message), "mend": in_chinese(self.mend)})

    @classmethod
    def of(cls, problem: Problem) -> FoundProblem:
        place = problem.location
        return cls(
            severity=problem.severity.value,
            code=problem.code,
            file=place.file,
            line=place.line,
            column=place.column,
            entry=problem.entry,
            path=problem.path,
            message=problem.message,
            mend=problem.mend,
        )
