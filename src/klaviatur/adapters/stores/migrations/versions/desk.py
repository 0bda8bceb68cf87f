"""The desk: sources under review, variants, revisions, releases, comments, the audit, voices and work.

Written on 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

from klaviatur.adapters.stores.desk.guards import guards

revision = "desk"
down_revision = "products"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Key = sa.String(collation="C").with_variant(sa.String(), "sqlite")


def upgrade() -> None:
    """Build all tables, indexes and triggers."""
    _sources()
    _variants()
    _releases()
    _audit()
    _others()
    for statement in guards(op.get_context().dialect.name):
        op.execute(statement)


def _sources() -> None:
    op.create_table(
        "desk_sources",
        sa.Column("id", Id, primary_key=True),
        _text("kind"),
        sa.Column("key", Key, nullable=False),
        *map(_text, ("title", "language", "origin")),
        _number("version"),
        *map(_text, ("source", "added_at", "added_by", "changed_at")),
        sa.UniqueConstraint("kind", "key"),
    )
    op.create_index("desk_sources_changed", "desk_sources", ["changed_at", "id"])
    op.create_index("desk_sources_kind_changed", "desk_sources", ["kind", "changed_at", "id"])
    op.create_table(
        "parsed_sources",
        sa.Column("source", Id, sa.ForeignKey("desk_sources.id"), primary_key=True),
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
    )
    op.create_index("parsed_sources_id", "parsed_sources", ["id"])
    op.create_table(
        "text_versions",
        sa.Column("source", Id, sa.ForeignKey("desk_sources.id"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        *map(_text, ("parsed", "origin", "at", "by")),
    )


def _variants() -> None:
    op.create_table(
        "variants",
        sa.Column("id", Key, primary_key=True),
        sa.Column("source", Id, sa.ForeignKey("desk_sources.id"), nullable=False),
        *map(_text, ("channel", "locale", "voice", "state")),
        _number("revision"),
        *map(_text, ("wording", "title")),
        *map(_number, ("blocks", "warns", "notes")),
        sa.Column("fits", sa.Boolean(), nullable=False),
        sa.Column("human_share", sa.Float(), nullable=False),
        *map(_text, ("changed_at", "changed_by", "assigned", "sent_by", "why")),
        sa.UniqueConstraint("source", "channel", "locale"),
    )
    op.create_index("variants_wording", "variants", ["wording"])
    op.create_index("variants_state", "variants", ["state", "channel", "source"])
    op.create_index("variants_changed_by", "variants", ["changed_by", "state", "changed_at", "id"])
    op.create_index("variants_sent_by", "variants", ["sent_by", "state", "changed_at", "id"])
    _partial("variants_assigned", "variants", ["assigned", "state", "changed_at", "id"], "assigned <> ''")
    op.create_table(
        "state_counts",
        sa.Column("state", sa.String(), primary_key=True),
        sa.Column("variants", Id, nullable=False),
    )
    op.create_table(
        "revisions",
        sa.Column("variant", Key, sa.ForeignKey("variants.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        *map(_text, ("wording", "source")),
        sa.Column("checked", sa.LargeBinary(), nullable=False),
        _text("by"),
        sa.Column("machine", sa.Boolean(), nullable=False),
        *map(_text, ("at", "why")),
    )


def _releases() -> None:
    op.create_table(
        "releases",
        sa.Column("id", Id, primary_key=True),
        sa.Column("variant", Key, sa.ForeignKey("variants.id"), nullable=False),
        _number("revision"),
        *map(_text, ("wording", "by", "at")),
        sa.Column("human_share", sa.Float(), nullable=False),
        _number("warnings"),
        _text("vouched"),
        sa.Column("strong", sa.Boolean(), nullable=False),
        _text("ended_at", nullable=True),
        *map(_text, ("ended_by", "ended_why")),
    )
    op.create_index("releases_variant", "releases", ["variant", "id"])
    _partial("releases_standing", "releases", ["variant"], "ended_at IS NULL", unique=True)
    op.create_table(
        "comments",
        sa.Column("id", Id, primary_key=True),
        sa.Column("variant", Key, sa.ForeignKey("variants.id"), nullable=False),
        _number("revision"),
        *map(_text, ("by", "at", "text")),
        *(sa.Column(name, sa.Integer()) for name in ("part", "start", "stop")),
        _text("words"),
        _text("settled_at", nullable=True),
        _text("settled_by"),
    )
    op.create_index("comments_variant", "comments", ["variant", "id"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", Id, primary_key=True, autoincrement=False),
        *map(_text, ("at", "who", "via", "what", "thing", "why", "details", "previous", "hash")),
    )
    op.create_index("audit_thing", "audit", ["thing", "number"])
    op.create_table(
        "audit_seals",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("number", Id, nullable=False),
        *map(_text, ("hash", "seal")),
    )


def _others() -> None:
    op.create_table(
        "voices",
        sa.Column("name", Key, primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        *map(_text, ("values", "at", "by")),
    )
    op.create_table(
        "works",
        sa.Column("id", sa.String(), primary_key=True),
        *map(_text, ("what", "title", "state", "by", "at")),
        *map(_number, ("total", "done", "failed")),
        _text("message"),
        _text("ended_at", nullable=True),
        *map(_text, ("ordered", "cursor")),
    )
    op.create_index("works_at", "works", ["at"])
    op.create_table(
        "findable",
        sa.Column("id", Id, primary_key=True),
        _text("kind"),
        sa.Column("key", Key, nullable=False),
        sa.Column("source", Id),
        *map(_text, ("title", "words")),
        sa.UniqueConstraint("kind", "key"),
    )


def _partial(name: str, table: str, columns: list[str], condition: str, *, unique: bool = False) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)
