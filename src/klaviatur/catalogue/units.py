"""Units of measurement: found in German and English spellings, converted exactly, shown as a locale writes them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, localcontext
from fractions import Fraction
from functools import cache, lru_cache
from math import prod
from typing import Any

from klaviatur.text.lexicon import read_table

NARROW, NO_BREAK, MINUS = "\u202f", "\u00a0", "−"
_MOST_DIGITS = 15  # of a conversion that never ends
_SILENT = re.compile(r"[\s.·⋅∙*^()⁠]|[-‐‑–](?!\d)")
_PER = re.compile(r"\s*(?:/|\bpro\b|\bje\b|\bper\b)\s*")
_TIGHT = frozenset({"°", "′", "″", "×"})  # stand at the figure without a blank


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit."""

    code: str  # UN/ECE Recommendation 20 or 21; a name of ours where they have none
    dimension: str  # "length", "mass", ...
    symbol: tuple[str, str]  # German, English; "": written as a word
    names: tuple[tuple[str, str], tuple[str, str]] | None  # German and English, one and several
    factor: Fraction | None  # how many of the first unit of its dimension; None: cannot be converted
    offset: Fraction = Fraction(0)
    also: tuple[str, ...] = ()


@cache
def units() -> dict[str, Unit]:
    """Return all units by code."""
    table = read_table("klaviatur.catalogue", "units.toml")
    return {code: _unit(code, dim, entry) for dim, entries in table.items() for code, entry in entries.items()}


@cache
def dimensions() -> frozenset[str]:
    """Return what units can measure."""
    return frozenset(unit.dimension for unit in units().values())


@lru_cache(maxsize=8192)
def find(text: str, dimension: str = "") -> Unit | None:
    """Return the unit a spelling, symbol or code means, None if it means none or more than one.

    With a dimension a unit of that dimension is looked for first: "m" with "time" is no metre.
    """
    exact, loose = _plain(text), _plain(text).casefold()
    tables = _spellings()
    found = [*tables[0].get(exact, ()), *tables[1].get(loose, ()), *_by_code(text), *_composed(text, dimension)]
    fitting = [unit for unit in found if unit.dimension == dimension]
    if fitting:
        return fitting[0]
    if exact in tables[0]:
        return tables[0][exact][0]
    if loose in tables[1]:
        return tables[1][loose][0] if len(tables[1][loose]) == 1 else None
    return found[0] if found else None


def unit_of_code(code: str | None) -> Unit | None:
    """Return the unit of a code, None if there is none."""
    return units().get(code or "")


def convert(value: Decimal, source: str, target: str) -> Decimal | None:
    """Return a value in another unit, both given as codes; None if they do not measure the same.

    Exact where the result ends, else rounded to 15 significant digits.
    """
    old, new = units().get(source), units().get(target)
    if not old or not new or old.dimension != new.dimension or old.factor is None or new.factor is None:
        return None
    exact = (Fraction(value) * old.factor + old.offset - new.offset) / new.factor
    return _decimal(exact)


# --- Showing ----------------------------------------------------------------------------------------------------------
def show(value: Decimal | str, unit: str | None, locale: str) -> str:
    """Return a value with its unit as people of a locale write it: "1,5 kg", "3 Stück", "27 in", "12 %".

    `unit`: a code, or a unit as written; between figure and symbol stands a narrow no-break space, before a word a
    no-break space. Numbers are grouped from five digits on in German, from four in English.
    """
    figure = show_number(value, locale)
    if not unit:
        return figure
    german = locale[:2].lower() == "de"
    known = units().get(unit)
    symbol = known.symbol[0 if german else 1] if known else unit
    if symbol:
        return f"{figure}{_gap(symbol, german=german)}{symbol}"
    return f"{figure}{NO_BREAK}{_word(known, Decimal(value), german=german)}" if known else figure


def show_unit(unit: str, locale: str) -> str:
    """Return a unit alone: its symbol, else its name for several; a unit nobody knows as it was written."""
    known = units().get(unit)
    german = locale[:2].lower() == "de"
    if not known:
        return unit
    return known.symbol[0 if german else 1] or _word(known, Decimal(2), german=german)


