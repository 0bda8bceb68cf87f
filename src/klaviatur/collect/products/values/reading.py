"""Which reader reads which kind of value."""

import polars as pl

from klaviatur.collect.products.values.cells import Column, Reader, as_cells
from klaviatur.collect.products.values.gtins import read_gtins
from klaviatur.collect.products.values.numbers import read_numbers
from klaviatur.records import Kind


def read_as_is(text: pl.Series, _column: Column) -> pl.DataFrame:
    """Return trimmed cells as they are."""
    return as_cells(text, value=pl.col("text"))


READERS: dict[Kind, Reader] = {Kind.GTIN: read_gtins, Kind.NUMBER: read_numbers}


def read_values(text: pl.Series, column: Column) -> pl.DataFrame:
    """Return the cells of a column as its kind has them."""
    return READERS.get(column.map.kind, read_as_is)(text, column)
