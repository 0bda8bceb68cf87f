"""Shopware 5: a variant names its main number, the main variant too; options and lists have bars between them."""

import re

import polars as pl

from klaviatur.adapters.sources.catalogues.dialects.frames import column_of, free_name, mapped, peeked, with_columns
from klaviatur.adapters.sources.catalogues.dialects.pairs import are_pairs, parted, with_pairs
from klaviatur.adapters.sources.catalogues.dialects.recognising import Dialect
from klaviatur.adapters.sources.catalogues.dialects.suffixes import with_languages
from klaviatur.records import ColumnHint, Kind, Table

_NUMBERED = re.compile(r"(?:translation_)?(?P<base>[A-Za-z][A-Za-z_]*?)_(?P<number>\d{1,2})")
_OPTIONS = ("configuratoroptions", "configurator options", "configurator")


def rewrite(table: Table, known: Dialect) -> Table:
    """Return the table with a parent for every variant but the main one, and its options as attributes."""
    table = with_languages(table, _NUMBERED, known.options["texts"])
    number = column_of(table, "ordernumber", "order number", "articlenumber") or ""
    main = column_of(table, "mainnumber", "main number") or ""
    name = free_name(table, "Parent number")
    work = pl.when(pl.col(main) != pl.col(number)).then(pl.col(main)).alias(name)
    added = [(name, ColumnHint(attribute="parent", kind=Kind.IDENTIFIER))]
    table = with_columns(table, added, mapped(table.chunks, lambda frame: frame.with_columns(work)))
    return with_named(table, *_OPTIONS)


def with_named(table: Table, *columns: str) -> Table:
    """Return the table with the first of these columns taken apart, if it holds "Farbe:Rot|Größe:M"."""
    column = column_of(table, *columns)
    first, chunks = peeked(table)
    table = with_columns(table, (), chunks)
    return with_pairs(table, {column: parted("|", ":")}) if column and are_pairs(first[column], ":") else table
