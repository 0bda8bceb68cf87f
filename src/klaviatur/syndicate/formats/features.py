"""Facts that no field of an output reads, as formats write them: attribute, label, value, unit and kind of each."""

from functools import cache

import polars as pl

from klaviatur.catalogue.units import units
from klaviatur.records import Language

FIXED = "="  # begins what is the same for every fact: "=PropertyValue"


def part_of(feature: pl.Expr, part: str, language: Language) -> pl.Expr:
    """Return a part of a fact: a field of its struct, "shown" (its value with its unit), or a fixed text."""
    if part.startswith(FIXED):
        return pl.lit(part.removeprefix(FIXED))
    if part == "shown":
        return shown(feature.struct.field("value"), feature.struct.field("unit"), language)
    return feature.struct.field(part).cast(pl.String)


def shown(value: pl.Expr, unit: pl.Expr, language: Language) -> pl.Expr:
    """Return values with their units as people write them; a figure keeps its point, as in all data."""
    return pl.concat_str(value, unit.replace(symbols(language)), separator=" ", ignore_nulls=True)


@cache
def symbols(language: Language) -> dict[str, str]:
    """Return what units are called, by their codes: a symbol, else a word for several."""
    at = 0 if language == "de" else 1
    return {code: unit.symbol[at] or (unit.names[at][1] if unit.names else code) for code, unit in units().items()}
