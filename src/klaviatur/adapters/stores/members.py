"""The store of members: who works here, and what they sign in with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Update, select, update
from sqlalchemy.exc import DBAPIError

from klaviatur.adapters.stores.admitting import AdmittingRows
from klaviatur.adapters.stores.database import BUSY_TIMEOUT_MS, reading, writing
from klaviatur.adapters.stores.desk.auditing import OpenAudit, take_turn
from klaviatur.adapters.stores.documents import as_text
from klaviatur.adapters.stores.member_rows import (
    MEMBER,
    find_member,
    link_of,
    member_of,
    read_members,
    read_passkeys,
    read_sessions,
    read_tokens,
    read_tries,
    session_of,
    token_of,
    working_links,
)
from klaviatur.adapters.stores.opening import Stored, ready_database
from klaviatur.adapters.stores.schema_members import members, one_time_links, sessions, tokens
from klaviatur.errors import UnknownMember
from klaviatur.records import Member, OneTimeLink, Passkey, Session, Token, Tries


def open_member_store(place: str | Path, *, now: Callable[[], datetime], audit_key: bytes) -> "StoredMembers":
    """Open a database for members: a file of SQLite, made where there is none, or postgresql://...

    Raises WorkspaceError where it cannot be used, SchemaOutdated where `klaviatur migrate` has to run first.
    """
    return StoredMembers(ready_database(place), now, audit_key)


class StoredMembers(Stored):
    """Members and what they sign in with; see `ports.MemberStore`."""

    @contextmanager
    def admitting(self) -> Iterator[AdmittingRows]:
        """Open a transaction that is kept at the end, and undone when the block raises."""
        with writing(self._engine) as connection:
            take_turn(connection)
            audit = OpenAudit(connection, self._key)
            yield AdmittingRows(connection, self._now(), audit)
            audit.close()

    def now(self) -> datetime:
        """Return the time."""
        return self._now()

    def member(self, name: str) -> Member:
        """Return a member. Raises UnknownMember."""
        with reading(self._engine) as connection:
            found = find_member(connection, name)
        if found is None:
            raise UnknownMember(f"Nobody here is called {name!r}. See who is: klaviatur member list")
        return found

    def members(self) -> list[Member]:
        """Return all members by name."""
        with reading(self._engine) as connection:
            return read_members(connection)

    def session(self, key: str) -> tuple[Member, Session] | None:
        """Return a session and whose it is, None where there is none or it has ended."""
        with reading(self._engine) as connection:
            row = self._whose(connection, sessions, sessions.c.key == key, sessions.c.ends_at > as_text(self._now()))
        return (member_of(row[0]), session_of(row[1])) if row else None

    def sessions(self, member: str) -> list[Session]:
        """Return a member's sessions, the newest first."""
        with reading(self._engine) as connection:
            return read_sessions(connection, member, self._now())

    def see_session(self, key: str, at: datetime) -> None:
        """Note that a session was used; left out where the database is busy."""
        self._in_passing(update(sessions).where(sessions.c.key == key).values(seen_at=as_text(at)))

    def link(self, key: str) -> OneTimeLink | None:
        """Return a link that still works."""
        with reading(self._engine) as connection:
            row = connection.execute(working_links(self._now()).where(one_time_links.c.key == key)).one_or_none()
        return link_of(row) if row else None

    def token(self, key: str) -> tuple[Member, Token] | None:
        """Return a token and whose it is, None where there is none or it has ended."""
        c, now = tokens.c, as_text(self._now())
        with reading(self._engine) as connection:
            row = self._whose(connection, tokens, c.key == key, c.ends_at > now, c.ended_at.is_(None))
        return (member_of(row[0]), token_of(row[1])) if row else None

    def see_token(self, id: str, at: datetime) -> None:  # noqa: A002 - the field's name
        """Note that a token was used; left out where the database is busy."""
        self._in_passing(update(tokens).where(tokens.c.id == id).values(used_at=as_text(at)))

    def passkeys(self, member: str) -> list[Passkey]:
        """Return a member's passkeys, the oldest first."""
        with reading(self._engine) as connection:
            return read_passkeys(connection, member)

    def tokens(self, member: str) -> list[Token]:
        """Return a member's tokens, the newest first."""
        with reading(self._engine) as connection:
            return read_tokens(connection, member)

    def tries(self, key: str) -> Tries | None:
        """Return what is known of tries under a name or from an address."""
        with reading(self._engine) as connection:
            return read_tries(connection, key)

    def _whose(self, connection: Connection, table: Any, *conditions: Any) -> tuple[Any, Any] | None:
        """Return the rows of the member and of what is theirs."""
        found = connection.execute(select(table).where(*conditions)).one_or_none()
        if found is None:
            return None
        return connection.execute(select(*MEMBER).where(members.c.name == found.member)).one(), found

    def _in_passing(self, noted: Update) -> None:
        """Note something that no request waits for: an import may hold the database for a while."""
        with suppress(DBAPIError), self._engine.connect() as connection:
            self._hurry(connection, 0)
            try:
                connection.execute(noted)
                connection.commit()
            finally:
                connection.rollback()
                self._hurry(connection, BUSY_TIMEOUT_MS)

    def _hurry(self, connection: Connection, wait_ms: int) -> None:
        if self._engine.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA busy_timeout={wait_ms}")
