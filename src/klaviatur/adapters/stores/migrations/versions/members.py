"""Members: who works here, their passkeys, sessions, links, tokens, tries, challenges and identities elsewhere.

Written on 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

revision = "members"
down_revision = "desk"

Key = sa.String(collation="C").with_variant(sa.String(), "sqlite")


def upgrade() -> None:
    """Build all tables and indexes."""
    _members()
    _passkeys()
    _secrets()
    _asking()


def _members() -> None:
    op.create_table(
        "members",
        sa.Column("name", Key, primary_key=True),
        *map(_text, ("shown", "roles", "language")),
        sa.Column("active", sa.Boolean(), nullable=False),
        _text("joined", nullable=True),
        *map(_text, ("email", "password")),
        sa.Column("handle", sa.LargeBinary(), nullable=False),
    )
    filled = sa.text("email <> ''")
    op.create_index("members_email", "members", ["email"], unique=True, sqlite_where=filled, postgresql_where=filled)


def _passkeys() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", Key, primary_key=True),
        _member(),
        _text("name"),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        _text("added_at"),
        _text("used_at", nullable=True),
    )
    op.create_index("passkeys_member", "passkeys", ["member"])


def _secrets() -> None:
    op.create_table(
        "sessions",
        sa.Column("key", Key, primary_key=True),
        _member(),
        *map(_text, ("signed_by", "begun_at", "seen_at", "ends_at")),
    )
    op.create_index("sessions_member", "sessions", ["member"])
    op.create_index("sessions_ends", "sessions", ["ends_at"])
    op.create_table(
        "one_time_links",
        sa.Column("key", Key, primary_key=True),
        _text("use"),
        sa.Column("member", Key, nullable=False),
        *map(_text, ("made_at", "made_by", "ends_at")),
        _text("used_at", nullable=True),
    )
    op.create_index("one_time_links_member", "one_time_links", ["member"])
    op.create_table(
        "tokens",
        sa.Column("id", Key, primary_key=True),
        sa.Column("key", Key, nullable=False, unique=True),
        _member(),
        *map(_text, ("name", "scopes", "made_at", "ends_at")),
        *(_text(name, nullable=True) for name in ("used_at", "ended_at")),
    )
    op.create_index("tokens_member", "tokens", ["member"])


def _asking() -> None:
    op.create_table(
        "tries",
        sa.Column("key", Key, primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        _text("last_at"),
        _text("until", nullable=True),
    )
    op.create_index("tries_last", "tries", ["last_at"])
    op.create_table(
        "challenges",
        sa.Column("id", Key, primary_key=True),
        _text("use"),
        sa.Column("member", Key, nullable=False),
        *map(_text, ("about", "ends_at")),
    )
    op.create_index("challenges_ends", "challenges", ["ends_at"])
    op.create_table(
        "identities",
        sa.Column("issuer", sa.String(), primary_key=True),
        sa.Column("subject", sa.String(), primary_key=True),
        _member(),
        sa.UniqueConstraint("member", "issuer"),
    )


def _member() -> sa.Column[str]:
    return sa.Column("member", Key, sa.ForeignKey("members.name"), nullable=False)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)
