"""Dates and times in German, British and American writing."""

import pytest

from klaviatur.collect.dates import find_dates, moment


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("am 3. März 2027 um 18:30 Uhr", [("2027-03-03", "18:30")]),
        ("am 3. März", [("--03-03", None)]),
        ("vom 3. bis 5. Mai 2027", [("2027-05-03", None), ("2027-05-05", None)]),
        ("30. April bis 2. Mai 2027", [("2027-04-30", None), ("2027-05-02", None)]),
        ("12.04.2027 und 12.4.27", [("2027-04-12", None), ("2027-04-12", None)]),
        ("Mai 2027", [("2027-05", None)]),
        ("seit 2019", [("2019", None)]),
        ("im ersten Quartal 2027", [("2027", None)]),
        ("Dienstag, den 3. Jänner 2027, 10 Uhr", [("2027-01-03", "10:00")]),
        ("on Tuesday, March 3, 2027, at 6:30 p.m.", [("2027-03-03", "18:30")]),
        ("3rd of May, 2027", [("2027-05-03", None)]),
        ("March 3 to 5, 2027", [("2027-03-03", None), ("2027-03-05", None)]),
        ("on 12 Dec. 2026 at noon", [("2026-12-12", "12:00")]),
        ("2027-03-03", [("2027-03-03", None)]),
        ("um 20:15 Uhr", [("", "20:15")]),
        ("at 12:05 a.m.", [("", "00:05")]),
        ("it may 5 times march 3 miles", []),
        ("2000 Menschen und 2027 Euro", []),
        ("31.02.2027 und 45.13.", []),
        ("Version 3.2.1, 1.850 Euro", []),
    ],
)
def test_dates_are_read_as_they_are_meant(text: str, found: list[tuple[str, str | None]]) -> None:
    assert [(date.iso, date.time) for date in find_dates(text)] == found


def test_slashes_are_read_as_americans_do_unless_told() -> None:
    assert find_dates("03/04/2027")[0].iso == "2027-03-04"
    assert find_dates("03/04/2027", day_first=True)[0].iso == "2027-04-03"
    assert find_dates("25/04/2027")[0].iso == "2027-04-25"


def test_a_moment_has_the_zone_it_names() -> None:
    found = moment("bis 3. März 2027, 10 Uhr MEZ gesperrt")
    assert found
    assert found[0].isoformat() == "2027-03-03T10:00:00+01:00"


def test_a_moment_without_a_date_is_none() -> None:
    assert moment("ohne Frist") is None
