"""A service that asks who calls, with an API key for each role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.people.roles import Role
from service.store.keys import add_key
from tests.service.conftest import Served
from tests.service.small import light, settings

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Company:
    """A running service, and the secret of a key for each role."""

    served: Served
    secrets: Mapping[Role, str]

    @property
    def store(self) -> Any:
        return self.served.client.app.state.context.store  # type: ignore[attr-defined]

    def call(self, who: Role | str | None, method: str, path: str, **given: Any) -> Any:
        """Call as a role, with a secret, or as nobody."""
        secret = self.secrets[who] if isinstance(who, Role) else who
        headers = {**({"authorization": f"Bearer {secret}"} if secret else {}), **given.pop("headers", {})}
        return self.served.client.request(method, path, headers=headers, follow_redirects=False, **given)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    where = tmp_path_factory.mktemp("company")
    chosen = settings(where, sign_in="keys", rate_per_s=0)
    with TestClient(create_app(chosen, light()), base_url="http://127.0.0.1:8000") as client:
        served = Served(client, chosen.base)
        served.live.wait()
        store = client.app.state.context.store  # type: ignore[attr-defined]
        made = {
            role: add_key(store, name=f"{role}-program", role=role, channel=None, at=NOW, by="test")[1] for role in Role
        }
        yield Company(served, made)
