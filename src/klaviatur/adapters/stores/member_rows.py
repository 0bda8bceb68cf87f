"""Members and what they sign in with as rows of tables, and back."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from klaviatur.adapters.stores.documents import Values, as_text
from klaviatur.adapters.stores.schema_members import members, one_time_links, passkeys, sessions, tokens, tries
from klaviatur.records import LinkUse, Member, MemberRole, OneTimeLink, Passkey, Session, Token, Tries

_passkeys_of = select(func.count()).select_from(passkeys).where(passkeys.c.member == members.c.name).scalar_subquery()
# What is known of a member, without their secrets.
MEMBER = (
    *(members.c[name] for name in ("name", "shown", "roles", "language", "active", "joined", "email")),
    (members.c.password != "").label("has_password"),
    _passkeys_of.label("passkeys"),
)


def member_of(row: Row[Any]) -> Member:
    """Return a member out of the columns `MEMBER`."""
    return Member(
        row.name,
        row.shown,
        frozenset(MemberRole(role) for role in row.roles.split()),
        row.language,
        active=bool(row.active),
        joined=_moment(row.joined),
        email=row.email,
        has_password=bool(row.has_password),
        passkeys=row.passkeys,
    )


def member_values(member: Member) -> Values:
    """Return the columns of a member, without their secrets."""
    return {
        "name": member.name,
        "shown": member.shown,
        "roles": " ".join(sorted(member.roles)),
        "language": member.language,
        "active": member.active,
        "joined": as_text(member.joined) if member.joined else None,
        "email": member.email,
    }


def read_members(connection: Connection) -> list[Member]:
    """Return all members by name."""
    return [member_of(row) for row in connection.execute(select(*MEMBER).order_by(members.c.name))]


def find_member(connection: Connection, name: str) -> Member | None:
    """Return a member, None where nobody has this name."""
    row = connection.execute(select(*MEMBER).where(members.c.name == name)).one_or_none()
    return member_of(row) if row else None


def session_of(row: Row[Any]) -> Session:
    """Return a session; its id is the beginning of its key."""
    begun_at, seen_at, ends_at = map(datetime.fromisoformat, (row.begun_at, row.seen_at, row.ends_at))
    return Session(row.key[:16], row.member, row.signed_by, begun_at, seen_at, ends_at)


def session_values(key: str, session: Session) -> Values:
    """Return the columns of a session."""
    times = {name: as_text(getattr(session, name)) for name in ("begun_at", "seen_at", "ends_at")}
    return {"key": key, "member": session.member, "signed_by": session.signed_by, **times}


def link_of(row: Row[Any]) -> OneTimeLink:
    """Return a one-time link."""
    made_at, ends_at = datetime.fromisoformat(row.made_at), datetime.fromisoformat(row.ends_at)
    return OneTimeLink(LinkUse(row.use), row.member, made_at, row.made_by, ends_at)


def working_links(at: datetime) -> Select[Any]:
    """Return the question for links that still work."""
    c = one_time_links.c
    return select(one_time_links).where(c.used_at.is_(None), c.ends_at > as_text(at))


def passkey_of(row: Row[Any]) -> Passkey:
    """Return a passkey."""
    times = datetime.fromisoformat(row.added_at), _moment(row.used_at)
    return Passkey(row.id, row.member, row.name, row.public_key, row.sign_count, *times)


def passkey_values(passkey: Passkey) -> Values:
    """Return the columns of a passkey."""
    values = {name: getattr(passkey, name) for name in ("id", "member", "name", "public_key", "sign_count")}
    used_at = as_text(passkey.used_at) if passkey.used_at else None
    return {**values, "added_at": as_text(passkey.added_at), "used_at": used_at}


def read_passkeys(connection: Connection, member: str) -> list[Passkey]:
    """Return a member's passkeys, the oldest first."""
    c = passkeys.c
    query = select(passkeys).where(c.member == member).order_by(c.added_at, c.id)
    return [passkey_of(row) for row in connection.execute(query)]


def token_of(row: Row[Any]) -> Token:
    """Return a token, without its key."""
    times = datetime.fromisoformat(row.made_at), datetime.fromisoformat(row.ends_at)
    used, ended = _moment(row.used_at), _moment(row.ended_at)
    return Token(row.id, row.member, row.name, frozenset(row.scopes.split()), *times, used, ended)


def token_values(token: Token) -> Values:
    """Return the columns of a token, without its key."""
    times = {name: getattr(token, name) for name in ("made_at", "ends_at", "used_at", "ended_at")}
    return {
        "id": token.id,
        "member": token.member,
        "name": token.name,
        "scopes": " ".join(sorted(token.scopes)),
        **{name: as_text(at) if at else None for name, at in times.items()},
    }


def read_tokens(connection: Connection, member: str) -> list[Token]:
    """Return a member's tokens, the newest first."""
    c = tokens.c
    query = select(tokens).where(c.member == member).order_by(c.made_at.desc(), c.id)
    return [token_of(row) for row in connection.execute(query)]


def read_tries(connection: Connection, key: str) -> Tries | None:
    """Return what is known of tries under a name or from an address."""
    query = select(tries).where(tries.c.key == key)
    row = connection.execute(query).mappings().one_or_none()
    return Tries(row["count"], datetime.fromisoformat(row["last_at"]), _moment(row["until"])) if row else None


def read_sessions(connection: Connection, member: str, at: datetime) -> list[Session]:
    """Return a member's sessions that have not reached their end, the newest first."""
    c = sessions.c
    query = select(sessions).where(c.member == member, c.ends_at > as_text(at)).order_by(c.begun_at.desc(), c.key)
    return [session_of(row) for row in connection.execute(query)]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
