"""GTINs, many at a time (GS1 General Specifications, section 7.9: modulo 10 with weights 3 and 1 from the right)."""

from collections.abc import Sequence

import polars as pl

from klaviatur.syndicate.typed import Build, Form, Ground, Typed, as_text

LENGTHS = (8, 12, 13, 14)


def valid(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return whether texts are GTINs."""
    return Typed(is_gtin(as_text(ground, given[0])), Form.TRUTH)


def padded(digits: int) -> Build:
    """Return the function that gives GTINs at least so many digits."""

    def build(ground: Ground, given: tuple[Typed, ...]) -> Typed:
        said = as_text(ground, given[0])
        short = said.str.strip_chars_start("0").str.zfill(digits)
        return Typed(pl.when(said.str.contains(r"^[0-9]{8,14}$")).then(short).otherwise(said), Form.TEXT)

    return build


def is_gtin(said: pl.Expr) -> pl.Expr:
    """Return whether texts are GTINs: false for what is missing."""
    number = said.cast(pl.Int64, strict=False)
    weighed = pl.sum_horizontal(number // 10**at % 10 * (3 if at % 2 else 1) for at in range(14))
    shaped = said.str.len_chars().is_in(LENGTHS) & said.str.contains(r"^[0-9]+$")
    return (shaped & (weighed % 10 == 0)).fill_null(value=False)
