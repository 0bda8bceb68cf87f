"""Values of one product that cannot all be true: a sale price above the price, more sugars than carbohydrates.

Nothing is changed; each contradiction is a finding at the first of its columns.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import polars as pl

from klaviatur.catalogue import units
from klaviatur.collect.products.fact_text import FactColumn
from klaviatur.collect.products.findings import gather_rows
from klaviatur.records import Kind, TableFinding
from klaviatur.text.lexicon import read_table

_MEASURED = frozenset({Kind.NUMBER, Kind.MONEY})


class _Measure(NamedTuple):
    """The values of a column as one can compare them: in the first unit of their dimension, prices with currency."""

    column: str
    value: pl.Series
    among: pl.Series  # what must be equal for a comparison: currency, or what the unit measures


def contradictions(
    facts: Sequence[FactColumn], rows: pl.Series, places: pl.Series | None
) -> Iterator[tuple[TableFinding, ...]]:
    """Yield the findings of each check that some rows fail."""
    wanted = _attributes()
    for channel in dict.fromkeys(fact.channel for fact in facts):
        here = [fact for fact in facts if fact.channel == channel and fact.attribute in wanted]
        measures = {fact.attribute: _measure(fact) for fact in reversed(here)}
        for rule, wrong, shown in _failed(measures):
            where = places.filter(wrong) if places is not None else None
            yield gather_rows(rule, shown[0].column, rows.filter(wrong), _words(shown, wrong), where)


def _table() -> dict[str, Any]:
    return read_table("klaviatur.collect.products", "consistency.toml")


def _attributes() -> set[str]:
    pairs = {pair[side] for pair in _table()["at_most"] for side in ("low", "high")}
    return {*pairs, *_table()["nutrition"]["whole"], "sodium", "energy_kj", "energy_kcal"}


def _measure(fact: FactColumn) -> _Measure:
    cells = fact.cells
    value = cells["value"].set(cells["kind"].is_not_null(), None)
    if fact.kind not in _MEASURED:
        return _Measure(fact.column, value, cells["unit"].fill_null(""))
    different = {code: units.unit_of_code(code) for code in cells["unit"].unique() if code}
    factors = {code: float(unit.factor) for code, unit in different.items() if unit and unit.factor}
    factor = cells["unit"].replace_strict(factors, default=1.0, return_dtype=pl.Float64).fill_null(1.0)
    measured = cells["unit"].replace({code: unit.dimension for code, unit in different.items() if unit})
    among = pl.select(pl.coalesce(cells["currency"], measured, pl.lit(""))).to_series()
    return _Measure(fact.column, value.cast(pl.Float64, strict=False) * factor, among)


_Check = tuple[str, pl.Series, tuple[_Measure, ...]]


def _failed(measures: dict[str, _Measure]) -> Iterator[_Check]:
    """Yield rule, which rows fail it, and the columns that contradict each other."""
    checks = (_at_most(measures), _whole(measures), _salt(measures), _energy(measures))
    for rule, failed, shown in (check for several in checks for check in several):
        wrong = failed.fill_null(value=False)
        if wrong.any():
            yield rule, wrong, shown


def _words(shown: tuple[_Measure, ...], wrong: pl.Series) -> pl.Series:
    said = [pl.concat_str(pl.lit(f"{each.column}: "), each.value.filter(wrong).cast(pl.String)) for each in shown]
    return pl.select(pl.concat_str(said, separator=", ", ignore_nulls=True)).to_series()


def _at_most(measures: dict[str, _Measure]) -> Iterator[_Check]:
    """The first of a pair is at most the second, as far as both measure the same."""
    for pair in _table()["at_most"]:
        low, high = measures.get(pair["low"]), measures.get(pair["high"])
        if low and high:
            yield pair["rule"], (low.value > high.value) & (low.among == high.among), (low, high)


def _whole(measures: dict[str, _Measure]) -> Iterator[_Check]:
    """All main nutrients of 100 g weigh at most 100 g."""
    limits = _table()["nutrition"]
    grams = {name: _grams(measures[name]) for name in limits["whole"] if name in measures}
    if len(grams) > 1:
        total = pl.select(pl.sum_horizontal(list(grams.values()))).to_series()
        yield "nutrition.more_than_whole", total > limits["most"], tuple(measures[name] for name in grams)


def _salt(measures: dict[str, _Measure]) -> Iterator[_Check]:
    """Salt is sodium times 2.5."""
    salt, sodium = measures.get("salt"), measures.get("sodium")
    if salt and sodium:
        limits = _table()["nutrition"]
        expected = _grams(sodium) * limits["salt_per_sodium"]
        allowed = expected * limits["salt_tolerance"] + limits["salt_rounding"]
        yield "nutrition.salt_and_sodium", (_grams(salt) - expected).abs() > allowed, (salt, sodium)


def _energy(measures: dict[str, _Measure]) -> Iterator[_Check]:
    """Kilojoules are kilocalories times 4.184."""
    joules, calories = measures.get("energy_kj"), measures.get("energy_kcal")
    if joules and calories:
        limits = _table()["nutrition"]
        kilojoules, expected = _kilojoules(joules, 1.0), _kilojoules(calories, 4.184)
        allowed = expected * limits["energy_tolerance"] + limits["energy_rounding"]
        yield "nutrition.energy", (kilojoules - expected).abs() > allowed, (joules, calories)


def _grams(measure: _Measure) -> pl.Series:
    """Return grams; a mass is measured in kilograms, a figure without unit is grams."""
    return measure.value * (measure.among == "mass").replace_strict({True: 1000.0, False: 1.0}, return_dtype=pl.Float64)


def _kilojoules(measure: _Measure, without_unit: float) -> pl.Series:
    known = (measure.among == "energy").replace_strict({True: 0.001, False: without_unit}, return_dtype=pl.Float64)
    return measure.value * known
