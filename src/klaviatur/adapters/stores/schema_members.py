"""The tables of members and what they sign in with. What the migrations build is this; secrets stand in none."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from klaviatur.adapters.stores.schema import Key, metadata


def _member(*, primary_key: bool = False) -> Column[str]:
    return Column("member", Key, ForeignKey("members.name"), nullable=False, primary_key=primary_key)


members = Table(
    "members",
    metadata,
    Column("name", Key, primary_key=True),
    Column("shown", String, nullable=False),
    Column("roles", String, nullable=False),  # by name, with spaces between them
    Column("language", String, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("joined", String),  # ISO 8601, UTC, microseconds; none: invited, has not come yet
    Column("email", String, nullable=False),
    Column("password", String, nullable=False),  # argon2id; "": none
    Column("handle", LargeBinary, nullable=False),  # how passkeys name them: random
)
_email = members.c.email
Index("members_email", _email, unique=True, sqlite_where=_email != "", postgresql_where=_email != "")

passkeys = Table(
    "passkeys",
    metadata,
    Column("id", Key, primary_key=True),
    _member(),
    Column("name", String, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", Integer, nullable=False),
    Column("added_at", String, nullable=False),
    Column("used_at", String),
    Index("passkeys_member", "member"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("key", Key, primary_key=True),  # SHA-256 of the secret in the cookie
    _member(),
    Column("signed_by", String, nullable=False),
    Column("begun_at", String, nullable=False),
    Column("seen_at", String, nullable=False),
    Column("ends_at", String, nullable=False),
    Index("sessions_member", "member"),
    Index("sessions_ends", "ends_at"),
)

one_time_links = Table(
    "one_time_links",
    metadata,
    Column("key", Key, primary_key=True),  # SHA-256 of the secret in the link
    Column("use", String, nullable=False),
    Column("member", Key, nullable=False),  # "": the first start, there is nobody yet
    Column("made_at", String, nullable=False),
    Column("made_by", String, nullable=False),
    Column("ends_at", String, nullable=False),
    Column("used_at", String),
    Index("one_time_links_member", "member"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", Key, primary_key=True),
    Column("key", Key, nullable=False, unique=True),  # SHA-256 of the secret
    _member(),
    Column("name", String, nullable=False),
    Column("scopes", String, nullable=False),  # by name, with spaces between them
    Column("made_at", String, nullable=False),
    Column("ends_at", String, nullable=False),
    Column("used_at", String),
    Column("ended_at", String),
    Index("tokens_member", "member"),
)

tries = Table(  # to sign in, without success
    "tries",
    metadata,
    Column("key", Key, primary_key=True),  # "name:anna", "address:203.0.113.7"
    Column("count", Integer, nullable=False),
    Column("last_at", String, nullable=False),
    Column("until", String),
    Index("tries_last", "last_at"),
)

challenges = Table(  # what browsers were asked and have not answered yet
    "challenges",
    metadata,
    Column("id", Key, primary_key=True),
    Column("use", String, nullable=False),
    Column("member", Key, nullable=False),  # "": whoever can answer
    Column("about", String, nullable=False),
    Column("ends_at", String, nullable=False),
    Index("challenges_ends", "ends_at"),
)

identities = Table(  # whom a provider of sign-in knows a member as
    "identities",
    metadata,
    Column("issuer", String, primary_key=True),
    Column("subject", String, primary_key=True),
    _member(),
    UniqueConstraint("member", "issuer"),
)
