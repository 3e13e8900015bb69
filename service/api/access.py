"""What stands between a call and its route: who sends it, whether that one may, and how often."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from service.api.callers import remember
from service.api.errors import CallError, problem_response
from service.api.limits import Rate
from service.api.standing import find_key, person_of_key, person_of_session
from service.people.roles import HERE, Person, Role, nobody
from service.people.routes import least_role
from service.settings import Settings
from service.store.keys import PREFIX

SIGN_IN = "/sign-in"
_SAFE = ("GET", "HEAD", "OPTIONS")
_UNCOUNTED = ("/healthz", "/readyz", "/static/")


class Access:
    """ASGI middleware: finds out who calls, counts the calls, and lets through what the table of routes allows."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._rate = Rate(settings.calls_a_second())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            person = await self._who(scope, headers)
            self._count(scope, person)
            remember(scope, person)
            _require_own_page(scope, headers, person)
            _require_role(person, scope["method"], scope["path"])
        except _Refused as refused:
            await refused.response(scope, headers)(scope, receive, send)
            return
        except CallError as error:
            await problem_response(error)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _who(self, scope: Scope, headers: Mapping[str, str]) -> Person:
        """Return who calls; a key counts in one-person mode too, so that a program can be tried with one."""
        address = (scope.get("client") or ("unknown", 0))[0]
        scheme, _, secret = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and secret.strip().startswith(PREFIX):
            key = await find_key(scope["app"].state.context, secret.strip())
            if key is None:
                self._count(scope, nobody(address))
                raise _Refused(401, "wrong-key", "this key is not known, or it was revoked; ask an admin for another")
            return person_of_key(key)
        if not self._settings.has_people:
            return HERE
        session = scope.get("session")
        if not session:
            return nobody(address)
        return await person_of_session(scope["app"].state.context, session) or nobody(address)

    def _count(self, scope: Scope, person: Person) -> None:
        wait_s = 0 if scope["path"].startswith(_UNCOUNTED) else self._rate.wait_s(person.id)
        if wait_s:
            raise _Refused(
                429, "too-many", f"too many calls; send the next in {wait_s} s", {"Retry-After": str(wait_s)}
            )


def _require_role(person: Person, method: str, path: str) -> None:
    """Raise where the table of routes asks for another role; what it does not know is refused to all but admins."""
    least = least_role(method, path)
    if least is not None and person.reaches(least):
        return
    if not person.is_signed_in:
        raise _Refused(401, "sign-in", f"sign in at {SIGN_IN}, or send an API key: Authorization: Bearer {PREFIX}…")
    if least is None:
        if Role.ADMIN in person.roles:
            return
        raise CallError(404, "not-found", "there is nothing here; /openapi.json lists the calls")
    wanted = " or ".join(sorted(least))
    raise _Refused(403, "wrong-role", f"this asks for the role {wanted}; {person.name} is {_roles(person)}")


def _roles(person: Person) -> str:
    return " and ".join(person.role_names()) or "without a role"


def _require_own_page(scope: Scope, headers: Mapping[str, str], person: Person) -> None:
    """Refuse a change that comes with a session but not from a page of ours: the browser adds the cookie by itself.

    That Origin, where it is sent, is ours was looked at before.
    """
    if person.by != "session" or scope["method"] in _SAFE:
        return
    if "origin" not in headers and headers.get("sec-fetch-site") != "same-origin":
        raise CallError(403, "wrong-origin", "with a session a change needs the Origin of the service's own pages")


class _Refused(Exception):
    """A call that is refused for who sent it: a page leads on to where one signs in."""

    def __init__(self, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self._error = CallError(status, code, detail)
        self._headers = dict(headers or {})

    def response(self, scope: Scope, headers: Mapping[str, str]) -> Response:
        status = self._error.document.status
        is_page = scope["method"] == "GET" and "text/html" in headers.get("accept", "")
        path = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
        there = f"{SIGN_IN}?next={quote(path)}" + ("&refused=true" if status == 403 else "")
        if is_page and status in (401, 403) and not scope["path"].startswith("/v1/"):
            return RedirectResponse(there, 303)
        response = problem_response(self._error)
        response.headers.update(self._headers)
        if status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
            if "hx-request" in headers:
                response.headers["HX-Redirect"] = f"{SIGN_IN}?next={quote(_shown(headers))}"
        return response


def _shown(headers: Mapping[str, str]) -> str:
    """Return the path of the page that htmx sends a call from."""
    _, _, rest = headers.get("hx-current-url", "").partition("//")
    _, slash, path = rest.partition("/")
    return f"/{path}" if slash else "/"
