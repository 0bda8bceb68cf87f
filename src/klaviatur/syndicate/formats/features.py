"""Facts that no field of an output reads, as formats write them: attribute, label, value, unit and kind of each."""

from functools import cache

import polars as pl

from klaviatur.catalogue.units import units
from klaviatur.records import Language

FIXED = "="  # begins what is the same for every fact: "=PropertyValue"


def part_of(feature: pl.Expr, part: str, language: Language) -> pl.Expr:
    """Return a part of a fact, null where it says nothing.

    It is a field of its struct, "value~PATTERN" (where all of it matches), "shown" (the value with its unit), "code"
    (the attribute as ETIM writes it), or a fixed text.
    """
    if part.startswith(FIXED):
        return pl.lit(part.removeprefix(FIXED))
    name, _, pattern = part.partition("~")
    if pattern:
        value = feature.struct.field(name).cast(pl.String)
        return pl.when(value.str.contains(f"^(?:{pattern})$")).then(value)
    if part == "code":
        return etim_code(feature.struct.field("attribute"))
    if part == "shown":
        return shown(feature, language)
    return feature.struct.field(part).cast(pl.String)


def etim_code(attribute: pl.Expr) -> pl.Expr:
    """Return an attribute as ETIM writes its features: "ef_000136" is EF000136."""
    return attribute.str.to_uppercase().str.replace_all("_", "", literal=True)


def shown(feature: pl.Expr, language: Language) -> pl.Expr:
    """Return the value of facts with its unit as people write it; a figure keeps its point, as in all data."""
    value, kind = feature.struct.field("value"), feature.struct.field("kind")
    words = {"true": "ja", "false": "nein"} if language == "de" else {"true": "yes", "false": "no"}
    said = pl.when(kind == "boolean").then(value.replace(words)).otherwise(value)
    return pl.concat_str(
        said, feature.struct.field("unit").replace(symbols(language)), separator=" ", ignore_nulls=True
    )


@cache
def symbols(language: Language) -> dict[str, str]:
    """Return what units are called, by their codes: a symbol, else a word for several."""
    at = 0 if language == "de" else 1
    return {code: unit.symbol[at] or (unit.names[at][1] if unit.names else code) for code, unit in units().items()}
