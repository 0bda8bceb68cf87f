"""Small imports for stores: rows as plain dictionaries, brought in as the chain does."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import polars as pl

from klaviatur.catalogue.packing import pack
from klaviatur.ports import ProductStore
from klaviatur.records import ColumnMapping, Imported, Rejected, Table

COLUMNS: Mapping[str, type[pl.DataType]] = {"row": pl.Int64} | dict.fromkeys(
    ("place", "key", "hash", "gtin", "title", "brand", "family", "parent", "facts"), pl.String
)
BEGIN = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)

Facts = Mapping[str, str]  # attribute and value
Rows = Mapping[str, Facts]  # key and facts


def prepared(rows: Rows) -> pl.DataFrame:
    """Return products as an import writes them; "name", "gtin", "brand", "family" and "parent" are columns too."""
    lines = [_line(number, key, facts) for number, (key, facts) in enumerate(rows.items(), start=2)]
    return pl.DataFrame(lines, schema=dict(COLUMNS))


def bring(
    store: ProductStore,
    rows: Rows,
    *,
    source: str = "shop",
    day: int = 0,
    priority: int = 0,
    rejected: Sequence[Rejected] = (),
) -> Imported:
    """Import rows as the chain does: what has the same hash is only touched, everything else is written."""
    table = Table(f"{source}.csv", "csv", (), iter(()))
    mapping = ColumnMapping(source, (), priority=priority)
    with store.importing(source, table, mapping, on(day)) as importing:
        known = {key: found for key, found, *_ in importing.known().iter_rows()}
        new = {key: facts for key, facts in rows.items() if known.get(key) != mark(facts)}
        importing.touch([key for key in rows if key not in new])
        if new:
            importing.write(prepared(new))
        importing.reject(rejected)
        counts = len(rows) + len(rejected), len(new), len(rows) - len(new), len(rejected)
        return importing.finish(Imported(table.origin, table.format, *counts))


def on(day: int) -> datetime:
    """Return when imports of a day happen."""
    return BEGIN + timedelta(days=day)


def _line(number: int, key: str, facts: Facts) -> dict[str, object]:
    said = [[name, "text", value, name.upper()] for name, value in facts.items() if not name.startswith("_")]
    named = {name: facts.get(name) for name in ("gtin", "brand", "family", "parent")}
    texts = {"key": key, "hash": mark(facts), "title": facts.get("name"), "facts": pack(said)}
    return {"row": number, "place": None, **named, **texts}


def mark(facts: Facts) -> str:
    """Return the hash of a row that holds these facts; names that begin with "_" are how it was written."""
    return sha256(repr(sorted(facts.items())).encode()).hexdigest()[:16]
