"""The frozen model under every entry, and the parts that all entries share: texts, questions, sources, review."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema, field_validator, model_validator

from knowledge.model.conditions import When
from knowledge.model.outcomes import Entry, read_condition
from knowledge.problem import Fault, FaultsError
from knowledge.text import Day, Flag, Phrases, Text

WhenField = Annotated[When, PlainValidator(read_condition), WithJsonSchema({"type": "object"})]


class Review(Entry):
    """Who looks at the entry again (a role), when it was looked at, and until when that holds."""

    owner: Text
    on: Day
    expires: Day | None = None


class Reference(Entry):
    """Where a statement comes from; `verified` is false where the text itself was not read."""

    title: Text
    cite: str = ""
    url: str = ""
    verified: Flag = True


class Attachment(Entry):
    """A picture or a link that goes with a script: a file below the base or a URL, and what stands in it."""

    file: str = ""
    url: str = ""
    alt: Text

    @model_validator(mode="after")
    def _names_one_place(self) -> Attachment:
        if bool(self.file) == bool(self.url):
            raise FaultsError(
                [Fault((), "attachment", "an attachment is a `file` or a `url`", "write exactly one of the two")]
            )
        path = PurePosixPath(self.file.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in self.file:
            raise FaultsError(
                [Fault(("file",), "attachment", f"{self.file!r} leaves the base", "name a file below the base")]
            )
        if self.url and not self.url.startswith(("https://", "http://")):
            raise FaultsError(
                [Fault(("url",), "attachment", f"{self.url!r} is no address of a page", "write https://…")]
            )
        return self


class SayCase(Entry):
    """The text for the known facts that meet `when`."""

    when: WhenField
    say: Mapping[str, Text]


class Known(Entry):
    """What every entry may carry: how customers ask for it, what agents say, and where it comes from."""

    asks: Phrases = ()
    not_asks: Phrases = ()
    say: Mapping[str, Text] = {}
    attachments: tuple[Attachment, ...] = ()
    sources: tuple[Reference, ...] = ()
    review: Review | None = None
    note: str = ""

    @field_validator("say")
    @classmethod
    def _has_a_default(cls, say: Mapping[str, str]) -> Mapping[str, str]:
        if say and "default" not in say:
            raise FaultsError(
                [Fault((), "missing", "there is no `default` text", "write `default:` beside the channels' texts")]
            )
        return say


class Learned(Known):
    """Knowledge that is found by name and whose advice may depend on facts that are asked first."""

    aliases: Phrases = ()
    ask: tuple[str, ...] = ()  # facts that the advice depends on
    cases: tuple[SayCase, ...] = ()  # other texts for known facts, the first that holds wins
    verified: Flag = True
