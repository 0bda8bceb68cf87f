"""A figure keeps its value, unit, condition and what it counts."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from klaviatur.collect.numbers import read_figure
from klaviatur.records import Language, Number, Source

Read = Callable[..., Source]


def only(source: Source) -> Number:
    assert len(source.numbers) == 1, source.numbers
    return source.numbers[0]


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier", "subject"),
    [
        ("Rund 1.850 Haushalte sind dabei.", "1850", "Haushalte", "Rund", "Haushalte"),
        ("Das kostet bis zu 4,2 Millionen Euro.", "4200000", "Euro", "bis zu", None),
        ("Die Kosten sinken im Durchschnitt um 23 Prozent.", "23", "Prozent", "im Durchschnitt", None),
        ("Es geht um 42 Prozent der Haushalte.", "42", "Prozent", None, "Haushalte"),
        ("Der Tonda speichert 14 Kilowattstunden Wärme.", "14", "Kilowattstunden", None, "Wärme"),
        ("Das Geräusch liegt bei 28 dB.", "28", "dB", None, "Geräusch"),
        ("Es sind knapp 2,5 Mio. € geworden.", "2500000", "€", "knapp", None),
        ("Das dauert dreiundzwanzig Tage.", "23", "Tage", None, None),
        ("Elf Betriebe machen mit.", "11", "Betriebe", None, "Betriebe"),
        ("Die Temperatur fiel auf -5,5 °C.", "-5.5", "°C", None, "Temperatur"),
        ("Es kostet 1'250 Franken.", "1250", "Franken", None, None),
        ("Mehr als 14 neue Stellen entstehen.", "14", "Stellen", "Mehr als", "Stellen"),
        ("Eine Million Menschen leben hier.", "1000000", "Menschen", None, "Menschen"),
        ("Gewicht: 310 Kilogramm", "310", "Kilogramm", None, "Gewicht"),
        ("Some 1,850 households will take part in the test.", "1850", "households", "Some", "households"),
        ("The firm will pay up to £4.2 million for that.", "4200000", "£", "up to", None),
        ("It is 23 percent of the customers.", "23", "percent", None, "customers"),
        ("The shop has 240 kitchen tools for you.", "240", "tools", None, "tools"),
        ("They have trained at least twenty-three people there.", "23", "people", "at least", "people"),
        ("The deal is worth $2.5bn to the firm.", "2500000000", "$", None, None),
    ],
)
def test_a_number_keeps_its_unit_condition_and_subject(  # noqa: PLR0917
    read: Read, text: str, value: str, unit: str, qualifier: str | None, subject: str | None
) -> None:
    number = only(read(text))
    assert (number.value, number.unit, number.qualifier, number.subject) == (Decimal(value), unit, qualifier, subject)


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("Das kostet 6 bis 18 Euro.", ["6", "18"], "Euro"),
        ("Es kostet zwischen 6 und 18 Euro.", ["6", "18"], "Euro"),
        ("Maße: 60 × 60 × 178 Zentimeter", ["60", "60", "178"], "Zentimeter"),
        ("It is open for 6 to 18 hours.", ["6", "18"], "hours"),
        ("Es dauert 6-18 Tage.", ["6", "18"], "Tage"),
    ],
)
def test_ranges_and_products_share_their_unit(read: Read, text: str, values: list[str], unit: str) -> None:
    numbers = read(text).numbers
    assert [number.value for number in numbers] == [Decimal(value) for value in values]
    assert {number.unit for number in numbers} == {unit}


@pytest.mark.parametrize(
    "text",
    [
        "Am 3. Mai 2027 um 18:30 Uhr geht es los.",
        "Der 2. Platz ging an uns.",
        "Mehr unter https://a.example/7/12 im Netz.",
        "Das CO2 und die A4-Seiten zählen nicht.",
        "Version 2.4.1 ist da.",
        "He came in on the 3rd day of it.",
        "Wir kommen seit 1998 hierher.",
    ],
)
def test_dates_ordinals_addresses_and_names_are_no_numbers(read: Read, text: str) -> None:
    assert read(text).numbers == ()


@pytest.mark.parametrize(
    ("figure", "language", "value"),
    [
        ("1.850", "de", "1850"),
        ("1.850", "en", "1.850"),
        ("1,850", "en", "1850"),
        ("1,850", "de", "1.850"),
        ("2.5", "de", "2.5"),
        ("4,2", "en", "4.2"),
        ("1.234.567,89", "de", "1234567.89"),
        ("1,234,567.89", "en", "1234567.89"),
        ("1 234", "de", "1234"),
        ("0,125", "de", "0.125"),
    ],
)
def test_the_marks_of_a_figure_mean_what_they_mean_in_its_language(figure: str, language: Language, value: str) -> None:
    assert read_figure(figure.replace(" ", "\u00a0"), language) == Decimal(value)


def test_a_phone_number_of_the_contact_is_no_figure(release: Source) -> None:
    assert "05665" not in {number.text for number in release.numbers}
