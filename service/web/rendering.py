"""Templates to pages: in the reader's language, with the words of every page and the version of their files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context

from service.api.call_context import context_of
from service.api.callers import person_of
from service.api.language import in_chinese_text
from service.people.roles import Person
from service.people.routes import ADMIN, STAFF
from service.web.texts import LANGUAGES, texts

HERE = Path(__file__).parent
COOKIE = "yizhi-language"
_YEAR_S = 365 * 24 * 3600


def language_of(request: Request) -> str:
    """Return the language asked for in the address, else the one chosen before, else the first."""
    wanted = (request.query_params.get("lang", ""), request.cookies.get(COOKIE, ""))
    return next((one for one in wanted if one in LANGUAGES), next(iter(LANGUAGES)))


def page(request: Request, template: str, status: int = 200, **data: Any) -> HTMLResponse:
    """Return a template as a page, and keep the language that was chosen with it."""
    language = language_of(request)
    words = texts(language)
    settings = context_of(request).settings
    html = (
        environment()
        .get_template(template)
        .render(
            language=language,
            t=SimpleNamespace(**words),
            words=dict(words),
            version=version(),
            request=request,
            me=_me(person_of(request), words),
            settings=settings,
            local_day=lambda at: at.astimezone(ZoneInfo(settings.timezone)).date(),
            **data,
        )
    )
    response = HTMLResponse(html, status, headers={"Cache-Control": "no-cache", "Vary": "Cookie"})
    if "lang" in request.query_params:
        response.set_cookie(COOKIE, language, max_age=_YEAR_S, samesite="lax", httponly=True)
    return response


def _me(person: Person, words: Mapping[str, str]) -> SimpleNamespace:
    """Return who opened the page: their name where they signed in, their roles in words, and what those let them do."""
    roles = [words[f"role_{role}"] for role in person.role_names()] or [words["role_none"]]
    name = person.name if person.by == "session" else ""
    return SimpleNamespace(name=name, roles=roles, is_staff=person.reaches(STAFF), is_admin=person.reaches(ADMIN))


@pass_context
def _told(context: Context, sentence: str) -> str:
    return told_in(str(context["language"]), sentence)


def told_in(language: str, sentence: str) -> str:
    """Return what checks and refusals say in English in the page's language.

    "what is wrong; the mend" is told by its parts, and what follows the key that it is about.
    """
    if not language.startswith("zh"):
        return sentence
    parts = sentence.split("; ")
    told = [_part_told(part) for part in parts]
    if len(parts) > 1 and all(one != part for one, part in zip(told, parts, strict=True)):
        return "；".join(told)  # a row of the first part alone would swallow the mend
    whole = in_chinese_text(sentence)
    return "；".join(told) if whole == sentence else whole


def _part_told(part: str) -> str:
    """Return one part in Chinese, also what follows the key that it is about; as it was where no row knows it."""
    told = in_chinese_text(part)
    key, colon, rest = part.partition(": ")
    if told != part or not colon or " " in key:
        return told
    return f"{key}：{_part_told(rest)}"


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["json.dumps_kwargs"] = {"sort_keys": False, "ensure_ascii": False}  # an entry keeps its order
    made.filters["told"] = _told
    made.tests["holds"] = lambda values, value: value in values
    return made


@cache
def version() -> str:
    """Return what the pages' own files are, so that a page and a script of different versions never meet."""
    files = sorted(path for path in (HERE / "static").rglob("*") if path.suffix in (".js", ".css"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
