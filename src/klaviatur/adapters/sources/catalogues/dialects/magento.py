"""Magento 2: attributes of one's own stand in one cell ("color=Red,size=M"), variants in another."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import polars as pl

from klaviatur.adapters.sources.catalogues.dialects.frames import column_of, free_name, seen_whole, with_columns
from klaviatur.adapters.sources.catalogues.dialects.pairs import with_pairs
from klaviatur.adapters.sources.catalogues.dialects.recognising import Dialect
from klaviatur.records import Chunk, ColumnHint, Kind, Table

_START = re.compile(r"(?:^|,)([A-Za-z][A-Za-z0-9_]*)=")  # a comma that no name follows belongs to the value
_SKU = r"(?:^|\||,)sku=([^,|]+)"


def rewrite(table: Table, _: Dialect) -> Table:
    """Return the table with a column for each additional attribute, and variants linked with their parents."""
    cell = column_of(table, "additional_attributes")
    table = with_pairs(table, {cell: _attributes} if cell else {})
    variations = column_of(table, "configurable_variations")
    return _linked(table, column_of(table, "sku") or "", variations) if variations else table


def _attributes(cell: str) -> Iterable[tuple[str, str]]:
    parts = _START.split(cell)
    return ((name, said.strip('"')) for name, said in zip(parts[1::2], parts[2::2], strict=True) if said)


def _linked(table: Table, sku: str, variations: str) -> Table:
    children, parent = free_name(table, "Variant SKUs"), free_name(table, "Parent SKU")
    kept = ColumnHint(attribute="configurable_variations", kind=Kind.TEXT)
    table = replace(table, hints=tuple((dict(table.hints) | {variations: kept}).items()))
    added = [
        (children, ColumnHint(attribute="variants", label="Variants", kind=Kind.RELATION, separator="|")),
        (parent, ColumnHint(attribute="parent", kind=Kind.IDENTIFIER)),
    ]
    return with_columns(table, added, _with_parents(table, sku, variations, (children, parent)))


def _with_parents(table: Table, sku: str, variations: str, names: tuple[str, str]) -> Iterator[Chunk]:
    """Yield chunks whose variants name their parent, which stands after them as often as before them."""
    parents: dict[str, str] = {}
    found = pl.col(variations).str.extract_all(_SKU).list.eval(pl.element().str.extract(_SKU).str.strip_chars())

    def look(frame: pl.DataFrame) -> None:
        pairs = frame.select(sku, found.alias("@children")).explode("@children").drop_nulls()
        parents.update((child, parent) for parent, child in pairs.iter_rows() if child != parent)

    for chunk in seen_whole(table.chunks, look):
        frame = chunk.frame.with_columns(found.alias("@children"))
        frame = frame.with_columns(
            pl.when(pl.col("@children").list.len() > 0).then(pl.col("@children").list.join("|")).alias(names[0]),
            pl.col(sku).replace_strict(parents, default=None, return_dtype=pl.String).alias(names[1]),
        )
        yield replace(chunk, frame=frame.drop("@children"))
