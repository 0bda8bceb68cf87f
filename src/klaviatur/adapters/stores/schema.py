"""The tables. What the migrations build is exactly this; a test compares them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    func,
    select,
)

from klaviatur.catalogue.packing import GROUP_KEY

metadata = MetaData()
Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows itself only in columns of this type
Key = String(collation="C").with_variant(String(), "sqlite")  # sorts by code point on both


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True)


def no_group(key: ColumnElement[str]) -> ColumnElement[bool]:
    """Return whether a key is that of a product; LIKE would not do, SQLite's takes "GROUP:7" for one of a group."""
    return func.substr(key, 1, len(GROUP_KEY)) != GROUP_KEY


sources = Table(
    "sources",
    metadata,
    _id(),
    Column("name", String, nullable=False, unique=True),
    Column("priority", Integer, nullable=False),
    Column("details", String, nullable=False),  # JSON object: digest, etag, modified of what was read last
)

imports = Table(
    "imports",
    metadata,
    _id(),
    Column("source", Id, ForeignKey("sources.id"), nullable=False),
    Column("place", String, nullable=False),
    Column("format", String, nullable=False),
    Column("sheet", String),
    Column("at", String, nullable=False),  # ISO 8601, UTC, microseconds: sorts as text
    Column(
        "records_before", Id, nullable=False
    ),  # highest number of a record when it began: all its new ones lie above
    Column("rows", Integer, nullable=False, server_default="0"),
    Column("written", Integer, nullable=False, server_default="0"),
    Column("unchanged", Integer, nullable=False, server_default="0"),
    Column("rejected", Integer, nullable=False, server_default="0"),
    Column("created", Integer, nullable=False, server_default="0"),
    Column("changed", Integer, nullable=False, server_default="0"),
    Column("missing", Integer, nullable=False, server_default="0"),
    Column("stale", Integer, nullable=False, server_default="0"),
    Column("duration_s", Float, nullable=False, server_default="0"),
    Column("mapping", String, nullable=False),
    Column("details", String, nullable=False, server_default="[]"),
    Column("findings", String, nullable=False, server_default="[]"),
    Index("imports_at", "at"),
)

open_imports = Table(  # what is not all in yet: the rest lies in a journal beside the database (SQLite)
    "open_imports",
    metadata,
    Column("import", Id, ForeignKey("imports.id"), primary_key=True, autoincrement=False, key="import_"),
    Column("done", Integer, nullable=False),  # parts of the journal that are in
    Column("parts", Integer, nullable=False),
    Column("by", String, nullable=False),
    Column("via", String, nullable=False),
)
whole = imports.c.id.not_in(select(open_imports.c.import_))

records = Table(  # what one source says of one product, now
    "records",
    metadata,
    _id(),
    Column("source", Id, ForeignKey("sources.id"), nullable=False),
    Column("key", Key, nullable=False),
    Column("version", Integer, nullable=False),
    Column("since", Id, nullable=False),  # import that brought this version
    Column("read", Id, nullable=False),  # import whose row this is
    Column("created", Id, nullable=False),  # import that brought the first version
    Column("missing", Id),  # first import of its source that no longer brought it
    Column("gtin", String),
    Column("title", String),
    Column("brand", String),
    Column("family", String),
    Column("parent", String),
    Column("row", BigInteger),
    Column("place", String),
    Column("hash", String, nullable=False),  # of all its raw rows, joined by ","
    Column("facts", String, nullable=False),  # catalogue.packing
    UniqueConstraint("key", "source"),
    Index("records_source", "source", "id"),
)
for _name in ("gtin", "family", "parent"):
    _column = records.c[_name]
    Index(f"records_{_name}", _column, sqlite_where=_column.is_not(None), postgresql_where=_column.is_not(None))

record_versions = Table(  # what it said before
    "record_versions",
    metadata,
    Column("record", Id, ForeignKey("records.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("since", Id, nullable=False),
    Column("until", Id, nullable=False),  # import that brought the next version
    Column("read", Id, nullable=False),
    Column("row", BigInteger),
    Column("place", String),
    Column("facts", String, nullable=False),
)

rejected_rows = Table(
    "rejected_rows",
    metadata,
    _id(),
    Column("import", Id, ForeignKey("imports.id"), nullable=False, index=True, key="import_"),
    Column("row", BigInteger, nullable=False),
    Column("rule", String, nullable=False),
    Column("message_de", String, nullable=False),
    Column("message_en", String, nullable=False),
    Column("raw", String, nullable=False),  # JSON: pairs of column and value
    Column("place", String, nullable=False),
)

changes = Table(  # attribute "": the whole product, which came (no `before`) or no longer came (no `after`)
    "changes",
    metadata,
    _id(),
    Column("import", Id, ForeignKey("imports.id"), nullable=False, index=True, key="import_"),
    Column("source", Id, ForeignKey("sources.id"), nullable=False),
    Column("key", Key, nullable=False),
    Column("attribute", String, nullable=False),
    Column("locale", String),
    Column("channel", String),
    Column("before", String),
    Column("after", String),
    Column("version", Integer, nullable=False),
    Index("changes_key", "key"),
)

statements = Table(
    "statements",
    metadata,
    Column("mark", String, primary_key=True),  # sha256 over variant, channel, locale, fact and sentence
    Column("product", String, nullable=False, index=True),
    Column("fact", String, nullable=False, index=True),
    Column("value", String, nullable=False),
    Column("variant", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("locale", String),
    Column("sentence", String, nullable=False),
    Column("released", Boolean, nullable=False),
    Column("stale", Boolean, nullable=False),
)

proposals = Table(
    "proposals",
    metadata,
    Column("id", String, primary_key=True),
    Column("product", String, nullable=False, index=True),
    Column("what", String, nullable=False),
    Column("attribute", String, nullable=False),
    Column("value", String, nullable=False),
    Column("label_de", String, nullable=False),
    Column("label_en", String, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("evidence", String, nullable=False),  # JSON
    Column("by", String, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("decided_by", String),
    Column("decided_at", String),
)

same_products = Table(  # a person said: these keys are one product
    "same_products",
    metadata,
    Column("key", String, primary_key=True),
    Column("main", String, nullable=False, index=True),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
)

choices = Table(  # a person said: for this attribute this source is right
    "choices",
    metadata,
    Column("key", String, primary_key=True),
    Column("attribute", String, primary_key=True),
    Column("source", Id, ForeignKey("sources.id"), nullable=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
)
