"""One transaction in which members, or what they sign in with, change."""

from datetime import datetime
from secrets import token_bytes
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, select, update

from klaviatur.adapters.stores.desk.auditing import OpenAudit
from klaviatur.adapters.stores.documents import as_text
from klaviatur.adapters.stores.member_rows import (
    find_member,
    link_of,
    member_values,
    passkey_of,
    passkey_values,
    read_members,
    read_passkeys,
    read_tokens,
    read_tries,
    session_values,
    token_values,
    working_links,
)
from klaviatur.adapters.stores.schema_members import (
    challenges,
    identities,
    members,
    one_time_links,
    passkeys,
    sessions,
    tokens,
    tries,
)
from klaviatur.adapters.stores.upserting import upsert
from klaviatur.errors import Conflict
from klaviatur.records import (
    Actor,
    AuditLine,
    Challenge,
    Entry,
    Member,
    OneTimeLink,
    Passkey,
    Session,
    Token,
    Tries,
)

HANDLE_BYTES = 64  # what WebAuthn allows at most; random, so that it says nothing of a person


class AdmittingRows:
    """See `ports.Admitting`; nobody else changes members meanwhile."""

    def __init__(self, connection: Connection, at: datetime, audit: OpenAudit) -> None:
        self.at = at
        self._connection = connection
        self._audit = audit

    def note(self, entry: Entry, actor: Actor) -> AuditLine:
        """Write the next line of the audit."""
        return self._audit.note(entry, actor, self.at)

    # --- members ------------------------------------------------------------------------------------------------
    def members(self) -> list[Member]:
        """Return all members by name."""
        return read_members(self._connection)

    def find(self, name: str) -> Member | None:
        """Return a member, None where nobody has this name."""
        return find_member(self._connection, name)

    def keep(self, member: Member) -> None:
        """Keep a member: new, or changed. Raises Conflict where somebody has their e-mail address."""
        c = members.c
        taken = select(c.name).where(c.email == member.email, c.email != "", c.name != member.name)
        other = self._connection.execute(taken).scalar()
        if other:
            raise Conflict(f"{other!r} has the address {member.email!r} already. Use another one.")
        values = member_values(member)
        changed = self._connection.execute(update(members).where(c.name == member.name).values(values))
        if not changed.rowcount:
            secrets = {"password": "", "handle": token_bytes(HANDLE_BYTES)}
            self._connection.execute(insert(members).values(**values, **secrets))

    def password(self, name: str) -> str:
        """Return the hash of a member's password, "" without one."""
        return self._one(select(members.c.password).where(members.c.name == name)) or ""

    def keep_password(self, name: str, hashed: str) -> None:
        """Keep the hash of a member's password."""
        self._connection.execute(update(members).where(members.c.name == name).values(password=hashed))

    def handle(self, name: str) -> bytes:
        """Return what devices know a member by."""
        return bytes(self._one(select(members.c.handle).where(members.c.name == name)) or b"")

    # --- sessions and links -------------------------------------------------------------------------------------
    def begin_session(self, key: str, session: Session) -> None:
        """Keep a new session, and forget those that reached their end."""
        self._connection.execute(delete(sessions).where(sessions.c.ends_at <= as_text(self.at)))
        self._connection.execute(insert(sessions).values(session_values(key, session)))

    def end_session(self, key: str) -> str:
        """End a session and return whose it was, "" where there is none."""
        c = sessions.c
        return self._one(delete(sessions).where(c.key == key).returning(c.member)) or ""

    def end_sessions(self, member: str) -> int:
        """End all sessions of a member and return how many there were."""
        return self._connection.execute(delete(sessions).where(sessions.c.member == member)).rowcount

    def keep_link(self, key: str, link: OneTimeLink) -> None:
        """Keep a link; earlier ones to the same member no longer work."""
        self.end_links(link.member)
        times = {"made_at": as_text(link.made_at), "ends_at": as_text(link.ends_at)}
        new = insert(one_time_links).values(key=key, use=link.use, member=link.member, made_by=link.made_by, **times)
        self._connection.execute(new)

    def end_links(self, member: str) -> None:
        """Let no link to a member work any more."""
        c = one_time_links.c
        unused = update(one_time_links).where(c.member == member, c.used_at.is_(None))
        self._connection.execute(unused.values(used_at=as_text(self.at)))

    def take_link(self, key: str) -> OneTimeLink | None:
        """Use a link up; None where there is none, or it has been used or has ended."""
        c = one_time_links.c
        row = self._connection.execute(working_links(self.at).where(c.key == key)).one_or_none()
        used = update(one_time_links).where(c.key == key, c.used_at.is_(None)).values(used_at=as_text(self.at))
        return link_of(row) if row and self._connection.execute(used).rowcount else None

    # --- passkeys and tokens ------------------------------------------------------------------------------------
    def passkeys(self, member: str) -> list[Passkey]:
        """Return a member's passkeys, the oldest first."""
        return read_passkeys(self._connection, member)

    def passkey(self, id: str) -> Passkey | None:  # noqa: A002 - the field's name
        """Return a passkey, None where there is none."""
        row = self._connection.execute(select(passkeys).where(passkeys.c.id == id)).one_or_none()
        return passkey_of(row) if row else None

    def keep_passkey(self, passkey: Passkey) -> None:
        """Keep a passkey: new, or used. Raises Conflict where somebody else has it."""
        values, c = passkey_values(passkey), passkeys.c
        if self._one(select(exists().where(c.id == passkey.id, c.member != passkey.member))):
            raise Conflict("This passkey belongs to somebody else here. Make a new one on the device.")
        kept = upsert(self._connection, passkeys, ("id",), ("name", "sign_count", "used_at"))
        self._connection.execute(kept.values(values))

    def remove_passkey(self, id: str) -> None:  # noqa: A002 - the field's name
        """Forget a passkey."""
        self._connection.execute(delete(passkeys).where(passkeys.c.id == id))

    def tokens(self, member: str) -> list[Token]:
        """Return a member's tokens, the newest first."""
        return read_tokens(self._connection, member)

    def keep_token(self, token: Token, key: str = "") -> None:
        """Keep a token: new with its key, or changed."""
        if key:
            self._connection.execute(insert(tokens).values(key=key, **token_values(token)))
        else:
            self._connection.execute(update(tokens).where(tokens.c.id == token.id).values(token_values(token)))

    # --- tries and challenges -----------------------------------------------------------------------------------
    def tries(self, key: str) -> Tries | None:
        """Return what is known of tries under a name or from an address."""
        return read_tries(self._connection, key)

    def keep_tries(self, key: str, known: Tries | None) -> None:
        """Keep what is known of tries, or forget it."""
        if known is None:
            self._connection.execute(delete(tries).where(tries.c.key == key))
            return
        until = as_text(known.until) if known.until else None
        kept = upsert(self._connection, tries, ("key",), ("count", "last_at", "until"))
        self._connection.execute(kept.values(key=key, count=known.count, last_at=as_text(known.last_at), until=until))

    def forget_tries(self, before: datetime) -> None:
        """Forget tries that are long past."""
        self._connection.execute(delete(tries).where(tries.c.last_at < as_text(before)))

    def keep_challenge(self, id: str, challenge: Challenge) -> None:  # noqa: A002 - the field's name
        """Keep what a browser is asked, and forget what was not answered in time."""
        self._connection.execute(delete(challenges).where(challenges.c.ends_at <= as_text(self.at)))
        values = {"use": challenge.use, "member": challenge.member, "about": challenge.about}
        self._connection.execute(insert(challenges).values(id=id, ends_at=as_text(challenge.ends_at), **values))

    def take_challenge(self, id: str) -> Challenge | None:  # noqa: A002 - the field's name
        """Use a challenge up; None where there is none, or it has ended."""
        taken = delete(challenges).where(challenges.c.id == id).returning(*challenges.c)
        row = self._connection.execute(taken).one_or_none()
        if row is None or row.ends_at <= as_text(self.at):
            return None
        return Challenge(row.use, row.member, row.about, datetime.fromisoformat(row.ends_at))

    # --- providers ----------------------------------------------------------------------------------------------
    def identified(self, issuer: str, subject: str) -> str:
        """Return the member a provider's subject belongs to, "" for one nobody has."""
        c = identities.c
        return self._one(select(c.member).where(c.issuer == issuer, c.subject == subject)) or ""

    def identify(self, member: str, issuer: str, subject: str) -> None:
        """Keep to whom a provider's subject belongs. Raises Conflict where the member has another one there."""
        c = identities.c
        if self._one(select(exists().where(c.member == member, c.issuer == issuer, c.subject != subject))):
            raise Conflict(f"{member!r} signs in there as somebody else. Ask an admin whose account this is.")
        self._connection.execute(insert(identities).values(member=member, issuer=issuer, subject=subject))

    def _one(self, statement: Any) -> Any:
        return self._connection.execute(statement).scalar()
