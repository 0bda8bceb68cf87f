"""Numbers: decimal comma and point, thousands, and what is no number at all."""

import polars as pl

from klaviatur.collect.products.values.cells import Column, Parsed, as_cells, read_odd
from klaviatur.records import Kind

_PLAIN = r"^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$"
_COMMA = r"^-?(?:0|[1-9]\d*),\d*[1-9]$"


def read_numbers(text: pl.Series, _column: Column) -> pl.DataFrame:
    """Return numbers in canonical form; what is none stays as text with a finding."""
    cell = pl.col("text")
    plain, comma = cell.str.contains(_PLAIN), cell.str.contains(_COMMA)
    cells = as_cells(
        text,
        value=pl.when(plain).then(cell).when(comma).then(cell.str.replace(",", ".", literal=True)),
        steps=pl.when(comma).then(pl.lit("decimal_comma")),
    )
    return read_odd(cells, text, _parse)


def _parse(text: str) -> Parsed:
    return Parsed(text, kind=Kind.TEXT, rules=("number.unreadable",))
