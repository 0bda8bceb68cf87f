"""Yes and no in the words of exports."""

import polars as pl

from klaviatur.collect.products.values.cells import Column, as_cells
from klaviatur.text.lexicon import read_table

_PLAIN = ("true", "false")


def read_booleans(text: pl.Series, _column: Column) -> pl.DataFrame:
    """Return "true" and "false"; other words stay as text with a finding."""
    word = pl.col("text").str.to_lowercase()
    value = word.replace_strict(words(), default=None, return_dtype=pl.String)
    unknown = value.is_null() & word.is_not_null()
    return as_cells(
        text,
        value=pl.coalesce(value, pl.col("text")),
        kind=pl.when(unknown).then(pl.lit("text")),
        steps=pl.when(value.is_not_null() & ~word.is_in(_PLAIN)).then(pl.lit("yes_no")),
        rules=pl.when(unknown).then(pl.lit("boolean.unreadable")),
    )


def words() -> dict[str, str]:
    """Return what each word of a yes-or-no column means."""
    table = read_table("klaviatur.collect.products.values", "booleans.toml")
    return {**dict.fromkeys(table["yes"], "true"), **dict.fromkeys(table["no"], "false")}
