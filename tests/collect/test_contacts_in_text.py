"""Phone numbers in running text are no figures."""

import pytest

from klaviatur.collect.contacts import dialled_numbers


def dialled(text: str) -> list[str]:
    return [text[span.start : span.end] for span in dialled_numbers(text)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Gebucht wird telefonisch unter 06421 123456.", "06421 123456"),
        ("Aus dem Ausland: +49 30 1234567.", "+49 30 1234567"),
        ("Unter (030) 90 12 30 40 meldet sich jemand.", "(030) 90 12 30 40"),
        ("It is 020 7946 0958 for groups of 12.", "020 7946 0958"),
        ("Please call 555-0134 before noon.", "call 555-0134"),
    ],
)
def test_a_phone_number_is_found_where_it_stands(text: str, number: str) -> None:
    assert dialled(text) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "Der Anteil stieg von 0,5 auf 0,8 Prozent.",
        "2027 kamen 120 000 Gäste.",
        "Es sind +120 000 Stellen.",
        "Call 12 people.",
    ],
)
def test_a_figure_is_no_phone_number(text: str) -> None:
    assert dialled(text) == []
