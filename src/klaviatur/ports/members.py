"""Where members and what they sign in with are kept, and what checks passwords, passkeys and providers."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from klaviatur.records import (
    Actor,
    AuditLine,
    Challenge,
    Entry,
    Identity,
    Member,
    OneTimeLink,
    Passkey,
    Session,
    Site,
    Token,
    Tries,
)


class Admitting(Protocol):
    """One transaction in which members, or what they sign in with, change; `key`s are hashes of secrets."""

    at: datetime  # the moment of this transaction

    def note(self, entry: Entry, actor: Actor) -> AuditLine:
        """Write the next line of the audit."""
        ...

    def members(self) -> Sequence[Member]:
        """Return all members by name."""
        ...

    def find(self, name: str) -> Member | None:
        """Return a member, None where nobody has this name."""
        ...

    def keep(self, member: Member) -> None:
        """Keep a member as they now are: new, or changed. Raises Conflict where somebody has their e-mail address."""
        ...

    def password(self, name: str) -> str:
        """Return the hash of a member's password, "" without one."""
        ...

    def keep_password(self, name: str, hashed: str) -> None:
        """Keep the hash of a member's password."""
        ...

    def handle(self, name: str) -> bytes:
        """Return what devices know a member by: random bytes that say nothing of them."""
        ...

    def begin_session(self, key: str, session: Session) -> None:
        """Keep a new session."""
        ...

    def end_session(self, key: str) -> str:
        """End a session and return whose it was, "" where there is none."""
        ...

    def end_sessions(self, member: str) -> int:
        """End all sessions of a member and return how many there were."""
        ...

    def keep_link(self, key: str, link: OneTimeLink) -> None:
        """Keep a link; earlier ones to the same member no longer work."""
        ...

    def take_link(self, key: str) -> OneTimeLink | None:
        """Use a link up; None where there is none, or it has been used or has ended."""
        ...

    def end_links(self, member: str) -> None:
        """Let no link to a member work any more."""
        ...

    def passkeys(self, member: str) -> Sequence[Passkey]:
        """Return a member's passkeys, the oldest first."""
        ...

    def passkey(self, id: str) -> Passkey | None:  # noqa: A002 - the field's name
        """Return a passkey, None where there is none."""
        ...

    def keep_passkey(self, passkey: Passkey) -> None:
        """Keep a passkey: new, or used. Raises Conflict where somebody else has it."""
        ...

    def remove_passkey(self, id: str) -> None:  # noqa: A002 - the field's name
        """Forget a passkey."""
        ...

    def keep_token(self, token: Token, key: str = "") -> None:
        """Keep a token: new with its key, or changed."""
        ...

    def tokens(self, member: str) -> Sequence[Token]:
        """Return a member's tokens, the newest first, those that have ended too."""
        ...

    def tries(self, key: str) -> Tries | None:
        """Return what is known of tries under a name or from an address."""
        ...

    def keep_tries(self, key: str, known: Tries | None) -> None:
        """Keep what is known of tries, or forget it."""
        ...

    def forget_tries(self, before: datetime) -> None:
        """Forget tries that are long past."""
        ...

    def keep_challenge(self, id: str, challenge: Challenge) -> None:  # noqa: A002 - the field's name
        """Keep what a browser is asked."""
        ...

    def take_challenge(self, id: str) -> Challenge | None:  # noqa: A002 - the field's name
        """Use a challenge up; None where there is none, or it has ended."""
        ...

    def identified(self, issuer: str, subject: str) -> str:
        """Return the member a provider's subject belongs to, "" for one nobody has."""
        ...

    def identify(self, member: str, issuer: str, subject: str) -> None:
        """Keep to whom a provider's subject belongs. Raises Conflict where the member has another one there."""
        ...


class MemberStore(Protocol):
    """Keeps members and what they sign in with."""

    def admitting(self) -> AbstractContextManager[Admitting]:
        """Open a transaction that is kept at the end, and undone when the block raises."""
        ...

    def now(self) -> datetime:
        """Return the time."""
        ...

    def member(self, name: str) -> Member:
        """Return a member. Raises UnknownMember."""
        ...

    def members(self) -> Sequence[Member]:
        """Return all members by name."""
        ...

    def session(self, key: str) -> tuple[Member, Session] | None:
        """Return a session and whose it is, None where there is none or it has ended."""
        ...

    def sessions(self, member: str) -> Sequence[Session]:
        """Return a member's sessions, the newest first."""
        ...

    def see_session(self, key: str, at: datetime) -> None:
        """Note that a session was used; left out where the database is busy."""
        ...

    def link(self, key: str) -> OneTimeLink | None:
        """Return a link that still works."""
        ...

    def token(self, key: str) -> tuple[Member, Token] | None:
        """Return a token and whose it is, None where there is none or it has ended."""
        ...

    def see_token(self, id: str, at: datetime) -> None:  # noqa: A002 - the field's name
        """Note that a token was used; left out where the database is busy."""
        ...

    def passkeys(self, member: str) -> Sequence[Passkey]:
        """Return a member's passkeys, the oldest first."""
        ...

    def tokens(self, member: str) -> Sequence[Token]:
        """Return a member's tokens, the newest first."""
        ...

    def tries(self, key: str) -> Tries | None:
        """Return what is known of tries under a name or from an address."""
        ...


class Passwords(Protocol):
    """Makes and checks the hashes of passwords; slow on purpose."""

    def hashed(self, password: str) -> str:
        """Return the hash that is kept."""
        ...

    def fits(self, hashed: str, password: str) -> bool:
        """Return whether this is the password; with "" as hash it takes as long and says no."""
        ...

    def outdated(self, hashed: str) -> bool:
        """Return whether it was hashed more weakly than passwords are now."""
        ...

    def weakness(self, password: str, names: Sequence[str]) -> str:
        """Return why a new password cannot be taken: "short", "long", "named" after its member, "common"; or ""."""
        ...


class PasskeyReader(Protocol):
    """Speaks WebAuthn: asks browsers with JSON, and reads their JSON answers. All raise SignInRefused."""

    def ask_new(self, site: Site, member: Member, handle: bytes, known: Sequence[str], challenge: bytes) -> str:
        """Return what a browser needs to make a passkey."""
        ...

    def read_new(self, site: Site, answer: str, challenge: bytes) -> tuple[str, bytes, int]:
        """Return a new passkey's id, public key and count."""
        ...

    def ask(self, site: Site, known: Sequence[str], challenge: bytes) -> str:
        """Return what a browser needs to sign with a passkey; without known ones it may be anybody's."""
        ...

    def challenge_of(self, answer: str) -> bytes:
        """Return which challenge an answer speaks of; nothing of it is checked yet."""
        ...

    def id_of(self, answer: str) -> str:
        """Return which passkey an answer speaks of; nothing of it is checked yet."""
        ...

    def read(self, site: Site, answer: str, challenge: bytes, passkey: Passkey) -> int:
        """Check a signature and return the passkey's new count."""
        ...


class Provider(Protocol):
    """A provider of sign-in that speaks OpenID Connect. Raises SignInRefused and SettingError."""

    def ask(self, back: str, state: str, nonce: str, verifier: str) -> str:
        """Return the provider's address that a browser is sent to; it comes back to `back`."""
        ...

    def read(self, back: str, answer: str, nonce: str, verifier: str) -> Identity:
        """Return whom the provider says somebody is; `answer` is the address the browser came back with."""
        ...
