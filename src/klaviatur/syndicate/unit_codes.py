"""Codes of units as catalogues and platforms want them: UN/ECE Recommendations 20 and 21."""

from collections.abc import Iterator, Sequence
from functools import cache

import polars as pl

from klaviatur.catalogue.units import Unit, units
from klaviatur.syndicate.typed import Form, Ground, Typed, as_text
from klaviatur.text.lexicon import read_lines


def unit_code(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return the codes of units by their codes, symbols and names, null for what is no unit."""
    said = as_text(ground, given[0]).str.strip_chars()
    named = said.str.to_lowercase().replace_strict(_codes_by_name(), default=None, return_dtype=pl.String)
    return Typed(pl.when(said.is_in(known_codes())).then(said).otherwise(named), Form.TEXT)


@cache
def known_codes() -> list[str]:
    """Return all codes."""
    return [code for line in read_lines("klaviatur.catalogue", "unit_codes.txt") for code in line.split()]


@cache
def _codes_by_name() -> dict[str, str]:
    known = set(known_codes())
    names = [(name, unit.code) for unit in units().values() if unit.code in known for name in _names(unit)]
    return {name.lower(): code for name, code in reversed(names)}  # of two the first


def _names(unit: Unit) -> Iterator[str]:
    german, english = unit.names or ((), ())
    yield from filter(None, (*unit.symbol, *unit.also, *german, *english))
