"""Outputs: what is switched on, runs, and what is held now.

Written on 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

revision = "outputs"
down_revision = "members"

Key = sa.String(collation="C").with_variant(sa.String(), "sqlite")
Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Build all tables and indexes."""
    op.create_table(
        "output_settings",
        sa.Column("output", Key, primary_key=True),
        sa.Column("on", sa.Boolean(), nullable=False),
        *map(_text, ("values", "at", "by")),
    )
    op.create_table(
        "output_runs",
        sa.Column("id", Id, primary_key=True),
        sa.Column("output", Key, nullable=False),
        *map(_text, ("kind", "at", "by")),
        *map(_count, ("items", "delivered", "held", "changed", "removed")),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        *map(_text, ("digest", "state", "message")),
        sa.Column("ended_at", sa.String()),
        _count("machine_items"),
    )
    op.create_index("output_runs_output", "output_runs", ["output", "id"])
    op.create_table(
        "output_problems",
        *(sa.Column(name, Key, primary_key=True) for name in ("output", "key")),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        *map(_text, ("rule", "place", "value", "severity")),
    )
    op.create_index("output_problems_rule", "output_problems", ["output", "rule", "key"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)
