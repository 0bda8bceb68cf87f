"""Cells that only say that nothing is said: "n/a", "k. A.", "-", "#N/A"."""

import polars as pl

from klaviatur.collect.products.values.booleans import words
from klaviatur.records import Kind
from klaviatur.text.lexicon import read_table

_LONGEST = 24  # bytes; the longest placeholder is shorter


def is_placeholder(text: pl.Expr) -> pl.Expr:
    """Return whether trimmed cells hold a placeholder."""
    table = read_table("klaviatur.collect.products.values", "placeholders.toml")
    filler = pl.any_horizontal(text.str.starts_with(words) for words in table["fillers"])
    return ((text.str.len_bytes() <= _LONGEST) & text.is_in(table["words"])) | filler


def said(text: pl.Series, kind: Kind) -> pl.Series:
    """Return trimmed cells with null for empty ones and placeholders; "-" is an answer to yes-or-no questions."""
    cell = pl.col("text")
    silent = is_placeholder(cell)
    if kind is Kind.BOOLEAN:
        silent = silent & ~cell.str.to_lowercase().is_in(list(words()))
    kept = pl.when((cell != "") & ~silent).then(cell)
    return pl.DataFrame({"text": text}).select(kept.alias(text.name)).to_series()
