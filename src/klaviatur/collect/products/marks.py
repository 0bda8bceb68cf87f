"""The decimal mark of each column of prices, as its own cells say: a comma, a point, both, or nothing that tells.

A file is put together out of several: one column then says "12,50" here and "12.50" there, and nobody knows whether its
"1,999" is two euros or two thousand. What a person wrote into the mapping comes before all that.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from klaviatur.records import ColumnMap, ColumnMapping, Kind, Table

_RULED = ("bmecat", "datanorm", "gdsn")
MIXED = "mixed"
_LONGEST = 40  # characters of a cell that is a price; more are a text with figures in it
_COMMA = re.compile(r"(?<![\d.,])(?:\d+,\d{1,2}|\d{1,3}(?:\.\d{3})+,\d+|0,\d+|\d+,\d{4,})(?![\d.,]*\d)")
_POINT = re.compile(r"(?<![\d.,])(?:\d+\.\d{1,2}|\d{1,3}(?:,\d{3})+\.\d+|0\.\d+|\d+\.\d{4,})(?![\d.,]*\d)")


def with_marks(mapping: ColumnMapping, table: Table, sample: pl.DataFrame) -> ColumnMapping:
    """Return a mapping whose columns of prices know the mark of their cells; `sample`: some rows as raw strings."""
    stated = None if mapping.decimal else _stated(table)
    return replace(mapping, columns=tuple(_with_mark(each, sample, stated) for each in mapping.columns))


def _with_mark(column: ColumnMap, sample: pl.DataFrame, stated: str | None) -> ColumnMap:
    if column.kind is not Kind.MONEY or column.decimal or column.column not in sample.columns:
        return column
    return replace(column, mark=mark_of(sample[column.column].drop_nulls().unique()) or stated)


def _stated(table: Table) -> str | None:
    """Return the mark that a format has by its own rules."""
    return dict(table.details).get("decimal") if table.format.startswith(_RULED) else None


def mark_of(cells: Iterable[str]) -> str | None:
    """Return the decimal mark that prices say by themselves, MIXED where some say one and some the other."""
    short = [cell for cell in cells if len(cell) <= _LONGEST]
    comma, point = (any(map(mark.search, short)) for mark in (_COMMA, _POINT))
    return MIXED if comma and point else "," if comma else "." if point else None
