"""DKIM: a signature over a mail's heads and body by which its domain answers for it (RFC 6376, RFC 8463)."""

import re
from dataclasses import dataclass, field

import dkim  # type: ignore[import-untyped]

from klaviatur.adapters.outlets.given import Given
from klaviatur.errors import SettingError

# RFC 6376 5.4.1 names what to sign; RFC 8058 3.1 demands both List-Unsubscribe heads; From and Subject stand twice, so
# that nobody can add a second one.
_SIGNED = (
    b"from",
    b"from",
    b"to",
    b"subject",
    b"subject",
    b"date",
    b"message-id",
    b"reply-to",
    b"mime-version",
    b"content-type",
    b"list-id",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
    b"auto-submitted",
)
_OPTIONAL = (b"reply-to", b"list-id", b"list-unsubscribe", b"list-unsubscribe-post", b"auto-submitted")
_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signer:
    """A key and where its public half is found: `selector._domainkey.domain`."""

    domain: str
    selector: str
    algorithm: bytes
    key: bytes = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """Return a whole mail with its signature before it."""
        there = {line.partition(b":")[0].lower() for line in message.partition(b"\r\n\r\n")[0].split(b"\r\n")}
        heads = [name for name in _SIGNED if name in there or name not in _OPTIONAL]
        made: bytes = dkim.sign(
            message,
            self.selector.encode(),
            self.domain.encode(),
            self.key,
            canonicalize=(b"relaxed", b"relaxed"),
            signature_algorithm=self.algorithm,
            include_headers=heads,
        )
        return made + message


def signer_of(given: Given) -> Signer | None:
    """Return what signs the mails of an outlet, None where its server does. Raises SettingError."""
    domain, selector, key = given.line("dkim_domain"), given.line("dkim_selector"), given.text("dkim_key")
    if not any((domain, selector, key)):
        return None
    if not all((domain, selector, key)):
        raise SettingError(f"DKIM of outlet {given.name!r} needs domain, selector and key. Set all three or none.")
    if not _NAME.fullmatch(domain) or not _NAME.fullmatch(selector):
        raise SettingError(f"DKIM domain or selector of outlet {given.name!r} is no name of the DNS. Check both.")
    algorithm = b"rsa-sha256" if key.startswith("-----BEGIN") else b"ed25519-sha256"
    signer = Signer(domain, selector, algorithm, key.encode("ascii", "replace"))
    try:
        signer.sign(b"From: a@b.example\r\nTo: a@b.example\r\nSubject: a\r\nDate: a\r\nMessage-ID: a\r\n\r\na\r\n")
    except dkim.DKIMException as error:
        raise SettingError(
            f"The DKIM key of outlet {given.name!r} cannot be used ({type(error).__name__}). Give an RSA key as PEM "
            "(-----BEGIN PRIVATE KEY-----) or the 32 bytes of an Ed25519 key in Base64 (needs: pip install pynacl)."
        ) from None
    return signer
