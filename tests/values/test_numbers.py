"""Numbers and units in the notations of exports."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from value_tables import fact, facts, mapping_of, prepared, rules, value

from klaviatur.catalogue.packing import Field
from klaviatur.collect.products.values.figures import canonical, read_figure
from klaviatur.collect.products.values.number_words import read_words
from klaviatur.records import ColumnMap, Kind

NUMBER = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, places=4).map(lambda d: d.normalize())
STYLES = {"german": (".", ","), "english": (",", "."), "swiss": ("'", "."), "french": ("\u202f", ",")}


def written(number: Decimal, thousands: str, point: str) -> str:
    whole, _, fraction = f"{abs(number):f}".partition(".")
    sign = "-" if number < 0 else ""
    return f"{sign}{int(whole):,}".replace(",", thousands) + (f"{point}{fraction}" if fraction else "")


def number(cell: str, decimal: str | None = None, **more: str) -> tuple[object, object]:
    mapping = mapping_of(ColumnMap("c", "a", Kind.NUMBER, **more), decimal=decimal)  # type: ignore[arg-type]
    found = fact(cell, Kind.NUMBER, mapping=mapping)
    return found[Field.VALUE], found[Field.UNIT]


@settings(deadline=None, max_examples=50)
@given(NUMBER, st.sampled_from(sorted(STYLES)))
def test_a_number_is_read_right_in_all_four_styles(value: Decimal, style: str) -> None:
    thousands, point = STYLES[style]
    read = read_figure(written(value, thousands, point), point)
    assert read is not None
    assert Decimal(read.value) == value


@settings(deadline=None, max_examples=50)
@given(st.lists(NUMBER, min_size=1, max_size=12), st.sampled_from(sorted(STYLES)))
def test_a_column_says_what_each_of_its_cells_says(values: list[Decimal], style: str) -> None:
    thousands, point = STYLES[style]
    cells = [written(each, thousands, point) for each in values]
    outcome = prepared(list(cells), Kind.NUMBER, mapping=mapping_of(ColumnMap("c", "a", Kind.NUMBER), decimal=point))
    assert [Decimal(str(f and f[Field.VALUE])) for f in facts(outcome)] == values


@settings(deadline=None, max_examples=50)
@given(NUMBER)
def test_a_canonical_number_is_plain_and_exact(value: Decimal) -> None:
    text = canonical(value)
    assert Decimal(text) == value
    assert "E" not in text
    assert not text.endswith(".")
    assert text.strip("0.-") or text == "0"
    assert read_figure(text, ".") == (text, (), ())


@pytest.mark.parametrize(
    ("cell", "comma", "point"),
    [
        ("1.234", "1234", "1.234"),
        ("1,234", "1.234", "1234"),
        ("0,125", "0.125", "0.125"),
        ("12.5", "12.5", "12.5"),
        ("1.234.567", "1234567", "1234567"),
        ("1234,567", "1234.567", "1234.567"),
    ],
)
def test_three_digits_behind_one_mark_mean_what_the_column_says(cell: str, comma: str, point: str) -> None:
    assert (number(cell, ","), number(cell, ".")) == ((comma, None), (point, None))


def test_a_number_nobody_can_decide_has_a_finding() -> None:
    assert rules(prepared(["1.234", "1.5"], Kind.NUMBER)) == ["number.ambiguous"]
    assert (
        rules(prepared(["1.234"], Kind.NUMBER, mapping=mapping_of(ColumnMap("c", "a", Kind.NUMBER), decimal="."))) == []
    )


def test_the_language_of_a_table_helps_where_nothing_else_does() -> None:
    mapping = mapping_of(ColumnMap("c", "a", Kind.NUMBER), locale="de_DE")
    assert value("4.000", Kind.NUMBER, mapping=mapping) == "4000"
    assert rules(prepared(["4.000"], Kind.NUMBER, mapping=mapping)) == ["number.ambiguous"]


@pytest.mark.parametrize(
    "cell", ["1.2.3", "abc", "M8", "IP44", "5 - 3", "16:9", "1/0", "--", "12 34", "x" * 200, "1e999", "€"]
)
def test_what_is_no_number_stays_as_text(cell: str) -> None:
    outcome = prepared([cell], Kind.NUMBER)
    found = facts(outcome)[0]
    if found is None:
        assert rules(outcome) == ["value.placeholder"]
    else:
        assert (found[Field.KIND], found[Field.VALUE]) == ("text", cell)
        assert rules(outcome) == ["number.unreadable"]


@pytest.mark.parametrize(
    "cell", ["ca. 5 kg", "≥ 3", "bis zu 60 °C", "ab 10 Stück", "< 0,1 g", "5+", "100 g (ca.)", "up to 3 m"]
)
def test_a_limited_number_is_not_claimed_to_be_exact(cell: str) -> None:
    found = fact(cell, Kind.NUMBER)
    assert (found[Field.KIND], found[Field.VALUE], found[Field.STEPS]) == ("text", cell, ["limited"])


def test_a_limit_that_is_in_the_name_is_left_out() -> None:
    found = fact("max. 120 kg", Kind.NUMBER, attribute="max_load")
    assert (found[Field.VALUE], found[Field.UNIT], found[Field.STEPS]) == ("120", "KGM", ["limit_in_name"])


@pytest.mark.parametrize("cell", ["10-12", "10 - 12 cm", "10 bis 12 cm", "10 cm – 12 cm", "-5 bis +40 °C", "220…240 V"])
def test_a_range_stays_a_range(cell: str) -> None:
    found = fact(cell, Kind.NUMBER)
    assert (found[Field.KIND], found[Field.VALUE], found[Field.STEPS]) == ("text", cell, ["range"])


def test_sides_are_a_list_in_the_order_of_the_source() -> None:
    found = fact("20 x 30 x 5,5 cm", Kind.NUMBER)
    assert (found[Field.KIND], found[Field.VALUE], found[Field.UNIT]) == ("list", ["20 cm", "30 cm", "5.5 cm"], "CMT")
    assert "sides" in found[Field.STEPS]  # type: ignore[operator]


def test_packs_of_a_weight_are_no_sides() -> None:
    found = fact("3 x 200 g", Kind.NUMBER)
    assert (found[Field.KIND], found[Field.VALUE]) == ("text", "3 x 200 g")


def test_a_value_keeps_the_unit_of_its_source() -> None:
    assert number("500 g") == ("500", "GRM")
    assert number("0,5 Kilogramm") == ("0.5", "KGM")


def test_a_unit_of_the_column_serves_values_without_one() -> None:
    assert number("12", unit="CMT") == ("12", "CMT")
    assert number("12 mm", unit="CMT") == ("12", "MMT")
    assert number("abc", unit="CMT") == ("abc", None)


def test_a_column_of_units_serves_the_column_of_values() -> None:
    from value_tables import chunk_of

    from klaviatur.collect.products.preparing import prepare

    mapping = mapping_of(
        ColumnMap("w", "weight", Kind.NUMBER), ColumnMap("u", "weight_unit", Kind.TEXT, unit_of="weight")
    )
    outcome = prepare(
        chunk_of(sku=["1", "2", "3", "4"], w=["5", "5", "5", None], u=["KILOGRAM", "Zentner", None, "kg"]), mapping
    )
    units = [f and f[Field.UNIT] for f in facts(outcome, "weight")]
    assert units == ["KGM", "Zentner", None, None]
    assert facts(outcome, "weight_unit") == [None] * 4


def test_a_unit_nobody_knows_stays_as_written() -> None:
    outcome = prepared(["3 Sprühstöße"], Kind.NUMBER)
    assert facts(outcome)[0][Field.UNIT] == "Sprühstöße"  # type: ignore[index]
    assert rules(outcome) == ["unit.unknown"]


def test_a_weight_in_centimetres_is_reported() -> None:
    assert rules(prepared(["5 cm", "5 kg", "5"], Kind.NUMBER, attribute="weight")) == ["unit.dimension"]
    assert rules(prepared(["60 kWh/annum"], Kind.NUMBER, attribute="energy_consumption")) == []


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("null", "0"),
        ("zwei", "2"),
        ("einundzwanzig", "21"),
        ("zweihundertfünf", "205"),
        ("zweitausenddreihundertvierundvierzig", "2344"),
        ("hundertundeins", "101"),
        ("anderthalb", "1.5"),
        ("ein Dutzend", "12"),
        ("twelve", "12"),
        ("twenty-one", "21"),
        ("two hundred and five", "205"),
        ("five thousand three hundred", "5300"),
        ("a hundred", "100"),
    ],
)
def test_a_number_can_be_written_in_words(words: str, number: str) -> None:
    assert read_words(words) == number


@pytest.mark.parametrize("words", ["rot", "two three", "und", "hundert und rot", "twenty twelve", "", "ein rotes"])
def test_other_words_are_no_number(words: str) -> None:
    assert read_words(words) is None


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=30))
def test_no_text_breaks_the_reader_of_numbers(text: str) -> None:
    outcome = prepared([text], Kind.NUMBER)
    assert outcome.frame.height == 1


def test_digits_of_other_scripts_are_digits() -> None:
    assert value("١٢٫٥".replace("٫", ","), Kind.NUMBER) == "12.5"
    assert fact("١٢", Kind.NUMBER)[Field.STEPS] == ["digits_of_another_script"]
    assert value("４００６３８１３３３９３１", Kind.GTIN) == "4006381333931"
    assert value("٤.٣.٢٠٢٦", Kind.DATE) == "2026-03-04"
