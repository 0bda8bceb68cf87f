"""Posts released wordings as Standard Webhooks (standardwebhooks.com, version 1.0.0, read Nov 2026)."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import orjson

from klaviatur.adapters.outlets.calling import Answer, Caller, dumped
from klaviatur.adapters.outlets.given import Given
from klaviatur.adapters.outlets.problems import refuse_blocked
from klaviatur.adapters.outlets.saying import record_of
from klaviatur.adapters.outlets.unwell import unwell
from klaviatur.adapters.outlets.written import nothing_to_write
from klaviatur.errors import DeliveryError, InDoubt, NotNow, NotRetractable, Refused, SettingError
from klaviatur.ports import Clock
from klaviatur.records import Bilingual, Health, Outgoing, Prepared, Receipt

_PREFIX = "whsec_"
_GONE = 410  # the receiver wants nothing more (Standard Webhooks, "Deliverability and reliability")


@dataclass(slots=True)
class WebhookOutlet:
    """An address that takes signed records. The same key has the same webhook-id, by which receivers know it again."""

    name: str
    caller: Caller
    secret: bytes = field(repr=False)
    says_retractions: bool
    clock: Clock

    def deliver(self, outgoing: Outgoing, *, key: str) -> Receipt:
        """Post one record."""
        refuse_blocked(self.prepare(outgoing), self.name)
        answer = self._post(key, self._said("delivery.sent", record_of(replace(outgoing, delivery=key))))
        return Receipt(key, "", (("status", str(answer.status)),))

    def retract(self, receipt: Receipt, *, key: str) -> None:
        """Tell the receiver that a delivery was taken back; what it does is its own."""
        del key
        if not self.says_retractions:
            raise NotRetractable(
                f"Outlet {self.name!r} says no retractions. Set 'retract' to on if its receiver knows them."
            )
        self._post(f"{receipt.id}-retracted", self._said("delivery.retracted", {"delivery": receipt.id}))

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Return the record as it is posted."""
        body = self._said("delivery.sent", record_of(outgoing))
        shown = orjson.dumps(orjson.loads(body), option=orjson.OPT_INDENT_2)
        return Prepared("application/json", shown, (("POST", self.caller.base),), nothing_to_write(outgoing))

    def health(self) -> Health:
        """Return whether the receiver takes a signed record of nothing (type "klaviatur.ping")."""
        now = self.clock.now()
        try:
            self._post(f"ping-{int(now.timestamp())}", self._said("klaviatur.ping", {}))
        except DeliveryError as error:
            return unwell("Der Empfänger der Prüfnachricht (klaviatur.ping)", error, now)
        finally:
            self.close()
        message = Bilingual("Der Empfänger nimmt Nachrichten an.", "The receiver takes messages.")
        return Health(ok=True, message=message, at=now, details=(("address", self.caller.base),))

    def close(self) -> None:
        """End the connections."""
        self.caller.close()

    def _said(self, kind: str, data: dict[str, Any]) -> bytes:
        """Return a payload with the moment of which it tells; a delivery sent again is the same bytes again."""
        return dumped(
            {"type": kind, "timestamp": data.get("published_at") or self.clock.now().isoformat(), "data": data}
        )

    def _post(self, id_: str, body: bytes) -> Answer:
        """Send a signed body. What the receiver did not answer is sent again with the same id, so it is no doubt."""
        at = str(int(self.clock.now().timestamp()))
        heads = {
            "Content-Type": "application/json",
            "webhook-id": id_,
            "webhook-timestamp": at,
            "webhook-signature": signature(self.secret, id_, at, body),
        }
        try:
            answer = self.caller.call("POST", "", content=body, headers=heads, expected=(_GONE,))
        except InDoubt as error:
            raise NotNow(f"{error} It is sent again with the same webhook-id.") from error
        if answer.status == _GONE:
            raise Refused(f"{self.caller.who} wants nothing more (410 Gone). Pause the outlet, or correct its address.")
        return answer


def signature(secret: bytes, id_: str, at: str, body: bytes) -> str:
    """Return "v1," and the HMAC-SHA256 of id, time and body in Base64."""
    made = hmac.new(secret, f"{id_}.{at}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}"


def make(given: Given, clock: Clock) -> WebhookOutlet:
    """Return the outlet of these settings. Raises SettingError."""
    url = given.url("url")
    caller = Caller(url, f"Webhook {urlsplit(url).hostname}", timeout_s=given.number("timeout_s", 1, 120))
    return WebhookOutlet(given.name, caller, _secret(given), given.yes("retract"), clock)


def _secret(given: Given) -> bytes:
    written = given.line("secret").removeprefix(_PREFIX)
    try:
        secret = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not 24 <= len(secret) <= 64:
        raise SettingError(
            f"The key of outlet {given.name!r} is not 24 to 64 bytes in Base64 with whsec_ before it. Make one: "
            "python -c \"import base64, secrets; print('whsec_' + base64.b64encode(secrets.token_bytes(32)).decode())\""
        )
    return secret
