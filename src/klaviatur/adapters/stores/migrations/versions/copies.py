"""Copies: outputs that are kept up to date at outlets.

Written on 2026-11-23.
"""

import sqlalchemy as sa
from alembic import op

revision = "copies"
down_revision = "journals"

Key = sa.String(collation="C").with_variant(sa.String(), "sqlite")


def upgrade() -> None:
    """Build the table; what was put somewhere before is not kept up to date until somebody orders it."""
    op.create_table(
        "output_copies",
        *(sa.Column(name, Key, primary_key=True) for name in ("output", "outlet")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("by", "at")),
        sa.Column("put_at", sa.String()),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("digest", "files")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("version", "attempts")),
        sa.Column("next_at", sa.String()),
        sa.Column("why", sa.String(), nullable=False),
    )
