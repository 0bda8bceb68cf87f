"""Who works here: members of the team, what they may do, and how they sign in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from klaviatur.records.texts import Language

Via = Literal["page", "api", "cli", "library", "worker"]


class MemberRole(StrEnum):
    """What a member is there for; one member may have several."""

    AUTHOR = "author"  # brings sources in, plays, edits, sends to review
    REVIEWER = "reviewer"  # comments, asks for changes, releases, vouches
    PUBLISHER = "publisher"  # hands released wordings out: export, outlets, retire
    ANALYST = "analyst"  # reads everything, changes nothing
    ADMIN = "admin"  # members, settings, voices; no release by this role alone


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the team."""

    name: str  # unique, for signing in: lower case, 2-40 of a-z 0-9 . _ -
    shown: str  # "Anna Beispiel"
    roles: frozenset[MemberRole]
    language: Language = "de"
    active: bool = True
    joined: datetime | None = None
    email: str = ""
    has_password: bool = False
    passkeys: int = 0


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something now, and by which door. Never optional where the world is changed."""

    name: str
    roles: frozenset[MemberRole]
    via: Via = "library"
    strong: bool = False  # has just signed with a passkey
    scopes: frozenset[str] | None = None  # of an API token; None: all that the roles allow
