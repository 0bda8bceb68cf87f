"""The tables of what leaves to single places: outlets, deliveries, the pause. What the migrations build is this."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from klaviatur.adapters.stores.schema import Id, Key, metadata

outlets = Table(  # settings without the secrets
    "outlets",
    metadata,
    Column("name", Key, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("values", String, nullable=False),  # JSON
    Column("at", String, nullable=False),  # ISO 8601, UTC, microseconds: sorts as text
    Column("by", String, nullable=False),
)

outlet_states = Table(
    "outlet_states",
    metadata,
    Column("name", Key, primary_key=True),
    Column("paused", String, nullable=False),  # why nothing leaves through it, "": it is open
    Column("waits_until", String),  # as its platform asked for, or by its rate
    Column("health", String),  # JSON, as last seen
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Key, primary_key=True),
    Column("outlet", Key, nullable=False),
    Column("variant", Key, ForeignKey("variants.id"), nullable=False),
    Column("wording", String, nullable=False),
    Column("release", Id, nullable=False),
    Column("recipient", Key, nullable=False),
    Column("state", String, nullable=False),
    Column("planned_at", String, nullable=False),
    Column("by", String, nullable=False),
    Column("made_at", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", String),
    Column("sending_since", String),  # stays when it has left: the rate of an outlet is counted by it
    Column("sender", String, nullable=False),
    Column("ended_at", String),
    Column("receipt", String),  # JSON
    Column("why", String, nullable=False),
    Column("due_at", String, nullable=False),  # the later one of planned_at and next_at
    Index("deliveries_due", "state", "due_at"),
    Index("deliveries_line", "outlet", "recipient", "state", "planned_at"),
    Index("deliveries_rate", "outlet", "sending_since"),
    Index("deliveries_planned", "planned_at", "id"),
    Index("deliveries_variant", "variant"),
)

pauses = Table(  # one row, or none: nothing leaves by any outlet
    "pauses",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # 1
    Column("why", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
)

suppressions = Table(  # who does not want to hear of an outlet any more; no address is kept
    "suppressions",
    metadata,
    Column("mark", Key, primary_key=True),  # HMAC of outlet and address
    Column("outlet", Key, nullable=False),
    Column("at", String, nullable=False),
    Column("why", String, nullable=False),
)

output_copies = Table(  # outputs that are kept up to date at outlets, and what was put there
    "output_copies",
    metadata,
    Column("output", Key, primary_key=True),  # name of its profile
    Column("outlet", Key, primary_key=True),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
    Column("put_at", String),
    Column("digest", String, nullable=False),  # "": some of its files may be older ones
    Column("files", String, nullable=False),  # JSON: name, digest, id and address of each
    Column("version", Integer, nullable=False),  # of the outlet they were put to
    Column("attempts", Integer, nullable=False),
    Column("next_at", String),
    Column("why", String, nullable=False),
)
