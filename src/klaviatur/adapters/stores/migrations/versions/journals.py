"""Imports whose rows are brought in by several transactions.

Written on 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

revision = "journals"
down_revision = "grouping"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Build the table of imports that are not all in yet."""
    op.create_table(
        "open_imports",
        sa.Column("import", Id, sa.ForeignKey("imports.id"), primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("done", "parts")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("by", "via")),
    )
