"""Magento 2: attributes of one's own stand in one cell ("color=Red,size=M"), variants in another."""

import re
from dataclasses import replace

import polars as pl

from klaviatur.adapters.sources.catalogues.dialects.frames import (
    column_of,
    free_name,
    mapped,
    peeked,
    with_columns,
)
from klaviatur.adapters.sources.catalogues.dialects.recognising import Dialect
from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.records import ColumnHint, Kind, Table

_START = re.compile(r"(?:^|,)([A-Za-z][A-Za-z0-9_]*)=")  # a comma that no name follows belongs to the value
_MOST_ATTRIBUTES = 500  # own columns; the others stay in their cell
_SKU = r"(?:^|\||,)sku=([^,|]+)"


def rewrite(table: Table, _: Dialect) -> Table:
    """Return the table with a column for each additional attribute, and the SKUs of variants as a relation."""
    first, chunks = peeked(table)
    cell = column_of(table, "additional_attributes")
    own = {name: free_name(table, name) for name in _names(first[cell])} if cell else {}
    variations = column_of(table, "configurable_variations")
    children = free_name(table, "Variant SKUs")
    added = [(column, _hint(name)) for name, column in own.items()]
    if variations:
        kept = ColumnHint(attribute="configurable_variations", kind=Kind.TEXT)
        table = replace(table, hints=tuple((dict(table.hints) | {variations: kept}).items()))
    added += (
        [(children, ColumnHint(attribute="variants", label="Variants", kind=Kind.RELATION, separator="|"))]
        if variations
        else []
    )

    def work(frame: pl.DataFrame) -> pl.DataFrame:
        columns = _values(frame[cell], own) if cell else []
        frame = frame.with_columns(columns)
        found = pl.col(variations or "").str.extract_all(_SKU).list.eval(pl.element().str.extract(_SKU))
        return frame.with_columns(_joined(found).alias(children)) if variations else frame

    return with_columns(table, added, mapped(chunks, work)) if added else table


def _names(cells: pl.Series) -> list[str]:
    """Return the names of attributes in some cells."""
    found: dict[str, None] = {}
    for value in cells.drop_nulls().unique(maintain_order=True):
        found.update(dict.fromkeys(_START.findall(value)))
    return list(found)[:_MOST_ATTRIBUTES]


def _values(cells: pl.Series, own: dict[str, str]) -> list[pl.Series]:
    filled: dict[str, list[str | None]] = {column: [None] * len(cells) for column in own.values()}
    for at, value in enumerate(cells):
        parts = _START.split(value) if value else []
        for name, said in zip(parts[1::2], parts[2::2], strict=True):
            if name in own and said:
                filled[own[name]][at] = said.strip('"')
    return [pl.Series(column, values, dtype=pl.String) for column, values in filled.items()]


def _hint(name: str) -> ColumnHint:
    return ColumnHint(attribute=name if name in vocabulary() else None, label=name)


def _joined(found: pl.Expr) -> pl.Expr:
    return pl.when(found.list.len() > 0).then(found.list.join("|"))
