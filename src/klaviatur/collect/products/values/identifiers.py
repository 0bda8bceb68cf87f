"""Identifiers: strings, whatever they look like; only what a spreadsheet put around them is taken off."""

import polars as pl

from klaviatur.collect.products.values.cells import Column, as_cells

_BLANKS = r"[\x{a0}\x{200b}\x{202f}\x{feff}\t\r\n]+"


def read_identifiers(text: pl.Series, _column: Column) -> pl.DataFrame:
    """Return identifiers as they are; what a spreadsheet has spoiled has a finding."""
    clean = pl.lit(clean_identifiers(text))
    spoiled = clean.str.contains(r"^\d(?:[.,]\d+)?[eE]\+\d{1,2}$")
    return as_cells(
        text,
        value=clean,
        steps=pl.when(clean != pl.col("text")).then(pl.lit("wrapping_removed")),
        rules=pl.when(spoiled).then(pl.lit("identifier.scientific")),
    )


def clean_identifiers(text: pl.Series) -> pl.Series:
    """Return trimmed identifiers without Excel's apostrophe or ="..." and with plain blanks."""
    if text.str.contains(r"^(?:['=]|.*[\x{a0}\x{200b}\x{202f}\x{feff}\t\r\n])").any():
        text = text.str.replace(r'^="?([^"]*)"?$', "${1}").str.replace(r"^'([^']*)$", "${1}")
        text = text.str.replace_all(_BLANKS, " ").str.strip_chars()
    return text
