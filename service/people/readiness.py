"""What has to be settled before the service may answer others than the one person at this machine."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from service.addresses import host_name, is_loopback, origin_of
from service.people.claims import RolesFault, read_roles
from service.settings import Settings

GROUP = "people"  # the optional dependencies for sign-in
_NEEDED = ("authlib", "joserfc", "httpx", "itsdangerous")


def people_faults(settings: Settings) -> tuple[str, ...]:
    """Return why the service must not start with these settings, each with its mend; none where it may."""
    return tuple(_faults(settings))


def _faults(settings: Settings) -> Iterator[str]:
    if not settings.has_people:
        if not is_loopback(settings.host):
            yield (
                f"--host {settings.host} is not this machine, and nobody is asked to sign in: set YIZHI_SIGN_IN=oidc "
                "with YIZHI_OIDC_ISSUER and YIZHI_OIDC_CLIENT_ID, or YIZHI_SIGN_IN=keys for API keys alone "
                "(`yizhi keys add`), or stay on --host 127.0.0.1; docs/people.md has the whole way"
            )
        return
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        yield f"sign-in needs {', '.join(missing)}: install yizhi[{GROUP}]"
    outside = origin_of(settings.public_url)
    if settings.public_url and not outside.startswith(("https://", "http://")):
        yield f"YIZHI_PUBLIC_URL={settings.public_url} is no address: write it as https://yizhi.example.com"
    elif outside.startswith("http://") and not is_loopback(host_name(outside)):
        yield f"YIZHI_PUBLIC_URL={settings.public_url} would send sessions in the clear: put https before it"
    if settings.sign_in == "oidc":
        yield from _oidc_faults(settings)


def _oidc_faults(settings: Settings) -> Iterator[str]:
    for name in ("oidc_issuer", "oidc_client_id", "oidc_roles"):
        if not getattr(settings, name):
            yield f"YIZHI_SIGN_IN=oidc needs YIZHI_{name.upper()}"
    issuer = origin_of(settings.oidc_issuer)
    if settings.oidc_issuer and not (issuer.startswith("https://") or is_loopback(host_name(issuer))):
        yield f"YIZHI_OIDC_ISSUER={settings.oidc_issuer} is no https address"
    if not settings.public_url and not is_loopback(settings.host):
        yield "YIZHI_SIGN_IN=oidc needs YIZHI_PUBLIC_URL, the https address that the provider sends people back to"
    try:
        read_roles(settings.oidc_roles)
    except RolesFault as fault:
        yield f"YIZHI_OIDC_ROLES: {fault}"
