"""The one table of routes and the least role that each asks for; `docs/people.md` shows it and a test runs it.

A route that is missing here is refused to everyone but admins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from service.people.roles import Role

Least = frozenset[Role]

ANYONE: Least = frozenset()
AGENT: Least = frozenset({Role.AGENT})
STAFF: Least = frozenset({Role.TRAINER, Role.QA})  # either of them
TRAINER: Least = frozenset({Role.TRAINER})
QA: Least = frozenset({Role.QA})
ADMIN: Least = frozenset({Role.ADMIN})

TABLE: Mapping[Least, Sequence[str]] = MappingProxyType(
    {
        ANYONE: (
            "GET /embed",  # in a frame the browser may keep the session back until a person asks; it holds no answers
            "GET /healthz",
            "GET /readyz",
            "GET /sign-in",
            "GET /sign-in/callback",
            "GET /sign-in/start",
            "GET /static/{path:path}",
            "POST /hooks/chatwoot",  # signed with a secret of its own
            "POST /sign-in/ended",  # signed by the provider
            "POST /sign-in/key",
            "POST /sign-out",
        ),
        AGENT: (
            "GET /",
            "GET /setup",
            "GET /setup/zendesk.zip",
            "GET /setup/{host}",
            "GET /exam/{token}",
            "GET /openapi.json",
            "GET /metrics",
            "GET /mine",
            "GET /shell/palette",
            "GET /shell/state",
            "GET /v1/attachments/{file:path}",
            "GET /v1/base",
            "GET /v1/entries",
            "GET /v1/entries/{kind}/{id}",
            "GET /v1/evaluations/{id}/replies",  # an agent's own alone: see service.api.own_replies
            "GET /v1/scripts",
            "GET /v1/search",
            "GET /v1/snapshot",
            "GET /v1/status",
            "POST /v1/cases/forget",
            "POST /v1/decide",
            "POST /v1/ingredients/read",
            "POST /v1/replies/check",
            "POST /v1/replies/merge",
            "POST /v1/sheets/{token}",
            "POST /v1/suggestions",
            "POST /v1/suggestions/{record}/feedback",
            "DELETE /v1/suggestions/{record}/feedback/{feedback}",
        ),
        STAFF: (
            "GET /qa/compare",
            "GET /qa/conflicts",
            "GET /qa/exams",
            "GET /qa/exams/{id}",
            "GET /qa/gates",
            "GET /qa/replies",
            "GET /qa/runs",
            "GET /qa/runs/{id}",
            "GET /qa/runs/{id}/progress",
            "GET /qa/scorecard",
            "GET /qa/usage",
            "GET /train",
            "GET /train/cases",
            "GET /train/conflicts",
            "GET /train/entries",
            "GET /train/entries/{kind}/{id}",
            "GET /train/gaps",
            "GET /train/new",
            "GET /train/next",
            "GET /train/next/alike",
            "GET /train/next/hints",
            "GET /train/next/weakest",
            "GET /train/drafts",
            "GET /train/entries/{kind}/{id}/history",
            "GET /train/proposals",
            "GET /train/upload",
            "GET /v1/proposals",
            "GET /v1/proposals/{id}",
            "GET /v1/conflicts",
            "GET /v1/conflicts/{id}",
            "GET /v1/evaluations",
            "GET /v1/evaluations/{id}",
            "GET /v1/evaluations/{id}/comparison",
            "GET /v1/evaluations/{id}/conflicts",
            "GET /v1/evaluations/{id}/gate",
            "GET /v1/evaluations/{id}/report",
            "GET /v1/evaluations/{id}/scorecard",
            "GET /v1/exams/{id}",
            "GET /v1/gaps",
            "GET /v1/gates/{kind}",
            "GET /v1/usage",
            "POST /train/check",
            "POST /train/form",
            "POST /train/form/text",
            "POST /train/merge",
            "POST /train/moved",
            "POST /v1/conflicts/{id}/dismiss",
            "POST /v1/entries/preview",
            "POST /v1/evaluations",
            "POST /v1/evaluations/logs/{log}",
            "POST /v1/evaluations/{id}/stop",
            "POST /v1/exams",
            "PUT /v1/evaluations/logs",
            "DELETE /v1/conflicts/{id}/dismiss",
        ),
        TRAINER: (
            "PUT /v1/entries/{kind}/{id}",
            "POST /train/drafts/drop",
            "POST /train/drafts/save",
            "POST /train/drafts/take",
            "POST /train/upload",
            "POST /v1/proposals",
            "POST /v1/proposals/{id}/accept",
            "POST /v1/proposals/{id}/refuse",
            "POST /v1/proposals/{id}/withdraw",
        ),
        QA: ("PUT /v1/gates/{kind}",),
        ADMIN: (
            "GET /admin/audit",
            "GET /admin/keys",
            "GET /v1/audit",
            "GET /v1/keys",
            "POST /v1/keys",
            "POST /v1/sessions/end",
            "DELETE /v1/keys/{id}",
        ),
    }
)

_HOLE = re.compile(r"\{\w+(:path)?\}")


def least_role(method: str, path: str) -> Least | None:
    """Return what a call asks for, or None where the table knows no such route."""
    wanted = "GET" if method == "HEAD" else method
    exact = _exact().get((wanted, path))
    if exact is not None:
        return exact
    return next((least for verb, pattern, least in _with_holes() if verb == wanted and pattern.fullmatch(path)), None)


def rows() -> Iterator[tuple[str, str, Least]]:
    """Yield method, path as it is declared, and the least role, in the order of the table."""
    for least, routes in TABLE.items():
        for route in routes:
            method, _, path = route.partition(" ")
            yield method, path, least


@cache
def _exact() -> Mapping[tuple[str, str], Least]:
    return {(method, path): least for method, path, least in rows() if "{" not in path}


@cache
def _with_holes() -> Sequence[tuple[str, re.Pattern[str], Least]]:
    return [(method, _pattern(path), least) for method, path, least in rows() if "{" in path]


def _pattern(path: str) -> re.Pattern[str]:
    parts = _HOLE.split(path)
    texts, kinds = parts[::2], parts[1::2]
    holes = [".*" if kind else "[^/]+" for kind in kinds]
    return re.compile("".join(re.escape(text) + hole for text, hole in zip(texts, [*holes, ""], strict=True)))
