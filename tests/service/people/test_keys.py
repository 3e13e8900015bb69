"""API keys: shown once, kept as digests, for one role and one channel, revoked at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from service.cli import command_line
from service.people.roles import Role
from service.store.audit import trail
from service.store.database import open_database
from service.store.keys import PREFIX, digest, standing_keys
from service.store.tables import keys
from tests.service.conftest import Serve
from tests.service.people.conftest import Company


def make(company: Company, **body: Any) -> dict[str, Any]:
    response = company.call(Role.ADMIN, "POST", "/v1/keys", json={"name": "chatwoot", "role": "agent", **body})
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def test_a_key_opens_what_its_role_does_until_it_is_revoked(company: Company):
    key = make(company)

    before = company.call(key["secret"], "GET", "/v1/base").status_code
    revoked = company.call(Role.ADMIN, "DELETE", f"/v1/keys/{key['id']}").status_code
    after = company.call(key["secret"], "GET", "/v1/base")
    again = company.call(Role.ADMIN, "DELETE", f"/v1/keys/{key['id']}").status_code

    assert (before, revoked, after.status_code, again) == (200, 204, 401, 404)
    assert after.json()["type"] == "urn:yizhi:problem:wrong-key"
    assert after.headers["www-authenticate"] == "Bearer"


def test_the_secret_is_told_once_and_kept_nowhere(company: Company):
    key = make(company, name="zendesk")

    listed = company.call(Role.ADMIN, "GET", "/v1/keys")
    with company.store.connect() as connection:
        kept = [tuple(row) for row in connection.execute(select(keys))]
    told = str(list(trail(company.store, limit=50)))

    assert key["secret"].startswith(PREFIX)
    assert len(key["secret"]) >= len(PREFIX) + 43
    assert next(one for one in listed.json()["keys"] if one["id"] == key["id"])["name"] == "zendesk"
    assert digest(key["secret"]) in str(kept)
    assert all(key["secret"] not in text for text in (listed.text, str(kept), told))


def test_the_audit_trail_says_who_made_a_key_and_who_revoked_it(company: Company):
    key = make(company)
    company.call(Role.ADMIN, "DELETE", f"/v1/keys/{key['id']}")

    acts = [(act.action, act.actor) for act in trail(company.store, limit=20) if act.subject == f"key/{key['id']}"]

    assert acts == [("key revoked", "key admin-program"), ("key added", "key admin-program")]


def test_a_change_is_told_under_the_name_of_who_made_it(company: Company):
    path = "/v1/entries/policy/no-reason-late"
    stands = company.call(Role.TRAINER, "GET", path)
    entry = {**stands.json()["entry"], "title": "超过七天或拆了封"}

    put = company.call(Role.TRAINER, "PUT", path, json=entry, headers={"if-match": stands.headers["etag"]})

    assert put.status_code == 200, put.text
    act = next(act for act in trail(company.store, limit=5) if act.subject == "policy/no-reason-late")
    assert (act.action, act.actor) == ("entry changed", "key trainer-program")


@pytest.mark.parametrize(
    "method, path, body",
    [
        ("POST", "/v1/suggestions", {"text": "不喜欢"}),
        ("POST", "/v1/replies/check", {"reply": "可以退"}),
        ("POST", "/v1/decide", {}),
    ],
)
def test_a_key_for_one_channel_is_refused_on_every_other(company: Company, method: str, path: str, body: dict):
    secret = make(company, channel="tmall")["secret"]

    answers = {
        channel: company.call(secret, method, path, json={**body, "channel": channel}).status_code
        for channel in ("tmall", "douyin", None)
    }

    assert answers == {"tmall": 200, "douyin": 403, None: 403}


def test_a_key_for_one_channel_searches_that_channel_and_judges_its_own_records(company: Company):
    secret = make(company, channel="tmall")["secret"]
    foreign = company.call(Role.AGENT, "POST", "/v1/suggestions", json={"text": "不喜欢", "channel": "douyin"}).json()
    own = company.call(secret, "POST", "/v1/suggestions", json={"text": "不喜欢", "channel": "tmall"}).json()

    searched = [company.call(secret, "GET", f"/v1/search?q=退&channel={one}").status_code for one in ("tmall", "store")]
    judged = [
        company.call(secret, "POST", f"/v1/suggestions/{one['record']}/feedback", json={"action": "copied"}).status_code
        for one in (own, foreign)
    ]

    assert (searched, judged) == ([200, 403], [201, 403])


def test_a_key_needs_a_channel_of_the_base_and_a_role(company: Company):
    bodies = [{"channel": "nowhere"}, {"role": "boss"}, {"name": " "}, {"name": "x" * 101}]

    found = [
        company.call(Role.ADMIN, "POST", "/v1/keys", json={"name": "one", "role": "agent", **body}).status_code
        for body in bodies
    ]

    assert found == [422] * 4


def test_a_wrong_key_opens_nothing_even_where_one_person_works_alone(serve: Serve):
    client = serve().client
    sent = ("Bearer yz_wrong", "bearer yz_", f"Bearer yz_{'x' * 43}")

    assert [client.get("/v1/base", headers={"authorization": one}).status_code for one in sent] == [401] * 3
    assert client.get("/v1/base").status_code == 200


def test_the_command_line_adds_lists_and_revokes(tmp_path: Path):
    runner, environment = CliRunner(), {"YIZHI_DATA": str(tmp_path), "YIZHI_DATABASE": ""}

    added = runner.invoke(
        command_line("keys"), ["keys", "add", "抖店", "--role", "agent", "--channel", "douyin"], env=environment
    )
    identity, secret = added.stdout.split()[0], added.stdout.splitlines()[1]
    listed = runner.invoke(command_line("keys"), ["keys", "list"], env=environment)
    store = open_database(f"sqlite:///{tmp_path / 'records.db'}")
    known = standing_keys(store)[digest(secret)]
    revoked = runner.invoke(command_line("keys"), ["keys", "revoke", identity], env=environment)
    missing = runner.invoke(command_line("keys"), ["keys", "revoke", identity], env=environment)

    assert (known.name, known.role, known.channel) == ("抖店", Role.AGENT, "douyin")
    assert identity in listed.stdout
    assert secret not in listed.stdout
    assert (revoked.exit_code, standing_keys(store)) == (0, {})
    assert "no key" in str(missing.exception)
    store.dispose()
