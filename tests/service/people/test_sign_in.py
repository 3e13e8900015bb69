"""Signing in through a provider that runs here: who gets a session, who none, and what a session may do."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.people.roles import Role
from service.settings import Settings
from service.store.audit import trail
from service.store.keys import add_key, revoke_key
from service.web.sessions import COOKIE, is_sent_encrypted
from tests.service.people.provider import CLIENT, Provider, offered, signing_in
from tests.service.small import light, settings

OWN = {"origin": "http://127.0.0.1:8000"}


@pytest.fixture(scope="module")
def signing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Provider]]:
    where = tmp_path_factory.mktemp("signing")
    with offered() as provider:
        chosen = settings(
            where,
            rate_per_s=0,
            **signing_in(provider, "trainers=trainer,quality=qa,bosses=admin,agents=agent"),
        )
        app = create_app(chosen, light())
        with TestClient(app, base_url="http://127.0.0.1:8000") as client:
            app.state.context.live.wait()
            yield app, provider
            client.close()


@pytest.fixture
def client(signing: tuple[Any, Provider]) -> TestClient:
    """A browser of its own for each test: the cookies of one are not those of another."""
    return TestClient(signing[0], base_url="http://127.0.0.1:8000", follow_redirects=False)


@pytest.fixture
def provider(signing: tuple[Any, Provider]) -> Iterator[Provider]:
    found = signing[1]
    found.claims = {"sub": "7f3", "preferred_username": "liping", "groups": ["trainers"]}
    yield found
    found.spoil, found.signs_with, found.denies = {}, "its own key", False


def go(client: TestClient, then: str = "/train/conflicts") -> Any:
    """Sign in as a browser does, and return what the service says at the end."""
    started = client.get("/sign-in/start", params={"next": then})
    if urlsplit(started.headers["location"]).path == "/sign-in":
        return started
    sent_back = httpx.get(started.headers["location"]).headers["location"]
    return client.get(sent_back)


def test_a_page_leads_to_the_provider_and_back_to_the_page(client: TestClient, provider: Provider):
    asked = client.get("/train/entries?q=a&mark=", headers={"accept": "text/html"})
    shown = client.get(asked.headers["location"])
    back = go(client, "/train/entries?q=a&mark=")
    page = client.get(back.headers["location"])

    assert (asked.status_code, urlsplit(asked.headers["location"]).path) == (303, "/sign-in")
    assert parse_qs(urlsplit(asked.headers["location"]).query) == {"next": ["/train/entries?q=a&mark="]}
    assert "用公司账号登录" in shown.text
    assert back.headers["location"] == "/train/entries?q=a&mark="
    assert page.status_code == 200
    assert "liping（培训师）" in page.text


def test_the_provider_is_asked_with_state_nonce_and_a_code_challenge(client: TestClient, provider: Provider):
    go(client)

    asked = provider.asked[-1]
    assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == ("code", CLIENT, "S256")
    assert asked["redirect_uri"] == "http://127.0.0.1:8000/sign-in/callback"
    assert asked["scope"].split() == ["openid", "profile", "email"]
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 20


@pytest.mark.parametrize(
    "groups, allowed, refused",
    [
        (["agents"], ["/", "/v1/base"], ["/train/entries", "/v1/gaps", "/admin/keys"]),
        (["trainers"], ["/train/entries", "/v1/gaps"], ["/admin/keys"]),
        (["quality", "agents"], ["/v1/conflicts", "/v1/gaps"], ["/v1/keys"]),
        (["bosses"], ["/admin/keys", "/v1/keys", "/train/entries"], []),
    ],
)
def test_the_claim_gives_the_roles(
    client: TestClient, provider: Provider, groups: list[str], allowed: list[str], refused: list[str]
):
    provider.claims["groups"] = groups
    go(client)

    assert {path: client.get(path).status_code for path in (*allowed, *refused)} == {
        **dict.fromkeys(allowed, 200),
        **dict.fromkeys(refused, 403),
    }


def test_who_has_no_role_gets_no_session_and_is_told(client: TestClient, provider: Provider):
    provider.claims["groups"] = ["guests"]

    back = go(client)
    told = client.get(back.headers["location"])

    assert back.headers["location"] == "/sign-in?fault=roles"
    assert "还没有这里的角色" in told.text
    assert client.get("/v1/base").status_code == 401


@pytest.mark.parametrize(
    "spoil, signs_with",
    [
        ({"nonce": "another"}, "its own key"),
        ({"aud": "another"}, "its own key"),
        ({"iss": "https://another.example"}, "its own key"),
        ({"exp": 1_000_000_000}, "its own key"),
        ({"sub": None}, "its own key"),
        ({}, "another key"),
        ({}, "the client's secret"),
        ({}, "nothing"),
    ],
    ids=str,
)
def test_a_token_that_is_not_for_us_now_from_the_provider_begins_no_session(
    client: TestClient, provider: Provider, spoil: dict, signs_with: str
):
    provider.spoil, provider.signs_with = spoil, signs_with

    back = go(client)

    assert back.headers["location"] == "/sign-in?fault=provider"
    assert client.get("/v1/base").status_code == 401


def test_what_another_browser_began_cannot_be_ended_here(client: TestClient, provider: Provider, signing: Any):
    started = client.get("/sign-in/start")
    sent_back = httpx.get(started.headers["location"]).headers["location"]
    other = TestClient(signing[0], base_url="http://127.0.0.1:8000", follow_redirects=False)

    stolen, twice = other.get(sent_back), [client.get(sent_back).headers["location"] for _ in range(2)]

    assert stolen.headers["location"] == "/sign-in?fault=state"
    assert other.get("/v1/base").status_code == 401
    assert twice[0] == "/"
    assert twice[1] == "/sign-in?fault=state"


def test_a_provider_that_refuses_is_told_in_words(client: TestClient, provider: Provider):
    provider.denies = True
    refused = go(client)
    told = client.get(refused.headers["location"])

    assert refused.headers["location"] == "/sign-in?fault=provider"
    assert "没有给出可用的回答" in told.text


@pytest.mark.parametrize(
    "then", ["https://evil.example", "//evil.example", "/\\evil.example", "/sign-in", "", "/a\r\nb"]
)
def test_nobody_is_led_out_of_the_service(client: TestClient, provider: Provider, then: str):
    assert go(client, then).headers["location"] == "/"


def test_the_session_is_kept_from_scripts_and_other_sites_and_a_forged_one_is_nobody(
    client: TestClient, provider: Provider
):
    cookie = go(client).headers["set-cookie"].lower()
    value = client.cookies[COOKIE]
    client.cookies.clear()

    assert all(part in cookie for part in ("httponly", "samesite=lax", "path=/", "max-age=36000"))
    for forged in (value[:-2], "x" + value, value.replace(".", "", 1)):
        assert client.get("/v1/base", headers={"cookie": f"{COOKIE}={forged}"}).status_code == 401
    assert client.get("/v1/base", headers={"cookie": f"{COOKIE}={value}"}).status_code == 200


@pytest.mark.parametrize(
    "headers, status",
    [
        ({}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
        (OWN, 200),
    ],
    ids=str,
)
def test_with_a_session_a_change_comes_from_our_own_pages_alone(
    client: TestClient, provider: Provider, headers: dict[str, str], status: int
):
    go(client)

    assert client.post("/v1/suggestions", json={"text": "不喜欢"}, headers=headers).status_code == status


def test_a_change_is_told_under_the_name_of_who_signed_in(client: TestClient, provider: Provider, signing: Any):
    go(client)
    path = "/v1/entries/policy/no-reason-late"
    stands = client.get(path)
    entry = {**stands.json()["entry"], "title": "超过七天或拆了封"}

    put = client.put(path, json=entry, headers={**OWN, "if-match": stands.headers["etag"]})

    assert put.status_code == 200, put.text
    assert trail(signing[0].state.context.store, limit=1)[0].actor == "liping"


def test_signing_out_ends_the_session_and_needs_our_own_page(client: TestClient, provider: Provider):
    go(client)

    foreign = client.post("/sign-out").status_code
    still = client.get("/v1/base").status_code
    out = client.post("/sign-out", headers=OWN)

    assert (foreign, still) == (403, 200)
    assert (out.status_code, out.headers["location"]) == (303, "/sign-in")
    assert client.get("/v1/base").status_code == 401


def test_a_page_for_another_role_says_so_and_who_one_is(client: TestClient, provider: Provider):
    provider.claims["groups"] = ["agents"]
    go(client)

    shut = client.get("/train/entries", headers={"accept": "text/html"})
    told = client.get(shut.headers["location"])

    assert (shut.status_code, told.status_code) == (303, 403)
    assert "您是 liping（客服）" in told.text


def test_an_htmx_call_without_a_session_leads_to_sign_in(client: TestClient):
    sent = {"hx-request": "true", "hx-current-url": "http://127.0.0.1:8000/train/entries?q=a"}

    response = client.get("/shell/state", headers=sent)

    assert (response.status_code, response.headers["hx-redirect"]) == (401, "/sign-in?next=/train/entries%3Fq%3Da")


def test_a_key_signs_in_too_where_it_is_for_every_channel(client: TestClient, signing: Any):
    context = signing[0].state.context
    given = {"role": Role.QA, "at": context.now(), "by": "test"}
    whole = add_key(context.store, name="desk", channel=None, **given)[1]
    narrow = add_key(context.store, name="narrow", channel="tmall", **given)[1]
    context.keys.forget()

    refused = [client.post("/sign-in/key", json={"secret": one}, headers=OWN).status_code for one in ("yz_no", narrow)]
    begun = client.post("/sign-in/key", json={"secret": whole}, headers=OWN).status_code

    assert (refused, begun) == ([401, 403], 204)
    assert client.get("/v1/gaps").status_code == 200
    assert client.get("/v1/keys").status_code == 403


def test_a_session_ends_with_the_key_that_opened_it(client: TestClient, signing: Any):
    context = signing[0].state.context
    given = {"role": Role.QA, "at": context.now(), "by": "test", "channel": None}
    (mine, secret), (_, other) = (add_key(context.store, name=name, **given) for name in ("mine", "other"))
    context.keys.forget()
    for one in (secret, other):
        client.post("/sign-in/key", json={"secret": one}, headers=OWN)
    kept = client.cookies[COOKIE]
    client.post("/sign-in/key", json={"secret": secret}, headers=OWN)
    before = client.get("/v1/gaps").status_code

    revoke_key(context.store, mine.id, at=context.now(), by="test")
    context.keys.forget()

    assert (before, client.get("/v1/gaps").status_code) == (200, 401)
    assert client.get("/v1/gaps", headers={"cookie": f"{COOKIE}={kept}"}).status_code == 200


@pytest.mark.parametrize("person", ["liping", "7f3"])
def test_an_admin_ends_every_session_of_a_person_and_no_other(
    client: TestClient, provider: Provider, signing: Any, person: str
):
    app = signing[0]
    others = {"boss": {"groups": ["bosses"], "preferred_username": "boss", "sub": "b"}, "second": provider.claims}
    boss, second = (TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) for _ in others)
    for browser, claims in ((client, provider.claims), *zip((boss, second), others.values(), strict=True)):
        provider.claims = claims
        go(browser)

    refused = client.post("/v1/sessions/end", json={"person": "boss"}, headers=OWN).status_code
    ended = boss.post("/v1/sessions/end", json={"person": person}, headers=OWN).status_code
    after = [one.get("/v1/base").status_code for one in (client, second, boss)]
    provider.claims = others["second"]
    go(second)

    assert (refused, ended) == (403, 204)
    assert after == [401, 401, 200]
    assert second.get("/v1/base").status_code == 200
    act = trail(app.state.context.store, limit=1)[0]
    assert (act.actor, act.action, act.subject) == ("boss", "sessions ended", f"person/{person}")


def told(client: TestClient, token: str) -> int:
    """Tell the service of a logout as a provider does: without a cookie, a form with the token."""
    sent = client.post("/sign-in/ended", data={"logout_token": token}, headers={"cookie": ""})
    return int(sent.status_code)


@pytest.mark.parametrize("names", [{"sub": "7f3"}, {"sid": "s-1", "sub": "7f3"}, {"sid": "s-1"}], ids=str)
def test_who_is_signed_out_at_the_provider_is_signed_out_here(client: TestClient, provider: Provider, names: dict):
    provider.claims = {**provider.claims, "sid": "s-1"}
    go(client)
    before = client.get("/v1/base").status_code
    token = provider.logout_token(**names)

    status = told(client, token)

    assert (before, status, client.get("/v1/base").status_code) == (200, 200, 401)
    time.sleep(max(0.0, math.floor(time.time()) + 1.01 - time.time()))  # a token's moment is told in whole seconds
    go(client)
    assert (told(client, token), client.get("/v1/base").status_code) == (200, 200)  # sent again it ends nothing newer


@pytest.mark.parametrize(
    "spoil, signs_with",
    [
        ({"aud": "another"}, "its own key"),
        ({"iss": "https://another.example"}, "its own key"),
        ({"iat": 1_000_000_000}, "its own key"),
        ({"events": {}}, "its own key"),
        ({"events": None}, "its own key"),
        ({"nonce": "n"}, "its own key"),
        ({"sub": None}, "its own key"),
        ({"sub": 7}, "its own key"),
        ({}, "another key"),
        ({}, "the client's secret"),
        ({}, "nothing"),
    ],
    ids=str,
)
def test_a_logout_that_the_provider_did_not_send_ends_nothing(
    client: TestClient, provider: Provider, spoil: dict, signs_with: str
):
    go(client)
    provider.signs_with = signs_with

    statuses = [told(client, provider.logout_token(**{"sub": "7f3", **spoil})), told(client, "x"), told(client, "")]

    assert statuses == [400, 400, 400]
    assert client.get("/v1/base").status_code == 200


def test_a_copied_cookie_opens_nothing_once_one_signed_out(client: TestClient, provider: Provider):
    go(client)
    copied = {"cookie": f"{COOKIE}={client.cookies[COOKIE]}"}
    before = client.get("/v1/base", headers=copied).status_code

    client.post("/sign-out", headers=OWN)

    assert (before, client.get("/v1/base", headers=copied).status_code) == (200, 401)


@pytest.mark.parametrize(
    "given, is_secure",
    [
        ({"host": "127.0.0.1"}, False),
        ({"host": "::1"}, False),
        ({"host": "0.0.0.0"}, True),
        ({"host": "127.0.0.1", "public_url": "https://yizhi.example.com"}, True),
        ({"host": "127.0.0.1", "public_url": "http://localhost:8000"}, False),
    ],
    ids=str,
)
def test_cookies_go_over_https_alone_outside_this_machine(given: dict, is_secure: bool):
    assert is_sent_encrypted(Settings(**given)) is is_secure
