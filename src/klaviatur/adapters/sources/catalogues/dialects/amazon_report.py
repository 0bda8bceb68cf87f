"""Amazon's listing reports: one column holds an ASIN, ISBN, UPC or EAN, another one says which."""

import polars as pl

from klaviatur.adapters.sources.catalogues.dialects.frames import column_of, free_name, mapped, with_columns
from klaviatur.adapters.sources.catalogues.dialects.recognising import Dialect
from klaviatur.records import ColumnHint, Kind, Table

_GTINS = ("3", "4", "upc", "ean", "gtin")


def rewrite(table: Table, _: Dialect) -> Table:
    """Return the table with a column for the GTIN, where the number of the product is one."""
    number = column_of(table, "product-id", "produkt-id", "produktkennung")
    kind = column_of(table, "product-id-type", "produkt-id-typ", "produktkennungstyp")
    if not number or not kind:
        return table
    name = free_name(table, "GTIN")
    is_gtin = pl.col(kind).str.strip_chars().str.to_lowercase().is_in(_GTINS)
    work = pl.when(is_gtin).then(pl.col(number)).alias(name)
    added = [(name, ColumnHint(attribute="gtin", kind=Kind.GTIN))]
    return with_columns(table, added, mapped(table.chunks, lambda frame: frame.with_columns(work)))
