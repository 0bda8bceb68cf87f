"""What members come in with: sessions, one-time links, passkeys, tokens; and what is kept of tries that failed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from klaviatur.records.members import Member, MemberRole

SignedBy = Literal["password", "passkey", "provider", "link"]
ChallengeUse = Literal["passkey.add", "passkey.sign_in", "passkey.release", "provider"]


class LinkUse(StrEnum):
    """What a one-time link is for."""

    FIRST = "first"  # makes the first member, who may do everything
    INVITATION = "invitation"
    RESET = "reset"  # a new password


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in at one browser."""

    id: str  # 16 hex digits; not the secret in the cookie
    member: str
    signed_by: SignedBy
    begun_at: datetime
    seen_at: datetime
    ends_at: datetime  # at the latest
    csrf: str = ""  # stands in every form of this session; "" in lists


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    """A link that somebody hands over by hand; it works once."""

    use: LinkUse
    member: str  # "" for the first start
    made_at: datetime
    made_by: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key of WebAuthn on a device of a member."""

    id: str  # as the device names it, base64url
    member: str
    name: str  # "Laptop"
    public_key: bytes
    sign_count: int
    added_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A member's key for the API; the secret itself is shown once and kept nowhere."""

    id: str  # 12 hex digits
    member: str
    name: str  # "nightly export"
    scopes: frozenset[str]
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tries:
    """How often signing in was tried under a name, or from an address, without success."""

    count: int
    last_at: datetime
    until: datetime | None = None  # nobody gets in before


@dataclass(frozen=True, slots=True)
class Challenge:
    """What was asked of a browser, to be answered once and soon."""

    use: ChallengeUse
    member: str  # "": whoever can answer
    about: str  # hash of what is to be signed; of a provider: what came back must fit
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Site:
    """Where the workspace is reached: passkeys hold for this name and these addresses alone."""

    id: str  # "klaviatur.example.org", "localhost"
    origin: str  # "https://klaviatur.example.org", "http://localhost:8000"


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a provider of sign-in says somebody is."""

    issuer: str
    subject: str
    email: str = ""  # "" unless the provider has verified it
    shown: str = ""
    roles: frozenset[MemberRole] = frozenset()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who has just signed in; `secret` goes into the cookie and is kept nowhere."""

    member: Member
    session: Session
    secret: str
