"""Prices and measures as platforms write them, exactly: a price never goes through a binary fraction."""

from collections.abc import Sequence

import polars as pl

from klaviatur.catalogue.units import find, show_unit, units
from klaviatur.syndicate.sharing import held
from klaviatur.syndicate.typed import Form, Ground, Typed, as_number, as_text, constant, number_text

# ISO 4217 (SIX, amendment 176, read 2026-11-22): currencies whose smaller unit is not a hundredth
_NONE = ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV"]
_NONE += ["XAF", "XOF", "XPF"]
_THREE = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]
DECIMALS = dict.fromkeys(_NONE, 0) | dict.fromkeys(_THREE, 3)


def money(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return prices with their currencies: "12.90 EUR"."""
    currency = _currency(ground, given)
    return Typed(pl.concat_str(_written(ground, given[0], currency), pl.lit(" "), currency), Form.TEXT)


def amount(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return prices without their currencies."""
    written = _written(ground, given[0], _currency(ground, given[:1]))
    if len(given) > 1:
        written = written.str.replace(".", constant(ground, given[1], "a decimal sign"), literal=True)
    return Typed(written, Form.TEXT)


def minor(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return prices in the smallest unit of their currency, null where that cannot be said."""
    said, currency = as_text(ground, given[0]), _currency(ground, given)
    fraction, places = _fraction(ground, given[0]), places_of(currency)
    digits = pl.concat_str(said.str.extract(r"^(-?[0-9]+)"), fraction.str.pad_end(3, "0"))
    cut = pl.when(places == 0).then(digits.str.head(-3)).when(places == 3).then(digits).otherwise(digits.str.head(-1))
    whole = cut.cast(pl.Int64, strict=False)
    return Typed(pl.when(fraction.str.len_chars() <= places).then(whole.cast(pl.String)), Form.TEXT)


def decimal(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return numbers with a decimal sign."""
    sign = constant(ground, given[1], "a decimal sign")
    return Typed(as_text(ground, given[0]).str.replace(".", sign, literal=True), Form.TEXT)


def unit_value(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return numbers in another unit of the same kind, null where they have none of that kind."""
    return Typed(_converted(ground, given[0], constant(ground, given[1], "a unit")), Form.TEXT)


def with_unit(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return numbers with a unit behind them: the named one, else their own as it is written in the language."""
    if len(given) > 1:
        unit = constant(ground, given[1], "a unit")
        return Typed(pl.concat_str(_converted(ground, given[0], unit), pl.lit(f" {unit}")), Form.TEXT)
    shown = {code: show_unit(code, ground.locale) for code in units()}
    unit_of = pl.col(f"{_measured(ground, given[0])}.unit").replace(shown)
    said = as_text(ground, given[0])
    return Typed(
        pl.when(said.is_not_null()).then(pl.concat_str(said, unit_of, separator=" ", ignore_nulls=True)), Form.TEXT
    )


def _currency(ground: Ground, given: Sequence[Typed]) -> pl.Expr:
    if len(given) > 1:
        return as_text(ground, given[1])
    if not given[0].column:
        ground.fail("which currency this price has cannot be seen", "Name it: money(x, price.currency).")
    own = pl.col(f"{given[0].column}.currency")
    return own.fill_null(ground.currency) if ground.currency else own


def places_of(currency: pl.Expr) -> pl.Expr:
    """Return how many decimals amounts of currencies have; of an unknown one two."""
    few, many = (currency.is_in([name for name, places in DECIMALS.items() if places == of]) for of in (0, 3))
    return pl.when(few).then(0).when(many).then(3).otherwise(2)


def _written(ground: Ground, value: Typed, currency: pl.Expr) -> pl.Expr:
    """Return amounts with the decimals of their currency, and more where a price has more: it is never rounded."""
    whole = as_text(ground, value).str.extract(r"^(-?[0-9]+)")
    filled = _fraction(ground, value).str.pad_end(places_of(currency), "0")
    return pl.when(filled == "").then(whole).otherwise(pl.concat_str(whole, pl.lit("."), filled))


def _fraction(ground: Ground, value: Typed) -> pl.Expr:
    said = as_text(ground, value).str.extract(r"^-?[0-9]+\.([0-9]+)$").fill_null("").str.strip_chars_end("0")
    return held(ground, f"fraction of {value.column}", said) if value.column else said


def _measured(ground: Ground, value: Typed) -> str:
    if not value.column:
        ground.fail("a unit is known of an attribute alone", 'Write the attribute itself: unit_value(weight, "g").')
    return value.column


def _converted(ground: Ground, value: Typed, wanted: str) -> pl.Expr:
    target = find(wanted)
    if target is None or target.factor is None:
        ground.fail(f"no unit is called {wanted!r}", "Write a symbol (g, cm, l) or a UN/ECE code (GRM).")
    alike = [unit for unit in units().values() if unit.dimension == target.dimension and unit.factor is not None]
    factors = {unit.code: float((unit.factor or 1) / target.factor) for unit in alike}
    shifts = {unit.code: float((unit.offset - target.offset) / target.factor) for unit in alike}
    own = pl.col(f"{_measured(ground, value)}.unit")
    number = as_number(ground, value) * own.replace_strict(factors, default=None, return_dtype=pl.Float64)
    if any(shifts.values()):
        number += own.replace_strict(shifts, default=0.0, return_dtype=pl.Float64)
    made = number_text(held(ground, f"{value.column} in {target.code}", number))
    return pl.when(own == target.code).then(as_text(ground, value)).otherwise(made)
