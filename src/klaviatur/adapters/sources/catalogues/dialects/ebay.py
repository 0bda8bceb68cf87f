"""eBay: variations stand below their listing, or share its number; what they differ in stands in one cell."""

import re
from dataclasses import replace

import polars as pl

from klaviatur.adapters.sources.catalogues.dialects.frames import (
    column_of,
    free_name,
    mapped,
    whole_groups,
    with_columns,
)
from klaviatur.adapters.sources.catalogues.dialects.pairs import parted, with_pairs
from klaviatur.adapters.sources.catalogues.dialects.recognising import Dialect
from klaviatur.records import ColumnHint, Kind, Table

_CURRENCY = re.compile(r"(?i)\bcurrency=([A-Z]{3})\b")
_SWATCH = r"(^|\|)[^=|/:]+=(https?://)"  # "Weiß=https://..." names the colour a picture shows


def rewrite(table: Table, _: Dialect) -> Table:
    """Return the table with a parent for every variation, and what it differs in as attributes."""
    table = _paid(table)
    key = column_of(table, "customlabel", "custom label (sku)", "custom label", "bestandseinheit") or ""
    if relation := column_of(table, "relationship", "beziehung"):
        details = column_of(table, "relationshipdetails", "relationship details", "beziehungsdetails")
        below = pl.col(relation).str.strip_chars().str.to_lowercase() == "variation"
        return _linked(table, key, details, below.fill_null(value=False), relation)
    details = column_of(table, "variation details", "variantendetails", "variationsdetails")
    number = column_of(table, "item number", "item id", "artikelnummer")
    return _numbered(table, key, number, details) if details and number else table


def _paid(table: Table) -> Table:
    """Return the table whose prices have the currency its first column names."""
    said = next((found[1] for column in table.columns if (found := _CURRENCY.search(column))), None)
    hints = {name: replace(h, currency=said) if h.kind is Kind.MONEY and said else h for name, h in table.hints}
    return replace(table, hints=tuple(hints.items()))


def _linked(table: Table, key: str, details: str | None, below: pl.Expr, relation: str) -> Table:
    """Link rows that say they are variations with the listing above them."""
    above = pl.when(~below).then(pl.col(key)).forward_fill()
    whole = whole_groups(table.chunks, lambda frame: frame.select(~below).to_series())
    table = replace(table, chunks=whole, hints=(*table.hints, (relation, ColumnHint(kind=Kind.TEXT))))
    return _varied(table, pl.when(below & (above != pl.col(key))).then(above), details, below)


def _numbered(table: Table, key: str, number: str, details: str) -> Table:
    """Link rows that have details with the row of the same listing that has none."""
    below = pl.col(details).is_not_null()
    above = pl.when(~below).then(pl.col(key)).drop_nulls().first().over(number)
    changes = pl.col(number).ne_missing(pl.col(number).shift())
    whole = whole_groups(table.chunks, lambda frame: frame.select(changes).to_series())
    parent = pl.when(below & (above != pl.col(key))).then(above)
    return _varied(replace(table, chunks=whole), parent, details, below)


def _varied(table: Table, parent: pl.Expr, details: str | None, below: pl.Expr) -> Table:
    name, varied = free_name(table, "Parent label"), free_name(table, "Variation")
    said = pl.col(details).str.strip_chars("[]").str.replace_all(r",\s*(\w+=)", "|${1}") if details else pl.lit(None)
    picture = column_of(table, "picurl", "pic url", "bild-url")
    work = [parent.alias(name), pl.when(below).then(said).cast(pl.String).alias(varied)]
    work += [pl.col(picture).str.replace_all(_SWATCH, "${1}${2}")] if picture else []
    added = [(name, ColumnHint(attribute="parent", kind=Kind.IDENTIFIER)), (varied, ColumnHint(kind=Kind.TEXT))]
    table = with_columns(table, added, mapped(table.chunks, lambda frame: frame.with_columns(work)))
    return with_pairs(table, {varied: parted("|", "=")})
