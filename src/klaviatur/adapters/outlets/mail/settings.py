"""What a mail outlet was told."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from klaviatur.adapters.outlets.given import Given
from klaviatur.adapters.outlets.mail.addresses import Address, address_of
from klaviatur.adapters.outlets.mail.signing import Signer, signer_of
from klaviatur.errors import SettingError

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LINES = re.compile(r"[\n|]")
_LIST = re.compile(r"[\w-]+(?:\.[\w-]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Server:
    """How the mail server is reached."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    ca_file: str
    user: str
    password: str = field(repr=False)
    hello: str  # what we call ourselves in EHLO
    timeout_s: int
    answer_timeout_s: int


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes, and what stands in every mail."""

    address: Address
    name: str
    bounces_to: Address  # of the envelope: mail servers put it into Return-Path
    reply_to: Address | None
    to: Address | None
    list_id: str
    unsubscribe_mail: Address | None
    postal: tuple[str, ...]
    imprint_url: str
    privacy_url: str
    logo_url: str
    accent: str
    automatic: bool
    signer: Signer | None = field(repr=False)


def read_server(given: Given) -> Server:
    """Return how the server is reached. Raises SettingError."""
    user, password = given.line("user"), given.line("password")
    if not user.isascii() or not password.isascii():
        raise SettingError(
            f"User name or password of outlet {given.name!r} hold letters outside ASCII, which SMTP log-ins do not "
            "take. Give the mail account a password of plain letters, digits and signs."
        )
    if bool(user) != bool(password):
        raise SettingError(f"Outlet {given.name!r} has a user name or a password, but not both. Set both or none.")
    ca_file = given.line("ca_file")
    if ca_file and not Path(ca_file).is_file():
        raise SettingError(f"There is no file {ca_file!r}, the certificate authority of outlet {given.name!r}.")
    security = given.choice("security", ("starttls", "tls", "none"))
    return Server(
        host=given.line("host"),
        port=given.number("port", 1, 65535),
        security="tls" if security == "tls" else "starttls" if security == "starttls" else "none",
        ca_file=ca_file,
        user=user,
        password=password,
        hello=_address(given, "from_address", ascii_only=True).domain,
        timeout_s=given.number("timeout_s", 1, 600),
        answer_timeout_s=given.number("answer_timeout_s", 1, 3600),
    )


def read_sender(given: Given) -> Sender:
    """Return who writes. Raises SettingError."""
    accent = given.line("accent")
    if not _COLOUR.fullmatch(accent):
        raise SettingError(f"The colour of outlet {given.name!r} is {accent!r}. Write it like #0b5c8a.")
    list_id = given.line("list_id").strip("<>")
    if list_id and not _LIST.fullmatch(list_id):
        raise SettingError(f"The list id of outlet {given.name!r} is {list_id!r}. Write it like news.example.org.")
    bounces_to = "bounces_to" if given.line("bounces_to") else "from_address"
    return Sender(
        address=_address(given, "from_address", ascii_only=True),
        bounces_to=_address(given, bounces_to, ascii_only=True),
        name=given.line("from_name"),
        reply_to=_address(given, "reply_to", ascii_only=True) if given.line("reply_to") else None,
        to=_address(given, "to") if given.line("to") else None,
        list_id=list_id,
        unsubscribe_mail=_address(given, "unsubscribe_mail") if given.line("unsubscribe_mail") else None,
        postal=tuple(line.strip() for line in _LINES.split(given.text("postal")) if line.strip()),
        imprint_url=given.url("imprint_url"),
        privacy_url=given.url("privacy_url"),
        logo_url=given.url("logo_url"),
        accent=accent,
        automatic=given.yes("automatic"),
        signer=signer_of(given),
    )


def _address(given: Given, name: str, *, ascii_only: bool = False) -> Address:
    written = given.line(name)
    found = address_of(written)
    if found is None or (ascii_only and found.needs_utf8):
        raise SettingError(
            f"Setting {name!r} of outlet {given.name!r} is {written!r}, which is no single mail address. "
            "Write it like presse@example.org, without a name before it."
        )
    return found
