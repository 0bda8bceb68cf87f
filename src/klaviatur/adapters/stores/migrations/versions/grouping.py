"""Runs of outputs: how many products only group their variants.

Written on 2026-11-22.
"""

import sqlalchemy as sa
from alembic import op

revision = "grouping"
down_revision = "deliveries"


def upgrade() -> None:
    """Add the column; of older runs nobody counted it."""
    op.add_column("output_runs", sa.Column("grouping", sa.Integer(), nullable=False, server_default="0"))
