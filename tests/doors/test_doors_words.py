"""The interface's words: both languages, no gaps, numbers and dates as each language writes them."""

import re
from datetime import date

import pytest

from klaviatur.doors.words import FAMILIES, day, family_rank, language_of, number, say, words
from klaviatur.records import Measure, Method, Verdict
from klaviatur.text.lexicon import read_table

TABLE = read_table("klaviatur.doors", "words.toml")


@pytest.mark.parametrize("key", TABLE)
def test_every_word_is_there_in_both_languages_with_the_same_slots(key: str) -> None:
    entry = TABLE[key]
    assert set(entry) <= {"de", "en", "de_one", "en_one"}
    assert re.findall(r"{(\w+)}", entry["de"]) == re.findall(r"{(\w+)}", entry["en"])
    assert ("de_one" in entry) == ("en_one" in entry)


def test_everything_the_records_name_has_a_word() -> None:
    keys = [f"measure_{m.value}" for m in Measure] + [f"verdict_{v.value}" for v in Verdict]
    keys += [f"means_{v.value}" for v in Verdict] + [f"method_{m.name.lower()}" for m in Method]
    keys += [f"family_{name}" for name in FAMILIES]
    assert [key for key in keys if key not in TABLE] == []


def test_one_is_not_said_like_many() -> None:
    assert say("n_warn", "de", n=1) == "1 Warnung"
    assert say("n_warn", "de", n=2) == "2 Warnungen"
    assert say("n_warn", "en", n=1) == "1 warning"


def test_numbers_are_grouped_as_each_language_does_it() -> None:
    assert number(1850) == ("1.850", "1,850")
    assert number(0.84) == ("0,84", "0.84")
    assert number(2.0) == ("2", "2")


def test_dates_are_spelled_out() -> None:
    assert day(date(2027, 3, 3)) == ("3. März 2027", "3 March 2027")


def test_an_unknown_word_is_a_fault() -> None:
    with pytest.raises(KeyError):
        words("nobody_says_this")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_AT", "LC_ALL": "C"}, "en"),
        ({"KLAVIATUR_INTERFACE_LANGUAGE": "de", "LANG": "en_US"}, "de"),
        ({}, "en"),
    ],
)
def test_the_interface_speaks_the_language_of_the_locale(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def test_families_of_ones_own_come_last() -> None:
    assert family_rank("press") < family_rank("access") < family_rank("funk")
