"""An authenticator in software: keys, counter, CBOR and signatures as a device makes them (WebAuthn level 3)."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from secrets import token_bytes

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def packed(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """One device with one passkey, opened at one address."""

    origin: str = "http://localhost"
    verified: bool = True  # the device has made sure who holds it
    counts: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: token_bytes(32))
    count: int = 0
    handle: str = ""

    def make(self, asked: str) -> str:
        """Answer navigator.credentials.create()."""
        options = json.loads(asked)
        self.handle = options["user"]["id"]
        assert packed(self.id) not in [one["id"] for one in options.get("excludeCredentials", [])]
        assert options["authenticatorSelection"]["userVerification"] == "required"
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        made = {"fmt": "none", "attStmt": {}, "authData": self._data(options["rp"]["id"], ATTESTED) + attested}
        client = self._client("webauthn.create", options["challenge"])
        return self._answer({"clientDataJSON": packed(client), "attestationObject": packed(cbor2.dumps(made))})

    def sign(self, asked: str) -> str:
        """Answer navigator.credentials.get()."""
        options = json.loads(asked)
        allowed = [one["id"] for one in options.get("allowCredentials", [])]
        assert not allowed or packed(self.id) in allowed
        self.count += self.counts
        data = self._data(options["rpId"])
        client = self._client("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        told = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return self._answer({name: packed(value) for name, value in told.items()} | {"userHandle": self.handle})

    def _data(self, site: str, more: int = 0) -> bytes:
        flags = PRESENT | (VERIFIED if self.verified else 0) | more
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, response: dict[str, str]) -> str:
        number = packed(self.id)
        return json.dumps({"id": number, "rawId": number, "type": "public-key", "response": response})
