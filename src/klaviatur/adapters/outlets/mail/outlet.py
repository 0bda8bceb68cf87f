"""Sends released wordings as mails."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace

from klaviatur.adapters.outlets.given import Given
from klaviatur.adapters.outlets.mail.addresses import Address, address_of
from klaviatur.adapters.outlets.mail.checking import problems_of
from klaviatur.adapters.outlets.mail.connection import Connection
from klaviatur.adapters.outlets.mail.html import escaped_url, html_letter
from klaviatur.adapters.outlets.mail.letter import Letter, letter_of, plain_text
from klaviatur.adapters.outlets.mail.message import message_id, message_of, shown_heads
from klaviatur.adapters.outlets.mail.settings import Sender, read_sender, read_server
from klaviatur.adapters.outlets.problems import refuse_blocked
from klaviatur.adapters.outlets.saying import can_be_shown
from klaviatur.adapters.outlets.unwell import unwell
from klaviatur.errors import NotNow, NotRetractable, Refused
from klaviatur.ports import Clock
from klaviatur.records import Bilingual, Health, Outgoing, Prepared, Receipt

_STAND_IN = "https://unsubscribe.invalid/one-of-many"  # in the HTML of many mails, before each gets its own address
_KEPT = 16


@dataclass(slots=True)
class MailOutlet:
    """A mail server and a sender. The connection stays open from mail to mail until `close`."""

    name: str
    sender: Sender
    connection: Connection
    clock: Clock
    _drawn: OrderedDict[Outgoing, str] = field(default_factory=OrderedDict, repr=False)

    def deliver(self, outgoing: Outgoing, *, key: str) -> Receipt:
        """Send one mail to one recipient; the receipt's id is its Message-ID."""
        to = self._recipient(outgoing)
        message, prepared = self._made(outgoing, to, key)
        refuse_blocked(prepared, self.name)
        answer = self.connection.send(self.sender.bounces_to, to, message)
        return Receipt(message_id(self.sender, key), "", (("to", str(to)), ("answer", answer)))

    def retract(self, receipt: Receipt, *, key: str) -> None:
        """A mail cannot be taken back."""
        del key
        raise NotRetractable(
            f"Mail {receipt.id} has left and cannot be taken back. Send a correction to the same recipients."
        )

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Return the HTML of the mail, its text and heads beside it."""
        known = address_of(outgoing.recipient) or self.sender.to or Address("recipient", "example.org")
        return self._made(outgoing, known, outgoing.delivery or "preview")[1]

    def health(self) -> Health:
        """Return whether the server is there and takes user name and password; no mail is sent."""
        now = self.clock.now()
        try:
            details = self.connection.look()
        except NotNow as error:
            return unwell("Der Mailserver", error, now)
        finally:
            self.connection.close()
        open_line = dict(details)["encryption"] == "none"
        said = Bilingual("Der Mailserver nimmt Mails an.", "The mail server takes mails.")
        warned = Bilingual(
            f"{said.de} Die Verbindung ist nicht verschlüsselt.", f"{said.en} The connection is not encrypted."
        )
        return Health(ok=True, message=warned if open_line else said, at=now, details=details)

    def close(self) -> None:
        """End the connection."""
        self.connection.close()

    def _recipient(self, outgoing: Outgoing) -> Address:
        if not outgoing.recipient and self.sender.to:
            return self.sender.to
        found = address_of(outgoing.recipient)
        if found is None:
            raise Refused(
                f"Outlet {self.name!r} did not send it: {outgoing.recipient!r} is no single mail address. Correct the "
                "recipient."
            )
        return found

    def _made(self, outgoing: Outgoing, to: Address, key: str) -> tuple[bytes, Prepared]:
        outgoing = can_be_shown(outgoing)
        letter = letter_of(outgoing, self.sender)
        text, html = plain_text(letter), self._html(letter, outgoing)
        heads = {"subject": letter.subject, "text": text, "html": html}
        message = message_of(outgoing, self.sender, to, **heads, key=key, at=self.clock.now())
        problems = problems_of(outgoing, letter, self.sender, html=html, size=len(message))
        told = (*shown_heads(message), ("text", text), ("bytes", str(len(message))))
        return message, Prepared("text/html; charset=utf-8", html.encode("utf-8", "replace"), told, problems)

    def _html(self, letter: Letter, outgoing: Outgoing) -> str:
        """Return the HTML of a letter; that of many mails with the same words is drawn once."""
        if not outgoing.unsubscribe or letter.unsubscribe is None:
            return self._draw(letter, replace(outgoing, delivery="", recipient=""))
        common = replace(outgoing, delivery="", recipient="", unsubscribe=_STAND_IN)
        drawn = self._draw(letter_of(common, self.sender), common)
        return drawn.replace(_STAND_IN, escaped_url(outgoing.unsubscribe))

    def _draw(self, letter: Letter, outgoing: Outgoing) -> str:
        known = self._drawn.get(outgoing)
        if known is None:
            known = self._drawn[outgoing] = html_letter(letter, outgoing, self.sender)
            if len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
        return known


def make(given: Given, clock: Clock) -> MailOutlet:
    """Return the outlet of these settings. Raises SettingError."""
    return MailOutlet(given.name, read_sender(given), Connection(read_server(given)), clock)
