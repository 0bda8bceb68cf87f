"""A provider of sign-in that speaks OpenID Connect on 127.0.0.1: metadata, keys, codes with PKCE, signed tokens."""

import hashlib
import json
import time
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "klaviatur", "a secret that both share"


@dataclass
class IdentityProvider:
    """Knows one person and says of them what a test wants; a code is worth one token."""

    person: dict[str, object] = field(default_factory=lambda: {"sub": "42", "name": "Berta Blau"})
    changed: dict[str, object] = field(default_factory=dict)  # claims that are not as they should be
    alg: str = "RS256"
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, auto_kid=True))
    signing: object = None  # another key than the published one
    beside: dict[str, object] = field(default_factory=dict)  # told only by userinfo
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def approve(self, address: str) -> str:
        """What the browser comes back with after the person has agreed."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")
        code = token_urlsafe(16)
        self.codes[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.issuer}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def metadata(self) -> dict[str, object]:
        places = {name: f"{self.issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
        more = {"userinfo_endpoint": f"{self.issuer}/userinfo"} if self.beside else {}
        return {"issuer": self.issuer, **places, **more}

    def token(self, sent: dict[str, str], authorization: str) -> dict[str, object] | None:
        asked = self.codes.pop(sent.get("code", ""), None)
        verifier = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        fits = asked and asked["code_challenge"] == urlsafe_b64encode(verifier).rstrip(b"=").decode()
        known = b64decode(authorization.removeprefix("Basic ")).decode() == f"{CLIENT}:{SECRET}"
        if not (asked and fits and known and sent["redirect_uri"] == asked["redirect_uri"]):
            return None
        now = int(time.time())
        told = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims = {name: value for name, value in {**told, **self.person, **self.changed}.items() if value is not None}
        key = self.signing or self.key
        allowed = [self.alg]
        signed = jwt.encode({"alg": self.alg, "kid": self.key.kid}, claims, key, algorithms=allowed)  # type: ignore[arg-type]
        return {"access_token": token_urlsafe(8), "token_type": "Bearer", "expires_in": 300, "id_token": signed}

    def shared_key(self) -> OctKey:
        return OctKey.import_key(SECRET.ljust(64, "x"))


class Answering(BaseHTTPRequestHandler):
    """Serves one provider."""

    provider: IdentityProvider

    def do_GET(self) -> None:
        self.provider.asked.append(self.path)
        places = {
            "/.well-known/openid-configuration": self.provider.metadata(),
            "/jwks_uri": {"keys": [self.provider.key.as_dict(private=False)]},
            "/userinfo": self.provider.beside,
        }
        self._tell(places.get(self.path))

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        fields = {name: values[0] for name, values in sent.items()}
        self._tell(self.provider.token(fields, self.headers.get("authorization", "")))

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _tell(self, told: object) -> None:
        self.send_response(400 if told is None else 200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(told or {"error": "invalid_grant"}).encode())


def serve(provider: IdentityProvider) -> ThreadingHTTPServer:
    """Start answering on a free port."""
    handler = type("Handler", (Answering,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    provider.port = server.server_address[1]
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server
