"""Groups of a catalogue as a table that cannot be taken for articles: keys of their own, a family of their own."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from klaviatur.catalogue.packing import GROUP_KEY
from klaviatur.records import Chunk, ColumnHint, Kind, Table

FAMILY = "catalogue group"
_KEY, _ABOVE, _FAMILY = "Group key", "Parent group key", "Family"
_HINTS = (
    (_KEY, ColumnHint(attribute="sku", kind=Kind.IDENTIFIER)),
    (_ABOVE, ColumnHint(attribute="parent", kind=Kind.IDENTIFIER)),
    (_FAMILY, ColumnHint(attribute="family", kind=Kind.TEXT)),
)
_ROOTS = ("0", "")  # what stands where nothing is above


def as_group_table(table: Table) -> Table:
    """Return the table with a key, the key of the group above and the family in every row."""
    columns = (*table.columns, *(name for name, _ in _HINTS))
    return replace(table, columns=columns, hints=(*table.hints, *_HINTS), chunks=_keyed(table.chunks))


def _keyed(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    for chunk in chunks:
        own = [_key_of(chunk.frame, name).alias(key) for name, key in (("GROUP_ID", _KEY), ("PARENT_ID", _ABOVE))]
        yield replace(chunk, frame=chunk.frame.with_columns(*own, pl.lit(FAMILY).alias(_FAMILY)))


def _key_of(frame: pl.DataFrame, name: str) -> pl.Expr:
    """Return the key of the group a column names, null where it names none."""
    if name not in frame.columns:
        return pl.lit(None, pl.String)
    group = pl.col(name).str.strip_chars()
    return pl.when(~group.is_in(_ROOTS)).then(pl.lit(GROUP_KEY) + group)
