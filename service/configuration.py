"""The settings as an operator looks at them: where each is from, with secrets hidden, and what is wrong with them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import SecretStr, ValidationError
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from knowledge.nearest import nearest
from service.people.readiness import people_faults
from service.settings import FILE, PREFIX, Settings, file_values

_SECRET = re.compile(r"secret|password|token|(?:^|_)key$")
_HIDDEN = "（已设置，不显示）"


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One setting: the name of its variable, its value as text, and `default`, `file`, `environment` or `option`."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the settings: an error keeps the service from working, a warning does not."""

    level: Literal["error", "warning"]
    message: str


def summary(settings: Settings) -> Sequence[SettingLine]:
    """Return every setting in the order in which they are declared."""
    environment, file = {name.upper() for name in os.environ}, file_values()
    lines = []
    for name in Settings.model_fields:
        variable = f"{PREFIX}{name.upper()}"
        value = getattr(settings, name)
        if variable in environment:
            source = "environment"
        elif name in file:
            source = "file"
        else:
            source = "default" if name not in settings.model_fields_set else "option"
        lines.append(SettingLine(variable, _shown(name, value), source))
    return lines


def check_settings(settings: Settings) -> Sequence[Finding]:
    """Return what is wrong, nothing of which is mended here; nothing is made or written."""
    return [*unknown_names(os.environ, file_values()), *_wrong(settings)]


def unknown_names(environment: Mapping[str, str], file: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield each name that no setting has, with the nearest that one has."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {FILE}
    for name in sorted(environment):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            yield _unknown(f"环境变量 {name}", name.upper(), sorted(known))
    for name in sorted(map(str, file)):
        if name not in Settings.model_fields:
            yield _unknown(f"设置文件里的 {name}", name, sorted(Settings.model_fields))


def refusal_of(error: ValidationError) -> str:
    """Return what is wrong with values that cannot be taken, one line each, without the values of secrets."""
    lines = []
    for one in error.errors():
        name = str(one["loc"][0]) if one["loc"] else ""
        given = "" if _SECRET.search(name) or name == "database" else f" {str(one['input'])[:80]!r}"
        lines.append(f"{PREFIX}{name.upper()}{given}: {one['msg'][:1].lower()}{one['msg'][1:]}")
    return "\n".join(lines)


def _unknown(what: str, name: str, known: Sequence[str]) -> Finding:
    meant = nearest(name, known)
    hint = f"：是不是 {meant}？" if meant else "；`yizhi config` 列出全部设置"
    return Finding("warning", f"{what} 不是设置，没有作用{hint}")


def _shown(name: str, value: Any) -> str:
    if value in (None, "", SecretStr("")):
        return "（空）"
    if name == "database":
        try:
            return make_url(value).render_as_string(hide_password=True)
        except ArgumentError:
            return _HIDDEN  # what cannot be read may hold a password anywhere
    if isinstance(value, SecretStr) or _SECRET.search(name):
        return _HIDDEN
    return str(value)


def _wrong(settings: Settings) -> Iterator[Finding]:
    if not settings.base.is_dir():
        yield Finding("error", f"YIZHI_BASE：没有文件夹 {settings.base}")
    try:
        ZoneInfo(settings.timezone)
    except (KeyError, ValueError, OSError):
        yield Finding("error", f"YIZHI_TIMEZONE：没有时区 {settings.timezone}，例如 Asia/Shanghai")
    for variable, folder in (("YIZHI_DATA", settings.data), ("YIZHI_CACHE", settings.cache)):
        standing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        if not standing.is_dir() or not os.access(standing, os.W_OK):
            yield Finding("error", f"{variable}：不能写入 {folder}")
    yield from (Finding("error", fault) for fault in people_faults(settings))
    try:
        url = make_url(settings.database_url())
    except ArgumentError:
        yield Finding("error", "YIZHI_DATABASE：不是 SQLAlchemy 地址，例如 postgresql://用户:密码@主机/库")
        return
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        yield Finding("error", f"YIZHI_DATABASE：只支持 SQLite 和 PostgreSQL，不支持 {url.get_backend_name()}")
    if url.get_backend_name() == "sqlite" and url.database and settings.database:
        folder = Path(url.database).absolute().parent
        if folder.exists() and not os.access(folder, os.W_OK):
            yield Finding("error", f"YIZHI_DATABASE：不能写入 {folder}")
