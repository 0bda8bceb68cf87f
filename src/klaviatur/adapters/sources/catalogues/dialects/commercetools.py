"""commercetools: prices in cents for many countries in one cell; rows without a product type are further variants."""

import re

import polars as pl

from klaviatur.adapters.sources.catalogues.dialects.frames import (
    column_of,
    free_name,
    mapped,
    peeked,
    whole_groups,
    with_columns,
)
from klaviatur.adapters.sources.catalogues.dialects.recognising import Dialect
from klaviatur.records import ColumnHint, Kind, Table

_PLAIN = re.compile(r"(?:^|;)\s*([A-Z]{3}) -?\d+\s*(?=;|$)")  # for every country, customer and channel
_WITHOUT_CENTS = {"JPY", "KRW", "VND", "CLP", "ISK", "HUF"}


def rewrite(table: Table, _: Dialect) -> Table:
    """Return the table with a parent for further variants and the price that holds everywhere, in each currency."""
    first, chunks = peeked(table)
    prices = column_of(table, "prices") or ""
    currencies = sorted({found for value in first[prices].drop_nulls() for found in _PLAIN.findall(value)})
    names = {currency: free_name(table, f"price {currency}") for currency in currencies}
    parent = free_name(table, "Parent key")
    added = [
        (parent, ColumnHint(attribute="parent", kind=Kind.IDENTIFIER)),
        *((name, ColumnHint(attribute="price", kind=Kind.MONEY, currency=code)) for code, name in names.items()),
    ]
    kind, sku = column_of(table, "producttype") or "", column_of(table, "sku") or ""
    master = pl.col(sku).first().over(pl.col(kind).is_not_null().cum_sum())
    work = [
        pl.when(pl.col(kind).is_null() & (master != pl.col(sku))).then(master).alias(parent),
        *(_price(prices, code).alias(name) for code, name in names.items()),
    ]
    together = whole_groups(chunks, lambda frame: frame[kind].is_not_null())
    return with_columns(table, added, mapped(together, lambda frame: frame.with_columns(work)))


def _price(column: str, currency: str) -> pl.Expr:
    """Return the amount as people write it: cents as two places after the point."""
    cents = pl.col(column).str.extract(rf"(?:^|;)\s*{currency} (-?\d+)\s*(?:;|$)")
    if currency in _WITHOUT_CENTS:
        return cents
    padded = cents.str.zfill(3)
    return padded.str.head(-2) + "." + padded.str.tail(2)
