"""Notation: the same figure or date in German and English is the same."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klaviatur.records import Language
from klaviatur.verify.dates import moments_of
from klaviatur.verify.facts import typed
from klaviatur.verify.figures import figures_of


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("1.850 Haushalte", "de", "1850", None),
        ("1,850 households", "en", "1850", None),
        ("4,2 Millionen Euro", "de", "4200000", "euro"),
        ("1,85 Mio. Euro", "de", "1850000", "euro"),
        ("€4.2 million", "en", "4200000", "euro"),
        ("$5bn", "en", "5000000000", "dollar"),
        ("£2.9m", "en", "2900000", "pound_sterling"),
        ("5 m", "en", "5", "metre"),
        ("23 %", "de", "23", "percent"),
        ("23 Prozentpunkte", "de", "23", "percentage_point"),
        ("2 percentage points", "en", "2", "percentage_point"),
        ("einundzwanzig Wohnungen", "de", "21", None),
        ("twenty-five stores", "en", "25", None),
        ("2.400 Quadratmeter", "de", "2400", "square_metre"),
        ("28 Dezibel", "de", "28", "decibel"),
        ("2 Billionen Euro", "de", "2000000000000", "euro"),
        ("2 billion euros", "en", "2000000000", "euro"),
    ],
)
def test_a_figure_is_read_with_its_multiplier_and_unit(
    text: str, language: Language, value: str, unit: str | None
) -> None:
    figure = figures_of(text, language)[0]
    assert Decimal(value) in figure.values
    assert figure.unit == unit


@pytest.mark.parametrize(
    ("text", "language", "qualifier"),
    [
        ("rund 500 Euro", "de", "about"),
        ("knapp 500 Euro", "de", "just_under"),
        ("mehr als 500 Euro", "de", "more_than"),
        ("bis zu 18 Stunden", "de", "up_to"),
        ("at least 18 hours", "en", "at_least"),
        ("nearly 500 euros", "en", "just_under"),
        ("genau 500 Euro", "de", None),
    ],
)
def test_the_exactness_of_a_figure_is_part_of_it(text: str, language: Language, qualifier: str | None) -> None:
    assert figures_of(text, language)[0].qualifier == qualifier


@pytest.mark.parametrize(
    ("one", "language", "other", "other_language"),
    [
        ("3. März 2027", "de", "March 3, 2027", "en"),
        ("03.03.2027", "de", "3 March 2027", "en"),
        ("2027-03-03", "de", "3rd of March 2027", "en"),
        ("Oktober 2027", "de", "October 2027", "en"),
        ("18:30 Uhr", "de", "6:30 p.m.", "en"),
        ("Montag", "de", "Monday", "en"),
    ],
)
def test_a_date_is_the_same_in_both_languages(
    one: str, language: Language, other: str, other_language: Language
) -> None:
    (left,), (right,) = moments_of(one, language), moments_of(other, other_language)
    assert left.within(right)
    assert right.within(left)


def test_english_may_and_march_are_words_too() -> None:
    assert moments_of("It may rain while they march on", "en") == []


@given(st.integers(1, 28), st.integers(1, 12), st.integers(1990, 2090))
def test_every_written_german_date_is_found_with_its_parts(day: int, month: int, year: int) -> None:
    (moment,) = moments_of(f"Am {day}.{month}.{year} geht es los", "de")
    assert (moment.day, moment.month, moment.year) == (day, month, year)


@given(st.text(max_size=200), st.sampled_from(["de", "en"]))
def test_no_character_counts_as_figure_and_as_date(text: str, language: Language) -> None:
    figures, moments = typed(text, language)
    taken = [set(range(*one.span)) for one in [*figures, *moments]]
    assert sum(len(one) for one in taken) == len(set().union(*taken))


@given(st.integers(1, 10**9))
def test_grouped_figures_keep_their_value(value: int) -> None:
    assert Decimal(value) in figures_of(f"{value:,} items", "en")[0].values
    assert Decimal(value) in figures_of(f"{value:,} Teile".replace(",", "."), "de")[0].values
