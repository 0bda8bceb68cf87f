"""Mail addresses: one each, of a shape that can be delivered; names of domains in the letters of the DNS."""

import re
from typing import NamedTuple

import idna

_LOCAL = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x20\x7f-\xa0\ud800-\udfff]{1,64}")
_DOMAIN = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}", re.ASCII)


class Address(NamedTuple):
    """An address: its local part as written, its domain in ASCII (RFC 5891)."""

    local: str
    domain: str

    @property
    def needs_utf8(self) -> bool:
        """Return whether a server has to speak SMTPUTF8 (RFC 6531) for it."""
        return not self.local.isascii()

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"


def address_of(written: str) -> Address | None:
    """Return the one address that was written, None for anything else: nothing, several, a name, a line break."""
    local, at, domain = written.strip().rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        return None
    try:
        known = idna.encode(domain, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        return None
    return Address(local, known) if _DOMAIN.fullmatch(known) else None
