"""Products: sources, imports, records with their versions and changes, statements, and what people decided.

Written on 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

from klaviatur.adapters.stores.words import CREATE_POSTGRESQL, CREATE_SQLITE

revision = "products"
down_revision = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Key = sa.String(collation="C").with_variant(sa.String(), "sqlite")


def upgrade() -> None:
    """Build all tables and indexes."""
    _imports()
    _records()
    _deltas()
    _statements()
    _decisions()
    op.execute(CREATE_SQLITE if op.get_context().dialect.name == "sqlite" else CREATE_POSTGRESQL)


def _imports() -> None:
    op.create_table(
        "sources",
        sa.Column("id", Id, primary_key=True),
        _text("name"),
        _number("priority"),
        _text("details"),
        sa.UniqueConstraint("name"),
    )
    counts = ("rows", "written", "unchanged", "rejected", "created", "changed", "missing", "stale")
    op.create_table(
        "imports",
        sa.Column("id", Id, primary_key=True),
        _reference("source", "sources.id"),
        _text("place"),
        _text("format"),
        _text("sheet", nullable=True),
        _text("at"),
        sa.Column("records_before", Id, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False, server_default="0") for name in counts),
        sa.Column("duration_s", sa.Float(), nullable=False, server_default="0"),
        _text("mapping"),
        sa.Column("details", sa.String(), nullable=False, server_default="[]"),
        sa.Column("findings", sa.String(), nullable=False, server_default="[]"),
    )
    op.create_index("imports_at", "imports", ["at"])
    op.create_table(
        "rejected_rows",
        sa.Column("id", Id, primary_key=True),
        _reference("import", "imports.id"),
        sa.Column("row", sa.BigInteger(), nullable=False),
        *map(_text, ("rule", "message_de", "message_en", "raw", "place")),
    )
    op.create_index("ix_rejected_rows_import", "rejected_rows", ["import"])


def _records() -> None:
    op.create_table(
        "records",
        sa.Column("id", Id, primary_key=True),
        _reference("source", "sources.id"),
        sa.Column("key", Key, nullable=False),
        _number("version"),
        *(sa.Column(name, Id, nullable=False) for name in ("since", "read", "created")),
        sa.Column("missing", Id),
        *(_text(name, nullable=True) for name in ("gtin", "title", "brand", "family", "parent")),
        sa.Column("row", sa.BigInteger()),
        _text("place", nullable=True),
        _text("hash"),
        _text("facts"),
        sa.UniqueConstraint("key", "source"),
    )
    op.create_index("records_source", "records", ["source", "id"])
    for name in ("gtin", "family", "parent"):
        filled = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"records_{name}", "records", [name], sqlite_where=filled, postgresql_where=filled)


def _deltas() -> None:
    op.create_table(
        "record_versions",
        sa.Column("record", Id, sa.ForeignKey("records.id"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        *(sa.Column(name, Id, nullable=False) for name in ("since", "until", "read")),
        sa.Column("row", sa.BigInteger()),
        _text("place", nullable=True),
        _text("facts"),
    )
    op.create_table(
        "changes",
        sa.Column("id", Id, primary_key=True),
        _reference("import", "imports.id"),
        _reference("source", "sources.id"),
        sa.Column("key", Key, nullable=False),
        _text("attribute"),
        *(_text(name, nullable=True) for name in ("locale", "channel", "before", "after")),
        _number("version"),
    )
    op.create_index("changes_key", "changes", ["key"])
    op.create_index("ix_changes_import", "changes", ["import"])


def _statements() -> None:
    op.create_table(
        "statements",
        sa.Column("mark", sa.String(), primary_key=True),
        *map(_text, ("product", "fact", "value", "variant", "channel")),
        _text("locale", nullable=True),
        _text("sentence"),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("released", "stale")),
    )
    for name in ("fact", "product"):
        op.create_index(f"ix_statements_{name}", "statements", [name])


def _decisions() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(), primary_key=True),
        *map(_text, ("product", "what", "attribute", "value", "label_de", "label_en")),
        sa.Column("confidence", sa.Float(), nullable=False),
        *map(_text, ("evidence", "by", "state")),
        *(_text(name, nullable=True) for name in ("decided_by", "decided_at")),
    )
    for name in ("product", "state"):
        op.create_index(f"ix_proposals_{name}", "proposals", [name])
    op.create_table("same_products", sa.Column("key", sa.String(), primary_key=True), *map(_text, ("main", "by", "at")))
    op.create_index("ix_same_products_main", "same_products", ["main"])
    op.create_table(
        "choices",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("attribute", sa.String(), primary_key=True),
        _reference("source", "sources.id"),
        *map(_text, ("by", "at")),
    )


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _reference(name: str, to: str) -> sa.Column[int]:
    return sa.Column(name, Id, sa.ForeignKey(to), nullable=False)
