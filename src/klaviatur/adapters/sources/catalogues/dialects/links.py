"""Variants that name their parent by a number of the system are given the key of its row."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import polars as pl

from klaviatur.adapters.sources.catalogues.dialects.frames import column_of, free_name, seen_whole, with_columns
from klaviatur.records import Chunk, ColumnHint, Kind, Table
from klaviatur.text.lexicon import read_table


def linked(table: Table) -> Table:
    """Return the table with the parent's key where its columns are known to link rows by number, else as it is."""
    for link in read_table(__package__ or "", "links.toml")["links"]:
        number, parent, own = (column_of(table, link[name]) for name in ("id", "parent", "key"))
        if number and parent and own:
            return _linked(table, number, parent, own)
    return table


def _linked(table: Table, number: str, parent: str, own: str) -> Table:
    name = free_name(table, "Parent key")
    said = {
        own: ColumnHint(attribute="sku", kind=Kind.IDENTIFIER),
        number: ColumnHint(attribute="internal_id", kind=Kind.IDENTIFIER),
        parent: ColumnHint(attribute="parent_number", kind=Kind.IDENTIFIER),
    }
    hinted = replace(table, hints=tuple((said | dict(table.hints)).items()))
    added = [(name, ColumnHint(attribute="parent", kind=Kind.IDENTIFIER))]
    chunks = (replace(chunk, frame=chunk.frame.with_columns(pl.col(parent).alias(name))) for chunk in table.chunks)
    return with_columns(hinted, added, keyed(chunks, pl.col(number), own, name))


def keyed(chunks: Iterable[Chunk], number: pl.Expr, own: str, parent: str) -> Iterator[Chunk]:
    """Yield chunks whose parents are keys wherever a row has that number.

    A row that names itself as its parent has none.
    """
    known: dict[str, str] = {}

    def look(frame: pl.DataFrame) -> None:
        known.update(frame.select(number.alias("number"), pl.col(own).alias("own")).drop_nulls().iter_rows())

    for chunk in seen_whole(chunks, look):
        found = pl.col(parent).replace(known)
        frame = chunk.frame.with_columns(pl.when(found.ne_missing(pl.col(own))).then(found).alias(parent))
        yield replace(chunk, frame=frame)
