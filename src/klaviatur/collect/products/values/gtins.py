"""GTINs: digits with a check digit (GS1 General Specifications, 7.9); leading zeros are part of the number."""

import polars as pl

from klaviatur.collect.products.values.cells import Column, as_cells


def read_gtins(text: pl.Series, _column: Column) -> pl.DataFrame:
    """Return GTINs as digits; a wrong one stays as an identifier with its finding."""
    digits = pl.col("text").str.replace_all(r"[\s\-‐-―]", "")
    valid = is_valid(digits)
    return as_cells(
        text,
        value=digits,
        kind=pl.when(valid).then(pl.lit(None)).otherwise(pl.lit("identifier")),
        rules=pl.when(valid).then(pl.lit(None)).otherwise(pl.lit("gtin.check_digit")),
    )


def clean_digits(cells: pl.Series) -> pl.Series:
    """Return cells of GTINs without spaces and hyphens."""
    return cells.str.replace_all(r"[\s\-‐-―]", "")


def is_valid(digits: pl.Expr) -> pl.Expr:
    """Return whether digits are 8, 12, 13 or 14 long and end with their check digit."""
    number = digits.str.zfill(14).cast(pl.Int64, strict=False)
    total = pl.sum_horizontal((number // 10**place % 10) * (1 if place % 2 == 0 else 3) for place in range(14))
    return digits.str.contains(r"^(?:\d{8}|\d{12,14})$") & (total % 10 == 0)
