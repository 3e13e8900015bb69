"""Chatwoot's API: what was said in a conversation, and a private note left in it."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.parse import urlsplit

from service.integrations.chatwoot_events import Place

_PATIENCE_S = 5.0
_MOST_BYTES = 4 * 1024 * 1024


class ChatwootError(Exception):
    """Chatwoot could not be reached, or did not take what was sent."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows none: the token is for the address of the setting alone."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Chatwoot:
    """One Chatwoot, spoken to in the name of whom the token belongs to."""

    url: str
    token: str = field(repr=False)

    def messages(self, place: Place) -> Mapping[str, Any]:
        """Return the newest messages of a conversation as Chatwoot tells them. Raises ChatwootError."""
        return self._call("GET", place)

    def leave_note(self, place: Place, text: str) -> None:
        """Leave a note that only agents see. Raises ChatwootError."""
        self._call("POST", place, {"content": text, "message_type": "outgoing", "private": True})

    def _call(self, method: str, place: Place, body: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        if urlsplit(self.url).scheme not in ("http", "https"):
            raise ChatwootError("the address of Chatwoot begins with neither http:// nor https://")
        path = f"/api/v1/accounts/{place.account}/conversations/{place.conversation}/messages"
        request = urllib.request.Request(
            self.url.rstrip("/") + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"api_access_token": self.token, "Content-Type": "application/json"},
        )
        try:
            with urllib.request.build_opener(_NoRedirect).open(request, timeout=_PATIENCE_S) as response:
                told = json.loads(response.read(_MOST_BYTES) or b"{}")
        except (OSError, HTTPException, ValueError) as error:
            raise ChatwootError(f"{method} {path}: {error}") from error
        return told if isinstance(told, dict) else {}
