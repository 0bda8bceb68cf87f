"""The tables of outputs: what is on, what ran, what is held now. What the migrations build is this."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table

from klaviatur.adapters.stores.schema import Id, Key, metadata

output_settings = Table(
    "output_settings",
    metadata,
    Column("output", Key, primary_key=True),  # name of its profile
    Column("on", Boolean, nullable=False),
    Column("values", String, nullable=False),  # JSON object of texts
    Column("at", String, nullable=False),
    Column("by", String, nullable=False),
)

output_runs = Table(
    "output_runs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("output", Key, nullable=False),
    Column("kind", String, nullable=False),  # full, delta
    Column("at", String, nullable=False),
    Column("by", String, nullable=False),
    *(Column(name, Integer, nullable=False) for name in ("items", "delivered", "held", "changed", "removed")),
    Column("bytes", BigInteger, nullable=False),
    Column("digest", String, nullable=False),
    Column("state", String, nullable=False),  # running, done, failed, stopped_by_parity
    Column("message", String, nullable=False),
    Column("ended_at", String),
    Column("machine_items", Integer, nullable=False),
    Column("grouping", Integer, nullable=False, server_default="0"),
    Index("output_runs_output", "output", "id"),
)

output_problems = Table(  # of items held now, and what is to be known of the others
    "output_problems",
    metadata,
    Column("output", Key, primary_key=True),
    Column("key", Key, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("rule", String, nullable=False),
    Column("place", String, nullable=False),
    Column("value", String, nullable=False),
    Column("severity", String, nullable=False),
    Index("output_problems_rule", "output", "rule", "key"),
)
