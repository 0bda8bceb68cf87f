"""Units: found, converted, shown."""

from decimal import Decimal
from fractions import Fraction

import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.catalogue import units
from klaviatur.catalogue.vocabulary import vocabulary

PINT = pint.UnitRegistry()
NUMBER = st.decimals(min_value=-(10**6), max_value=10**6, allow_nan=False, places=3)
SAME = {
    "MTR": "m",
    "INH": "inch",
    "LBR": "lb",
    "ONZ": "oz",
    "PS": "psi",
    "KWH": "kWh",
    "KMH": "km/h",
    "LTR": "litre",
    "GLL": "gallon",
    "OZA": "floz",
    "DD": "degree",
    "E62": "gibibyte",
    "MBR": "millibar",
    "HJ": "metric_horsepower",
    "MTK": "m**2",
    "FTK": "foot**2",
    "L2": "l/min",
    "M92": "lbf*ft",
}


def code(text: str, dimension: str = "") -> str | None:
    found = units.find(text, dimension)
    return found and found.code


def shown(value: str, unit: str | None, locale: str) -> str:
    return units.show(value, unit, locale).replace("\u202f", "·").replace("\u00a0", "_")


@pytest.mark.parametrize(
    ("text", "dimension", "expected"),
    [
        ("m", "", "MTR"),
        ("Grad", "", "DD"),
        ("Grad", "temperature", "CEL"),
        ("ppm", "", "59"),
        ("ppm", "print_speed", "pages per minute"),
        ('"', "angle", "D62"),
        ("'", "length", "FOT"),
        ("PS", "power", "HJ"),
    ],
)
def test_what_a_unit_measures_decides_between_two_meanings(text: str, dimension: str, expected: str) -> None:
    assert code(text, dimension) == expected


def test_a_spelling_that_could_be_two_units_is_none() -> None:
    assert code("mw") is None  # milliwatt or megawatt
    assert (code("mW"), code("MW")) == ("C31", "MAW")


def test_a_unit_can_be_put_together_from_words() -> None:
    assert code("Gramm pro Stunde") == "F27"
    assert code("Kilogramm je Quadratmeter") == "28"


def test_each_unit_is_found_by_its_own_symbol_and_names() -> None:
    lost = [
        (unit.code, text)
        for unit in units.units().values()
        for text in (*unit.symbol, *unit.also, *(n for pair in unit.names or () for n in pair))
        if text and code(text, unit.dimension) != unit.code
    ]
    assert lost == []


def test_a_unit_is_found_by_its_code() -> None:
    assert [c for c in units.units() if code(c, units.units()[c].dimension) is None] == []


def test_what_attributes_measure_units_can_measure() -> None:
    assert {a.dimension for a in vocabulary().values() if a.dimension} <= units.dimensions()


def test_there_are_several_hundred_units() -> None:
    assert len(units.units()) > 500


@pytest.mark.parametrize("known", SAME)
def test_factors_are_those_of_pint(known: str) -> None:
    for other, name in SAME.items():
        ours = units.convert(Decimal(1), known, other)
        if ours is not None:
            theirs = PINT.Quantity(1, SAME[known]).to(name).magnitude
            assert float(ours) == pytest.approx(theirs, rel=1e-9)


def test_conversion_is_exact_where_the_result_ends() -> None:
    assert units.convert(Decimal("0.1"), "INH", "MMT") == Decimal("2.54")
    assert units.convert(Decimal(212), "FAH", "CEL") == Decimal(100)
    assert units.convert(Decimal(1), "KMH", "MTS") == Decimal("0.277777777777778")


def test_what_cannot_be_compared_is_not_converted() -> None:
    assert units.convert(Decimal(1), "KGM", "MTR") is None
    assert units.convert(Decimal(1), "XPK", "XBX") is None


@settings(deadline=None)
@given(NUMBER, st.sampled_from(sorted(c for c, u in units.units().items() if u.factor)))
def test_converting_to_and_fro_gives_the_value_again(value: Decimal, known: str) -> None:
    for other in (c for c, u in units.units().items() if u.dimension == units.units()[known].dimension and u.factor):
        there = units.convert(value, known, other)
        assert there is not None
        back = units.convert(there, other, known)
        assert back is not None
        assert abs(Fraction(back) - Fraction(value)) <= abs(Fraction(value)) / 10**12 + Fraction(1, 10**9)


@pytest.mark.parametrize(
    ("value", "unit", "german", "english"),
    [
        ("1.5", "KGM", "1,5·kg", "1.5·kg"),
        ("12345.5", "MTR", "12.345,5·m", "12,345.5·m"),
        ("1234", None, "1234", "1,234"),
        ("1", "XPK", "1_Packung", "1_pack"),
        ("3", "XPK", "3_Packungen", "3_packs"),
        ("27", "INH", "27·Zoll", "27·in"),
        ("12", "P1", "12·%", "12%"),
        ("-5", "CEL", "−5·°C", "−5·°C"),
        ("90", "DD", "90°", "90°"),
        ("3000", "RPM", "3000·U/min", "3,000·rpm"),
        ("2", "ANN", "2_Jahre", "2_years"),
        ("5", "Sprühstöße", "5·Sprühstöße", "5·Sprühstöße"),
    ],
)
def test_a_value_is_shown_as_its_locale_writes_it(value: str, unit: str | None, german: str, english: str) -> None:
    assert (shown(value, unit, "de_DE"), shown(value, unit, "en_GB")) == (german, english)


@settings(deadline=None)
@given(NUMBER, st.sampled_from(["de_DE", "en_US"]))
def test_a_shown_number_says_what_the_number_is(value: Decimal, locale: str) -> None:
    text = units.show_number(value, locale)
    plain = text.translate(str.maketrans(",.", ".,") if locale == "de_DE" else {}).replace(",", "").replace("−", "-")
    assert Decimal(plain) == value
