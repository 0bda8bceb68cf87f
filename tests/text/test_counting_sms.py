"""Text messages: GSM-7 or UCS-2, one message or joined ones (3GPP TS 23.038 and 23.040)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klaviatur.records import Limit, Measure
from klaviatur.text.counting import explain, fits, measure
from klaviatur.text.sms import BASIC, EXTENSION, count_sms

GSM = st.text(st.sampled_from(sorted(BASIC | EXTENSION)), max_size=700)
ONE_MESSAGE = [Limit(Measure.SMS, 160)]
TWO_MESSAGES = [Limit(Measure.SMS, 306)]


def test_german_umlauts_do_not_shorten_a_message() -> None:
    counted = count_sms("Ölheizung raus, Wärmepumpe rein: Förderung für Häuser, größer als 60 m. Grüße!")
    assert (counted.encoding, counted.units, counted.messages) == ("GSM-7", 78, 1)


@pytest.mark.parametrize("character", sorted(EXTENSION))
def test_a_character_of_the_extension_table_costs_two(character: str) -> None:
    assert count_sms(character).units == 2


@pytest.mark.parametrize("character", ["„", "“", "–", "…", "’", "ẞ", "\u00a0", "ç", "á", "✓", "`"])
def test_typographic_characters_halve_the_message(character: str) -> None:
    counted = count_sms(f"Termin{character}")
    assert (counted.encoding, counted.forced_by) == ("UCS-2", character)


@pytest.mark.parametrize(
    ("text", "units", "messages"),
    [
        ("", 0, 0),
        ("a" * 160, 160, 1),
        ("a" * 161, 161, 2),
        ("a" * 306, 306, 2),
        ("a" * 307, 307, 3),
        ("€" * 80, 160, 1),
        ("–" * 70, 70, 1),
        ("–" * 71, 71, 2),
        ("–" * 134, 134, 2),
        ("–" * 135, 135, 3),
        ("😀" * 35, 70, 1),
    ],
)
def test_messages_break_where_the_networks_break_them(text: str, units: int, messages: int) -> None:
    counted = count_sms(text)
    assert (counted.units, counted.messages) == (units, messages)


def test_an_escape_pair_is_never_split_between_two_messages() -> None:
    whole = count_sms("a" * 151 + "€" + "a" * 153)
    torn = count_sms("a" * 152 + "€" + "a" * 152)  # the pair does not fit behind 152, so one place is lost
    assert (whole.units, whole.messages) == (306, 2)
    assert (torn.units, torn.messages) == (307, 3)


def test_a_surrogate_pair_is_never_split_between_two_messages() -> None:
    text = "–" * 66 + "😀" + "–" * 66
    counted = count_sms(text)
    assert (counted.encoding, counted.messages, counted.units) == ("UCS-2", 3, 2 * 67 + 1)


def test_one_limit_in_septets_holds_for_both_alphabets() -> None:
    assert fits("a" * 160, ONE_MESSAGE)
    assert not fits("a" * 161, ONE_MESSAGE)
    assert fits("–" * 70, ONE_MESSAGE)
    assert not fits("–" * 71, ONE_MESSAGE)
    assert fits("–" * 134, TWO_MESSAGES)
    assert not fits("–" * 135, TWO_MESSAGES)


def test_the_count_says_what_costs_the_room() -> None:
    assert explain("Ab Montag – wie besprochen", Measure.SMS) == "1 SMS, UCS-2 (–)"
    assert explain("Ab Montag, wie besprochen", Measure.SMS) == "1 SMS, GSM-7"


@given(GSM)
def test_every_character_of_the_alphabet_costs_one_or_two_septets(text: str) -> None:
    doubles = sum(text.count(character) for character in EXTENSION)
    counted = count_sms(text)
    assert counted.encoding == "GSM-7"
    assert counted.septets >= len(text) + doubles
    assert counted.septets <= len(text) + doubles + max(0, counted.messages - 1)


@given(st.text(max_size=400), st.characters())
def test_a_longer_text_never_costs_less(text: str, more: str) -> None:
    assert measure(text + more, Measure.SMS) >= measure(text, Measure.SMS)


@given(st.text(max_size=400))
def test_the_number_of_messages_and_the_septets_agree(text: str) -> None:
    counted = count_sms(text)
    if counted.messages <= 1:
        assert counted.septets <= 160
    else:
        assert 153 * (counted.messages - 1) < counted.septets <= 153 * counted.messages
