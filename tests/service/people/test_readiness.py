"""What keeps the service from answering others: nobody asked to sign in, or asked in a way that cannot work."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.people.claims import RolesFault, name_of, read_roles, roles_of
from service.people.readiness import people_faults
from service.people.roles import Role
from service.people.secret import derived, secret_of
from service.settings import Settings

OIDC = {
    "sign_in": "oidc",
    "host": "0.0.0.0",
    "public_url": "https://yizhi.example.com",
    "oidc_issuer": "https://id.example.com/realms/one",
    "oidc_client_id": "yizhi",
    "oidc_roles": "staff=agent",
}


@pytest.mark.parametrize("host", ["0.0.0.0", "10.1.2.3", "::", "example.com", "192.168.0.7"])
def test_another_address_is_refused_while_nobody_is_asked_to_sign_in_and_the_way_is_told(host: str):
    (fault,) = people_faults(Settings(host=host))

    assert fault.startswith(f"--host {host} is not this machine")
    assert all(way in fault for way in ("YIZHI_SIGN_IN=oidc", "YIZHI_SIGN_IN=keys", "--host 127.0.0.1"))


@pytest.mark.parametrize(
    "given",
    [
        {"host": "127.0.0.1"},
        {"host": "localhost"},
        {"host": "::1"},
        {"host": "0.0.0.0", "sign_in": "keys"},
        OIDC,
        {**OIDC, "host": "127.0.0.1", "public_url": "", "oidc_issuer": "http://127.0.0.1:9000"},
    ],
    ids=str,
)
def test_one_person_on_this_machine_and_people_who_sign_in_are_answered(given: dict):
    assert people_faults(Settings(**given)) == ()


@pytest.mark.parametrize(
    "wrong, told",
    [
        ({"oidc_issuer": ""}, "needs YIZHI_OIDC_ISSUER"),
        ({"oidc_client_id": ""}, "needs YIZHI_OIDC_CLIENT_ID"),
        ({"oidc_roles": ""}, "needs YIZHI_OIDC_ROLES"),
        ({"oidc_roles": "staff=boss"}, "'staff=boss' is no VALUE=ROLE"),
        ({"oidc_issuer": "http://id.example.com"}, "is no https address"),
        ({"public_url": "http://yizhi.example.com"}, "would send sessions in the clear"),
        ({"public_url": "yizhi.example.com"}, "is no address"),
        ({"public_url": ""}, "needs YIZHI_PUBLIC_URL"),
    ],
)
def test_a_sign_in_that_cannot_work_is_told_before_anyone_tries_it(wrong: dict, told: str):
    faults = people_faults(Settings(**{**OIDC, **wrong}))

    assert [fault for fault in faults if told in fault] == list(faults)
    assert len(faults) == 1


def test_the_service_answers_under_the_names_that_are_set_and_the_one_it_is_bound_to():
    set_ = Settings(
        host="0.0.0.0", public_url="https://Yizhi.example.com/", allowed_hosts="a.example.com, 10.0.0.7:8000"
    )

    assert set_.hosts() == ("yizhi.example.com", "a.example.com", "10.0.0.7")
    assert Settings(host="10.1.2.3").hosts() == ("10.1.2.3",)
    assert Settings(host="fe80::1").hosts() == ("fe80::1",)


def test_roles_are_read_by_value_several_for_one_and_with_commas_inside_between_semicolons():
    assert read_roles("staff=agent, staff=qa,*=agent") == {
        "staff": frozenset({Role.AGENT, Role.QA}),
        "*": frozenset({Role.AGENT}),
    }
    assert read_roles("CN=qa,OU=people=qa; CN=boss=admin") == {
        "CN=qa,OU=people": frozenset({Role.QA}),
        "CN=boss": frozenset({Role.ADMIN}),
    }
    with pytest.raises(RolesFault):
        read_roles("staff")


@pytest.mark.parametrize(
    "claims, claim, roles",
    [
        ({"groups": ["staff", "other"]}, "groups", {Role.TRAINER}),
        ({"groups": "staff"}, "groups", {Role.TRAINER}),
        ({"realm_access": {"roles": ["staff", "qa"]}}, "realm_access.roles", {Role.TRAINER, Role.QA}),
        ({"https://one.example.com/roles": ["qa"]}, "https://one.example.com/roles", {Role.QA}),
        ({"groups": ["STAFF", 7, None]}, "groups", set()),
        ({"groups": {"staff": True}}, "groups", set()),
        ({"realm_access": "staff"}, "realm_access.roles", set()),
        ({}, "groups", set()),
    ],
    ids=lambda given: str(sorted(given)) if isinstance(given, set) else str(given),  # a set has no order
)
def test_roles_come_from_the_claim_that_is_named_and_from_nothing_like_it(claims: dict, claim: str, roles: set):
    assert roles_of(claims, claim, read_roles("staff=trainer,qa=qa")) == roles


def test_who_is_in_no_group_has_a_role_only_where_everyone_does():
    assert roles_of({}, "groups", read_roles("*=agent")) == {Role.AGENT}
    assert name_of({"sub": "7f3", "email": "li@example.com"}) == "li@example.com"
    assert name_of({"sub": "7f3", "email": None, "name": " "}) == "7f3"


def test_the_secret_is_made_once_for_its_owner_alone_and_a_set_one_wins(tmp_path: Path):
    first, again = secret_of(Settings(data=tmp_path)), secret_of(Settings(data=tmp_path))

    assert first == again
    assert len(first) == 64
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert secret_of(Settings(data=tmp_path, secret="of the cluster")) == b"of the cluster"
    assert derived(first, "sessions") != derived(first, "customers")
