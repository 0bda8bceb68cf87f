"""idealo: one cell may hold several GTINs; the first one is the product's."""

import polars as pl

from klaviatur.adapters.sources.catalogues.dialects.frames import column_of, free_name, mapped, with_columns
from klaviatur.adapters.sources.catalogues.dialects.recognising import Dialect
from klaviatur.records import ColumnHint, Kind, Table


def rewrite(table: Table, _: Dialect) -> Table:
    """Return the table with the first GTIN of each row in a column of its own."""
    column, name = column_of(table, "eans", "ean") or "", free_name(table, "GTIN")
    work = pl.col(column).str.extract(r"(\d{8,14})").alias(name)
    added = [(name, ColumnHint(attribute="gtin", kind=Kind.GTIN))]
    return with_columns(table, added, mapped(table.chunks, lambda frame: frame.with_columns(work)))
