"""Codes of units as catalogues and platforms want them: UN/ECE Recommendations 20 and 21."""

from collections.abc import Iterator, Sequence
from functools import cache

import polars as pl

from klaviatur.catalogue.units import Unit, units
from klaviatur.syndicate.typed import Form, Ground, Typed, as_text
from klaviatur.text.lexicon import read_lines

_PIECES = {"st": "C62", "st.": "C62"}  # to nobody who orders are these stones
_PACKAGES = {"XPX": "PF"}  # a pallet; others are called as Recommendation 21 has them


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
    coded = [(unit, code) for unit in units().values() if (code := _code_of(unit)) in known]
    names = [(name, code) for unit, code in coded for name in (unit.code, *_names(unit))]
    return {name.lower(): code for name, code in reversed(names)} | _PIECES  # of two the first


def _code_of(unit: Unit) -> str:
    """Return the code of a unit as BMEcat has it: packages without the X that Recommendation 20 sets before them."""
    is_package = unit.code.startswith("X") and len(unit.code) == len("XPK")
    return _PACKAGES.get(unit.code, unit.code[1:]) if is_package else unit.code


def _names(unit: Unit) -> Iterator[str]:
    german, english = unit.names or ((), ())
    yield from filter(None, (*unit.symbol, *unit.also, *german, *english))
