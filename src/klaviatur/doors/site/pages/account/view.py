"""What the page of one's own account shows."""

from dataclasses import dataclass
from datetime import datetime

from klaviatur.records import Member, Session, Token


@dataclass(frozen=True, slots=True)
class Key:
    """A passkey, without what nobody needs to read."""

    id: str
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountView:
    """All that is one's own."""

    member: Member
    passkeys: tuple[Key, ...]
    tokens: tuple[Token, ...]  # that have not ended
    sessions: tuple[Session, ...]
    this_session: str
    scopes: tuple[str, ...]
    secret: str = ""  # of a token made just now; shown once
    problem: str = ""  # marked words
    said: str = ""  # an error's own words, English
