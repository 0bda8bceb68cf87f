"""A provider of sign-in by OpenID Connect: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0)."""

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from klaviatur.errors import SettingError, SignInRefused
from klaviatur.records import Identity, MemberRole

METADATA = "/.well-known/openid-configuration"
SCOPE = "openid email profile"
# Signed with a key that only the provider has: never "none", never with the secret that both share.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
TIMEOUT_S, KEPT_S, LEEWAY_S = 10.0, 3600.0, 60
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
FAILED = (httpx2.HTTPError, httpx2.InvalidURL, AuthlibBaseError, JoseError, ValueError, TypeError, KeyError)


class OpenIdProvider:
    """See `ports.Provider`. What the provider says of itself is kept for an hour, its keys until one is missing."""

    def __init__(self, issuer: str, client_id: str, client_secret: str = "", *, roles_claim: str = "") -> None:
        self.issuer = issuer
        self._client_id, self._client_secret, self._roles_claim = client_id, client_secret, roles_claim
        self._known: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._read_at = 0.0
        _insist_on_https(issuer, "oidc_issuer")

    def ask(self, back: str, state: str, nonce: str, verifier: str) -> str:
        """Return the provider's address that a browser is sent to. Raises SettingError where there is no provider."""
        endpoint = self._metadata()["authorization_endpoint"]
        with self._client(back) as client:
            address, _ = client.create_authorization_url(endpoint, state, code_verifier=verifier, nonce=nonce)
        return str(address)

    def read(self, back: str, answer: str, nonce: str, verifier: str) -> Identity:
        """Return whom the provider says somebody is. Raises SignInRefused."""
        told = {name: values[0] for name, values in parse_qs(urlsplit(answer).query).items()}
        if "error" in told or "code" not in told:
            raise SignInRefused(f"The provider did not sign you in ({told.get('error', 'no code')}). Start once more.")
        if told.get("iss", self.issuer) != self.issuer:  # RFC 9207
            raise SignInRefused("Another provider answered than the one that was asked. Start once more.")
        try:
            claims = self._claims(back, told["code"], nonce, verifier)
        except FAILED as error:
            raise SignInRefused(f"The provider's answer does not hold ({error}). Start once more.") from error
        return _identity(claims, self._roles_claim)

    def _claims(self, back: str, code: str, nonce: str, verifier: str) -> Mapping[str, Any]:
        metadata = self._metadata()
        with self._client(back) as client:
            answer = client.fetch_token(
                metadata["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=verifier
            )
            claims = self._validated(answer["id_token"], nonce)
            return {**self._told_besides(client, claims), **claims}

    def _validated(self, token: str, nonce: str) -> dict[str, Any]:
        """Return the claims of a token for us, about this sign-in. Raises ValueError, JoseError."""
        claims = self._signed(token)
        rules = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_S,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self._client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        rules.validate(claims)
        if claims.get("azp", self._client_id) != self._client_id:
            raise ValueError("issued for another client")
        return claims

    def _told_besides(self, client: OAuth2Client, claims: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a provider tells of a person only when it is asked once more, {} where that is not needed."""
        endpoint = self._metadata().get("userinfo_endpoint")
        if "email" in claims or not isinstance(endpoint, str):
            return {}
        _insist_on_https(endpoint, "userinfo_endpoint")
        answer = client.get(endpoint)
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        return told if told.get("sub") == claims["sub"] else {}

    def _signed(self, token: str) -> dict[str, Any]:
        """Return the claims of a token that the provider signed; with new keys where it has changed them."""
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            return jwt.decode(token, self._keyset(), registry=registry).claims
        except (JoseError, ValueError):
            return jwt.decode(token, self._keyset(anew=True), registry=registry).claims

    def _keyset(self, *, anew: bool = False) -> KeySet:
        if self._keys is None or anew:
            keys: Any = _fetched(self._metadata()["jwks_uri"])
            self._keys = KeySet.import_key_set(keys)
        return self._keys

    def _metadata(self) -> dict[str, Any]:
        """Return what the provider says of itself. Raises SettingError."""
        if self._known and time.monotonic() - self._read_at < KEPT_S:
            return self._known
        address = self.issuer.rstrip("/") + METADATA
        try:
            known = _fetched(address)
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise SettingError(f"{address!r} does not answer as a provider ({error}). Check oidc_issuer.") from error
        if known.get("issuer") != self.issuer or not all(isinstance(known.get(name), str) for name in NEEDED):
            raise SettingError(f"{address!r} speaks of {known.get('issuer')!r}. Set oidc_issuer to exactly that.")
        for name in NEEDED:
            _insist_on_https(known[name], name)
        self._known, self._read_at = known, time.monotonic()
        return known

    def _client(self, back: str) -> OAuth2Client:
        return OAuth2Client(
            self._client_id,
            self._client_secret or None,
            scope=SCOPE,
            redirect_uri=back,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self._client_secret else "none",
            timeout=TIMEOUT_S,
        )


def _fetched(address: str) -> dict[str, Any]:
    answer = httpx2.get(address, timeout=TIMEOUT_S)
    answer.raise_for_status()
    read = answer.json()
    if not isinstance(read, dict):
        raise ValueError("it is no JSON object")  # noqa: TRY004 - a wrong value of the provider's
    return read


def _identity(claims: Mapping[str, Any], roles_claim: str) -> Identity:
    """Return whom claims speak of; an address that the provider has not verified does not count."""
    email = str(claims.get("email", "")) if claims.get("email_verified") is True else ""
    shown = str(claims.get("name") or claims.get("preferred_username") or "")[:80]
    told = claims.get(roles_claim) if roles_claim else None
    named = {str(role) for role in told} if isinstance(told, list) else set(str(told or "").split())
    roles = frozenset(role for role in MemberRole if role in named)
    return Identity(str(claims["iss"]), str(claims["sub"]), email, shown, roles)


def _insist_on_https(address: str, what: str) -> None:
    """Raise SettingError for an address that others could read along; on this machine nobody can."""
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise SettingError(f"{what} is {address!r}, but must begin with https://. Correct it.")
