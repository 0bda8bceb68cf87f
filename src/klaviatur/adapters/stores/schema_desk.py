"""The tables of what is under review: sources, variants, releases, the audit. What the migrations build is this."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from klaviatur.adapters.stores.schema import Id, Key, metadata

desk_sources = Table(
    "desk_sources",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String, nullable=False),  # text, product
    Column("key", Key, nullable=False),
    Column("title", String, nullable=False),
    Column("language", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("source", String, nullable=False),  # parsed_sources.id of the newest version; "": none yet
    Column("added_at", String, nullable=False),  # ISO 8601, UTC, microseconds: sorts as text
    Column("added_by", String, nullable=False),
    Column("changed_at", String, nullable=False),  # it, or one of its variants
    UniqueConstraint("kind", "key"),
    Index("desk_sources_changed", "changed_at", "id"),
    Index("desk_sources_kind_changed", "kind", "changed_at", "id"),
)

parsed_sources = Table(  # a parsed text or data sheet; two products may have one text and yet state other facts
    "parsed_sources",
    metadata,
    Column("source", Id, ForeignKey("desk_sources.id"), primary_key=True),
    Column("id", String, primary_key=True),  # Source.id: hash of its text
    Column("packed", LargeBinary, nullable=False),
    Index("parsed_sources_id", "id"),
)

text_versions = Table(
    "text_versions",
    metadata,
    Column("source", Id, ForeignKey("desk_sources.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("parsed", String, nullable=False),  # parsed_sources.id
    Column("origin", String, nullable=False),
    Column("at", String, nullable=False),
    Column("by", String, nullable=False),
)

variants = Table(
    "variants",
    metadata,
    Column("id", Key, primary_key=True),
    Column("source", Id, ForeignKey("desk_sources.id"), nullable=False),
    Column("channel", String, nullable=False),
    Column("locale", String, nullable=False),
    Column("voice", String, nullable=False),
    Column("state", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("wording", String, nullable=False),
    Column("title", String, nullable=False),
    Column("blocks", Integer, nullable=False),
    Column("warns", Integer, nullable=False),
    Column("notes", Integer, nullable=False),
    Column("fits", Boolean, nullable=False),
    Column("human_share", Float, nullable=False),
    Column("changed_at", String, nullable=False),
    Column("changed_by", String, nullable=False),
    Column("assigned", String, nullable=False),
    Column("sent_by", String, nullable=False),
    Column("why", String, nullable=False),
    UniqueConstraint("source", "channel", "locale"),
    Index("variants_wording", "wording"),  # statements name the wording they stand in
    Index("variants_state", "state", "channel", "source"),
    Index("variants_changed_by", "changed_by", "state", "changed_at", "id"),
    Index("variants_sent_by", "sent_by", "state", "changed_at", "id"),
)
_assigned = variants.c.assigned != ""
_todo = (variants.c.assigned, variants.c.state, variants.c.changed_at, variants.c.id)
Index("variants_assigned", *_todo, sqlite_where=_assigned, postgresql_where=_assigned)

state_counts = Table(  # how many variants are in a state: a board of 100,000 does not count them
    "state_counts",
    metadata,
    Column("state", String, primary_key=True),
    Column("variants", Id, nullable=False),
)

revisions = Table(
    "revisions",
    metadata,
    Column("variant", Key, ForeignKey("variants.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("wording", String, nullable=False),
    Column("source", String, nullable=False),  # parsed_sources.id
    Column("checked", LargeBinary, nullable=False),  # parts, evidence, findings, counts: see desk.packing
    Column("by", String, nullable=False),
    Column("machine", Boolean, nullable=False),
    Column("at", String, nullable=False),
    Column("why", String, nullable=False),
)

releases = Table(
    "releases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("variant", Key, ForeignKey("variants.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("wording", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
    Column("human_share", Float, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("vouched", String, nullable=False),  # JSON: rule, words, reason
    Column("strong", Boolean, nullable=False),
    Column("ended_at", String),
    Column("ended_by", String, nullable=False),
    Column("ended_why", String, nullable=False),
    Index("releases_variant", "variant", "id"),
)
_stands = releases.c.ended_at.is_(None)
Index("releases_standing", releases.c.variant, unique=True, sqlite_where=_stands, postgresql_where=_stands)

comments = Table(
    "comments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("variant", Key, ForeignKey("variants.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
    Column("text", String, nullable=False),
    Column("part", Integer),
    Column("start", Integer),
    Column("stop", Integer),
    Column("words", String, nullable=False),
    Column("settled_at", String),
    Column("settled_by", String, nullable=False),
    Index("comments_variant", "variant", "id"),
)

audit = Table(  # triggers refuse to change or remove a line
    "audit",
    metadata,
    Column("number", Id, primary_key=True, autoincrement=False),
    Column("at", String, nullable=False),
    Column("who", String, nullable=False),
    Column("via", String, nullable=False),
    Column("what", String, nullable=False),
    Column("thing", String, nullable=False),
    Column("why", String, nullable=False),
    Column("details", String, nullable=False),  # JSON: pairs
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
    Index("audit_thing", "thing", "number"),
)

audit_seals = Table(  # one row, of the newest line: whoever cuts lines off its end would have to forge it
    "audit_seals",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # 1
    Column("number", Id, nullable=False),
    Column("hash", String, nullable=False),
    Column("seal", String, nullable=False),
)

voices = Table(
    "voices",
    metadata,
    Column("name", Key, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("values", String, nullable=False),  # JSON
    Column("at", String, nullable=False),
    Column("by", String, nullable=False),
)

works = Table(
    "works",
    metadata,
    Column("id", String, primary_key=True),
    Column("what", String, nullable=False),
    Column("title", String, nullable=False),
    Column("state", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("message", String, nullable=False),
    Column("ended_at", String),
    Column("ordered", String, nullable=False),  # JSON, for the worker
    Column("cursor", String, nullable=False),
    Index("works_at", "at"),
)

findable = Table(  # what the search reads: sources, variants and voices, each with its words
    "findable",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String, nullable=False),  # text, product, variant, voice
    Column("key", Key, nullable=False),
    Column("source", Id),  # desk_sources.id, none for a voice
    Column("title", String, nullable=False),
    Column("words", String, nullable=False),
    UniqueConstraint("kind", "key"),
)