def show_number(value: Decimal | str, locale: str) -> str:
    """Return a number with the decimal mark and the groups of a locale."""
    number = Decimal(value)
    whole, _, fraction = f"{abs(number):f}".partition(".")
    german = locale[:2].lower() == "de"
    thousands, point, least = (".", ",", 5) if german else (",", ".", 4)
    grouped = f"{int(whole):,}".replace(",", thousands) if len(whole) >= least else whole
    sign = MINUS if number < 0 else ""
    return f"{sign}{grouped}{point if fraction else ''}{fraction}"


def _gap(symbol: str, *, german: bool) -> str:
    return "" if symbol in _TIGHT or (symbol.startswith(("%", "‰")) and not german) else NARROW


def _word(unit: Unit, value: Decimal, *, german: bool) -> str:
    one, several = unit.names[0 if german else 1] if unit.names else (unit.code, unit.code)
    return one if abs(value) == 1 else several


# --- Reading the table ------------------------------------------------------------------------------------------------
def _unit(code: str, dimension: str, entry: dict[str, Any]) -> Unit:
    symbol = entry["symbol"]
    factor, offset = _factor(entry["factor"]) if "factor" in entry else (None, Fraction(0))
    names = (tuple(entry["de"]), tuple(entry["en"])) if "de" in entry else None
    pair = (symbol, symbol) if isinstance(symbol, str) else (symbol[0], symbol[1])
    return Unit(code, dimension, pair, names, factor, offset, tuple(entry.get("also", ())))


def _factor(text: str) -> tuple[Fraction, Fraction]:
    """Return factor and offset of "0.45359237*9.80665/0.00064516" or "5/9+459.67*5/9"."""
    factor, _, offset = text.partition("+")
    return _product(factor), _product(offset) if offset else Fraction(0)


def _product(text: str) -> Fraction:
    numerators = (term.partition("/") for term in text.split("*"))
    return prod(
        (Fraction(top) / Fraction(bottom or "1") for top, _, bottom in numerators),
        start=Fraction(1),
    )


@cache
def _spellings() -> tuple[dict[str, tuple[Unit, ...]], dict[str, tuple[Unit, ...]]]:
    """Return units by spelling, and by spelling without capitals; named units come before those with a symbol only."""
    exact: dict[str, dict[str, Unit]] = {}
    loose: dict[str, dict[str, Unit]] = {}
    for unit in sorted(units().values(), key=lambda unit: unit.names is None):
        for spelling in filter(None, map(_plain, _written(unit))):
            exact.setdefault(spelling, {})[unit.code] = unit
            if unit.names:
                loose.setdefault(spelling.casefold(), {})[unit.code] = unit
    return tuple({key: tuple(found.values()) for key, found in each.items()} for each in (exact, loose))  # type: ignore[return-value]


def _written(unit: Unit) -> Iterator[str]:
    yield from unit.symbol
    yield from unit.also
    for pair in unit.names or ():
        yield from pair


def _plain(text: str) -> str:
    """Return a spelling without what counts for nothing, compatibility characters as what they stand for."""
    return _SILENT.sub("", unicodedata.normalize("NFKC", text).replace("−", "-"))


def _by_code(text: str) -> tuple[Unit, ...]:
    found = units().get(text.strip().upper()) or units().get(text.strip())
    return (found,) if found else ()


def _composed(text: str, dimension: str) -> tuple[Unit, ...]:
    """Return the unit of "Gramm pro Stunde", found by the symbols of its parts."""
    parts = _PER.split(text.strip())
    if len(parts) != 2 or not all(parts) or dimension == "ratio":
        return ()
    found = [find(part) for part in parts]
    symbols = [unit.symbol[0] or "/".join(unit.also[-1:]) for unit in found if unit]
    return _spellings()[0].get(_plain("/".join(symbols)), ()) if len(symbols) == 2 else ()


def _decimal(exact: Fraction) -> Decimal:
    top, bottom = Decimal(exact.numerator), Decimal(exact.denominator)
    with localcontext(Context(prec=_MOST_DIGITS * 4)) as context:
        result = top / bottom
        if context.flags[Inexact]:
            context.prec = _MOST_DIGITS
            result = top / bottom
        return Decimal(f"{result.normalize():f}")
