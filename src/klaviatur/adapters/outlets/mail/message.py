"""A letter as the bytes that leave: heads, then text and HTML, every line short and in ASCII."""

import re
from binascii import b2a_qp
from datetime import datetime
from email.headerregistry import Address as Shown
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from unicodedata import category
from urllib.parse import quote

from klaviatur.adapters.outlets.mail.addresses import Address
from klaviatur.adapters.outlets.mail.settings import Sender
from klaviatur.records import Outgoing

_LINE = 76
_NEVER_SEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")  # where a word may be parted, or not, on a line that is none


def message_of(
    outgoing: Outgoing, sender: Sender, to: Address, *, subject: str, text: str, html: str, key: str, at: datetime
) -> bytes:
    """Return a whole mail, signed where the sender has a key. The same key has the same Message-ID and boundary."""
    boundary = f"=_{key}".encode()
    own = f"To: {to}\r\nDate: {format_datetime(at)}\r\n".encode()  # an address is one, see addresses.py
    heads = _shared_heads(sender, subject) + own + _raw_heads(outgoing, sender, key)
    kind = b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="' + boundary + b'"\r\n'
    parts = [_part(b"text/plain", text), _part(b"text/html", html)]
    body = b"".join(b"--" + boundary + b"\r\n" + part for part in parts) + b"--" + boundary + b"--\r\n"
    whole = heads + kind + b"\r\n" + body
    return sender.signer.sign(whole) if sender.signer else whole


def message_id(sender: Sender, key: str) -> str:
    """Return the Message-ID of a delivery: always the same, so that a mailbox knows a second copy."""
    return f"<{key}@{sender.address.domain}>"


def shown_heads(message: bytes) -> tuple[tuple[str, str], ...]:
    """Return the heads of a mail as they leave, unfolded."""
    told = message.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ").decode("utf-8", "replace")
    return tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in told.split("\r\n")))


@lru_cache(maxsize=64)
def _shared_heads(sender: Sender, subject: str) -> bytes:
    """Return the heads that may hold letters of any kind, as RFC 2047 encodes them; mails of a wording share them."""
    heads = EmailMessage(policy=SMTP)
    heads["From"] = Shown(_printable(sender.name), sender.address.local, sender.address.domain)
    if sender.reply_to:
        heads["Reply-To"] = Shown("", sender.reply_to.local, sender.reply_to.domain)
    heads["Subject"] = _printable(subject)
    return heads.as_bytes().partition(b"\r\n\r\n")[0] + b"\r\n"


def _raw_heads(outgoing: Outgoing, sender: Sender, key: str) -> bytes:
    """Return the heads of machines: ASCII, never folded inside an address."""
    heads = [("Message-ID", message_id(sender, key)), ("Content-Language", outgoing.language_tag)]
    if outgoing.channel != "internal_email":
        heads += _list_heads(outgoing, sender)
    if sender.automatic and outgoing.channel != "newsletter":
        heads.append(("Auto-Submitted", "auto-generated"))
    return b"".join(f"{name}: {_ascii(value)}\r\n".encode("ascii") for name, value in heads)


def _list_heads(outgoing: Outgoing, sender: Sender) -> list[tuple[str, str]]:
    """Return the way out (RFC 2369), with one click where there is an address on the web (RFC 8058)."""
    ways = [outgoing.unsubscribe] if outgoing.unsubscribe else []
    ways += [f"mailto:{sender.unsubscribe_mail}?subject=unsubscribe"] if sender.unsubscribe_mail else []
    heads = [("List-Unsubscribe", ", ".join(f"<{way}>" for way in ways))] if ways else []
    if outgoing.unsubscribe.lower().startswith("https://"):
        heads.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    if sender.list_id:
        heads.append(("List-Id", f"<{sender.list_id}>"))
    return heads


def _part(media_type: bytes, text: str) -> bytes:
    data = "\r\n".join(text.splitlines()).encode("utf-8", "replace") + b"\r\n"
    head = b"Content-Type: " + media_type + b'; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return head + b2a_qp(data, istext=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _printable(words: str) -> str:
    """Return words as one line of a head: no line break, no control, nothing half a letter.

    What joins letters and emoji and what turns the direction of words is not seen, but makes them what they are.
    """
    whole = _NEVER_SEEN.sub("", words.encode("utf-8", "replace").decode())
    kept = (sign if sign.isprintable() or category(sign) == "Cf" else " " for sign in whole)
    return " ".join("".join(kept).split())


def _ascii(value: str) -> str:
    """Return a value that ends no line and starts no head."""
    return quote(value, safe="<>@:/?=&%#,;+!$'()*~ -._[]")
