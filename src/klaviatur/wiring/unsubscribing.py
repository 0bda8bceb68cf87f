"""Addresses of one-click unsubscription (RFC 8058): a token for each recipient of an outlet that nobody can guess.

The token names the outlet and a mark of the address, never the address itself, which would stand in logs.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

from klaviatur.errors import UnknownDelivery
from klaviatur.syndicate.recipients import same_address

PLACE = "/unsubscribe/"


@dataclass(frozen=True, slots=True)
class Unsubscribing:
    """Makes and reads tokens, and marks of addresses, with the workspace's own key."""

    key: bytes = field(repr=False)
    public_url: str = ""

    def mark(self, outlet: str, recipient: str) -> str:
        """Return the mark of an outlet's recipient: 32 hex digits, the same for all spellings of the address."""
        return self._signed("mark", outlet, same_address(recipient))[:32]

    def address(self, outlet: str, recipient: str) -> str:
        """Return where a recipient unsubscribes with one click, "" where the workspace has no https address."""
        if not self.public_url.startswith("https://"):
            return ""
        return f"{self.public_url.rstrip('/')}{PLACE}{self.token(outlet, recipient)}"

    def token(self, outlet: str, recipient: str) -> str:
        """Return the token of a recipient."""
        mark = self.mark(outlet, recipient)
        told = urlsafe_b64encode(json.dumps([outlet, mark]).encode()).decode().rstrip("=")
        return f"{told}.{self._signed('token', outlet, mark)[:32]}"

    def read(self, token: str) -> tuple[str, str]:
        """Return outlet and mark of a token. Raises UnknownDelivery for one that is none of ours."""
        told, _, signature = token.strip().partition(".")
        try:
            outlet, mark = map(str, json.loads(urlsafe_b64decode(told + "=" * (-len(told) % 4))))
        except (RecursionError, TypeError, ValueError):
            outlet, mark = "", ""
        if not hmac.compare_digest(self._signed("token", outlet, mark)[:32].encode(), signature.encode()):
            raise UnknownDelivery("This address for unsubscribing is not whole. Open it again from the mail.")
        return outlet, mark

    def _signed(self, *said: str) -> str:
        own = hmac.new(self.key, b"klaviatur unsubscribe", hashlib.sha256).digest()
        return hmac.new(own, json.dumps(said).encode(), hashlib.sha256).hexdigest()
