"""Settings, read once from the environment (`YIZHI_…`) and a file by an entry point, and handed on from there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import platformdirs
import yaml
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

import knowledge
from indexer.encoder import DEFAULT
from service.addresses import host_name, is_any, origin_of

PREFIX = "YIZHI_"
FILE = "YIZHI_SETTINGS"  # the variable that names a settings file
MOST_TEXT = 20_000
_RATE_PER_S = 50
EMBEDDED_BASE = Path(knowledge.__file__).parent / "base"


class SettingsFileError(Exception):
    """The settings file cannot be read; says which and why."""


class Settings(BaseSettings):
    """Where things are and how the service behaves; each field is the environment variable `YIZHI_` and its name.

    `YIZHI_SETTINGS` may name a YAML file with the same names in lower case; a variable wins over it.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    base: Path = EMBEDDED_BASE
    encoder: str = DEFAULT  # e5-small, use, a sentence-transformers model by name or folder, or several joined by +
    precision: str = "auto"  # of e5-small: fp32, 4bit, 4bit-int8, int8; auto takes what is fastest on this processor
    cache: Path = Field(default_factory=lambda: Path(platformdirs.user_cache_dir("yizhi")))
    index: Path | None = None  # snapshots; a folder below the cache, one a base, where it is None
    snapshots: str = ""  # a folder, or s3://bucket/prefix, that replicas share: one builds, all follow
    data: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("yizhi")))
    database: str = ""  # SQLAlchemy URL; an SQLite file below `data` where it is empty
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    language: str = ""  # in which lint and conflicts speak: zh, en; the base's own `locale` where it is empty
    timezone: str = "Asia/Shanghai"
    max_body_bytes: int = Field(262_144, ge=1024)
    conflict_share: float = Field(0.1, ge=0, le=1)  # of a channel's replies on an outcome, from which it is in conflict
    conflict_count: int = Field(3, ge=1)  # of such replies
    acknowledge_s: float = Field(0.25, ge=0, le=60)  # that a change of an entry, on disk, waits until it answers
    frame_origins: str = ""  # origins, with commas between, whose pages may frame /embed; none where it is empty
    traces: str = ""  # OTLP/HTTP address of an OpenTelemetry collector; no traces where it is empty
    keep_days: int = Field(0, ge=0, le=36_500)  # after which records are deleted; 0 keeps them
    chatwoot_url: str = ""  # of the Chatwoot whose conversations get suggestions as private notes
    chatwoot_token: SecretStr = SecretStr("")  # of an agent or bot there, in whose name notes are left
    chatwoot_secret: SecretStr = SecretStr("")  # with which Chatwoot signs what it sends here
    chatwoot_inboxes: str = ""  # which channel an inbox is, as 1:tmall,2:douyin
    review_edits: bool = False  # changes of entries are proposed, and served once somebody else has accepted them
    git_commit: bool = False  # each saved entry is committed in its editor's name where the base is a git checkout
    watch: bool = True  # follow changes of the base while serving

    sign_in: Literal["none", "keys", "oidc"] = "none"  # none: one person, on this machine alone
    public_url: str = ""  # where people open the service from outside, such as https://yizhi.example.com
    allowed_hosts: str = ""  # names, with commas between, under which it answers beside those of this machine
    secret: SecretStr = SecretStr("")  # signs sessions, hashes customers; a file below `data` where it is empty
    session_hours: float = Field(10, gt=0, le=24 * 30)
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_scope: str = "openid profile email"
    oidc_role_claim: str = "groups"  # dotted where it lies deeper: realm_access.roles
    oidc_roles: str = ""  # VALUE=ROLE with commas between; * stands for everyone who signs in
    shared_facts_days: int = Field(0, ge=0, le=365)  # that facts of a customer or order are kept; 0: none are
    rate_per_s: float | None = Field(None, ge=0)  # calls of one caller; 0: any number; none in one-person mode, else 50
    max_text: int = Field(4000, ge=100, le=MOST_TEXT)  # characters of a message or reply

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, InitSettingsSource(settings_cls, dict(file_values()))

    def origins(self) -> tuple[str, ...]:
        """Return the origins that may frame the sidebar, as browsers write them."""
        return tuple(dict.fromkeys(found for one in self.frame_origins.split(",") if (found := origin_of(one))))

    def hosts(self) -> tuple[str, ...]:
        """Return the names under which the service answers beside those of this machine."""
        named = [host_name(one.strip()) for one in (self.public_url, *self.allowed_hosts.split(","))]
        bound = [] if is_any(self.host) else [host_name(f"[{self.host}]" if ":" in self.host else self.host)]
        return tuple(dict.fromkeys(one for one in (*bound, *named) if one))

    @property
    def has_people(self) -> bool:
        """Say whether callers must say who they are."""
        return self.sign_in != "none"

    def longest_session(self) -> timedelta:
        """Return how long a session may last."""
        return timedelta(hours=self.session_hours)

    def calls_a_second(self) -> float:
        """Return how many calls one caller may send; 0 where there is no limit."""
        if self.rate_per_s is None:
            return _RATE_PER_S if self.has_people else 0
        return self.rate_per_s

    def inboxes(self) -> Mapping[str, str]:
        """Return the channel of each inbox of Chatwoot, by the inbox's id."""
        pairs = (pair.partition(":") for pair in self.chatwoot_inboxes.split(","))
        return {inbox.strip(): channel.strip() for inbox, _, channel in pairs if channel.strip()}

    def today(self) -> date:
        """Return the day on which cases are decided where no other is given."""
        return datetime.now(ZoneInfo(self.timezone)).date()

    def index_folder(self, base: Path) -> Path:
        """Return where the snapshots of `base` live; each base and encoder has a folder of its own."""
        if self.index is not None:
            return self.index
        key = hashlib.sha256(f"{base.resolve()}\0{self.encoder}".encode()).hexdigest()[:16]
        return self.cache / "index" / key

    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'records.db'}"


def file_values() -> Mapping[str, Any]:
    """Return what the settings file says, nothing where none is named; raises SettingsFileError."""
    name = os.environ.get(FILE, "")
    if not name:
        return {}
    try:
        found = yaml.safe_load(Path(name).read_text("utf-8"))
    except OSError as error:
        raise SettingsFileError(f"cannot read the settings file {name}: {error.strerror}; see {FILE}") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        reason = str(error).splitlines()[0]
        raise SettingsFileError(f"the settings file {name} is no YAML in UTF-8: {reason}") from error
    if not isinstance(found, dict | None):
        raise SettingsFileError(f"the settings file {name} holds no settings: write `port: 8001`, one a line")
    return {str(key): value for key, value in (found or {}).items()}
