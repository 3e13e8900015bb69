"""The company's OpenID Connect provider, as authlib speaks to it; it is asked when the first one signs in."""

from __future__ import annotations

from typing import Any

from service.settings import Settings

SIGNED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


def open_provider(settings: Settings) -> Any:
    """Return authlib's client, which has no types."""
    from authlib.integrations.starlette_client import OAuth

    return OAuth().register(
        "company",
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value() or None,
        client_kwargs={"code_challenge_method": "S256", "scope": settings.oidc_scope},
    )


async def pinned(provider: Any, issuer: str) -> Any:
    """Return the provider, held to tokens of the issuer that are signed with a key pair, whatever else it offers."""
    metadata = await provider.load_server_metadata()
    if str(metadata.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
        raise LookupError("the provider calls itself otherwise than YIZHI_OIDC_ISSUER")
    offered = metadata.get("id_token_signing_alg_values_supported") or SIGNED
    metadata["id_token_signing_alg_values_supported"] = [one for one in offered if one in SIGNED] or list(SIGNED)
    return provider
