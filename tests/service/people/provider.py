"""A small OpenID Connect provider on this machine: discovery, keys, authorization with PKCE, tokens; and its misdeeds."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "yizhi", "between-us"


@dataclass
class Provider:
    """What the provider knows, what it was asked, and in what it departs from the standard."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)  # of whoever signs in next
    spoil: dict[str, Any] = field(default_factory=dict)  # claims of the token as it must not be
    signs_with: str = "its own key"  # or "another key", "the client's secret", "nothing"
    denies: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)  # parameters of each authorization
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    other: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],  # as careless ones say
        }

    def authorize(self, sent: dict[str, str]) -> str:
        self.asked.append(sent)
        if self.denies:
            return f"{sent['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': sent['state']})}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = sent
        return f"{sent['redirect_uri']}?{urlencode({'code': code, 'state': sent['state']})}"

    def token(self, sent: dict[str, str], credentials: str) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(sent.get("code", ""), None)
        given = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(given).rstrip(b"=").decode()
        expected = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or challenge != asked["code_challenge"] or credentials != expected:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        token = self.signed({**claims, **self.claims, **self.spoil})
        return 200, {"access_token": "unused", "token_type": "Bearer", "expires_in": 300, "id_token": token}

    def logout_token(self, **claims: Any) -> str:
        """Return what the provider sends where someone is signed out there; what is None is left out."""
        event = {"http://schemas.openid.net/event/backchannel-logout": {}}
        own = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": int(time.time()),
            "jti": secrets.token_hex(8),
            "events": event,
        }
        return self.signed({key: value for key, value in {**own, **claims}.items() if value is not None})

    def signed(self, claims: dict[str, Any]) -> str:
        match self.signs_with:
            case "another key":
                return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.other)
            case "the client's secret":
                return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET.ljust(32, "!")))
            case "nothing":
                parts = [{"alg": "none"}, claims]
                texts = [base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in parts]
                return ".".join([*texts, ""])
            case _:
                return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)


def signing_in(provider: Provider, roles: str) -> dict[str, str]:
    """Return the settings of a service whose people sign in through a provider."""
    return {
        "sign_in": "oidc",
        "oidc_issuer": provider.address,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_roles": roles,
    }


@contextmanager
def offered() -> Iterator[Provider]:
    """Let a provider answer on a free port of this machine meanwhile."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            sent = {name: values[0] for name, values in parse_qs(parts.query).items()}
            match parts.path:
                case "/.well-known/openid-configuration":
                    self.answer(200, provider.discovery())
                case "/keys":
                    self.answer(200, {"keys": [provider.key.as_dict(private=False)]})
                case "/authorize":
                    self.send_response(302)
                    self.send_header("Location", provider.authorize(sent))
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                case _:
                    self.answer(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            sent = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer(*provider.token(sent, self.headers.get("Authorization", "")))

        def answer(self, status: int, found: dict[str, Any]) -> None:
            body = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
