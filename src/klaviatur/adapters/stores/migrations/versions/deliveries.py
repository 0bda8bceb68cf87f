"""Deliveries: outlets, what is on its way to them, the pause, and who has unsubscribed.

Written on 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

revision = "deliveries"
down_revision = "outputs"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Key = sa.String(collation="C").with_variant(sa.String(), "sqlite")


def upgrade() -> None:
    """Build all tables and indexes."""
    _outlets()
    _deliveries()
    _stops()


def _outlets() -> None:
    op.create_table(
        "outlets",
        sa.Column("name", Key, primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        *map(_text, ("kind", "values", "at", "by")),
    )
    op.create_table(
        "outlet_states",
        sa.Column("name", Key, primary_key=True),
        _text("paused"),
        *(_text(name, nullable=True) for name in ("waits_until", "health")),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", Key, primary_key=True),
        sa.Column("outlet", Key, nullable=False),
        sa.Column("variant", Key, sa.ForeignKey("variants.id"), nullable=False),
        _text("wording"),
        sa.Column("release", Id, nullable=False),
        sa.Column("recipient", Key, nullable=False),
        *map(_text, ("state", "planned_at", "by", "made_at")),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *(_text(name, nullable=True) for name in ("next_at", "sending_since")),
        _text("sender"),
        *(_text(name, nullable=True) for name in ("ended_at", "receipt")),
        *map(_text, ("why", "due_at")),
    )
    op.create_index("deliveries_due", "deliveries", ["state", "due_at"])
    op.create_index("deliveries_line", "deliveries", ["outlet", "recipient", "state", "planned_at"])
    op.create_index("deliveries_rate", "deliveries", ["outlet", "sending_since"])
    op.create_index("deliveries_planned", "deliveries", ["planned_at", "id"])
    op.create_index("deliveries_variant", "deliveries", ["variant"])


def _stops() -> None:
    op.create_table(
        "pauses",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        *map(_text, ("why", "by", "at")),
    )
    op.create_table(
        "suppressions",
        sa.Column("mark", Key, primary_key=True),
        sa.Column("outlet", Key, nullable=False),
        *map(_text, ("at", "why")),
    )


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)
