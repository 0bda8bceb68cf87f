"""Making words fit never tears them."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written import source

from klaviatur.compose.pieces import Pieces, layout, text_of
from klaviatur.compose.room import clipped, ended, fitted, segments, stands, telegraphed

GERMAN = source(
    "Die Stadt Gera baut zwölf neue Radwege. Die Arbeiten beginnen im Mai 2027 und kosten 2,4 Millionen Euro."
)
ENGLISH = source("The city builds twelve new cycle paths. Work begins in May 2027 and costs 2.4 million pounds in all.")


def line(text: str) -> Pieces:
    return layout(text)


def at_most(characters: int) -> Callable[[str], bool]:
    return lambda text: len(text) <= characters


def test_the_lightest_blocks_come_in_first_and_keep_their_places() -> None:
    blocks = [(0, line("Anfang")), (2, line("Mitte")), (1, line("Ende"))]
    assert text_of(fitted(blocks, lambda text: len(text) <= 13, " ")) == "Anfang Ende"


def test_a_small_block_comes_in_where_a_larger_one_did_not_fit() -> None:
    blocks = [(0, line("Anfang")), (1, line("viel zu lange Mitte")), (2, line("Ende"))]
    assert text_of(fitted(blocks, lambda text: len(text) <= 13, " ")) == "Anfang Ende"


def test_nothing_is_returned_when_what_must_be_there_does_not_fit() -> None:
    assert fitted([(0, line("Anfang")), (1, line("Ende"))], lambda text: len(text) <= 3) == ()


@settings(deadline=None)
@given(st.text(alphabet="abc ,.;", min_size=1, max_size=80), st.integers(1, 60))
def test_a_clipped_line_fits_begins_the_text_and_ends_between_words(text: str, room: int) -> None:
    short = text_of(clipped(line(text), lambda one: len(one) <= room))
    whole = text.strip()
    assert len(short) <= room
    assert whole.startswith(short)
    assert not short or short == whole or not (whole + " ")[len(short)].isalnum()


def test_a_clipped_line_never_ends_on_a_word_that_asks_for_more() -> None:
    text = "Der Verein öffnet die Halle für alle Kinder und Eltern"
    cuts = [text_of(clipped(line(text), at_most(room))) for room in range(5, len(text))]
    assert not [cut for cut in cuts if cut.rsplit(" ", 1)[-1] in {"Der", "die", "für", "und"}]


def test_a_headline_may_lose_its_last_phrase() -> None:
    title = line("Lindhof baut den Speicher Tonda in Mietshäuser")
    assert text_of(telegraphed(GERMAN, title, lambda t: len(t) <= 45)) == "Lindhof baut den Speicher Tonda"


@pytest.mark.parametrize(
    "title",
    [
        "Stadt will die Radwege in der Innenstadt ausbauen",  # the verb comes last
        "Lindhof stattet die Häuser in Kassel mit Speichern aus",  # half of the verb comes last
        "Bäder öffnen die Becken im Mai nicht",  # the rest denies it
        "Kassel hebt die Gebühren an, falls der Rat zustimmt",  # the rest limits it
    ],
)
def test_a_headline_never_loses_its_verb_its_negation_or_its_condition(title: str) -> None:
    assert telegraphed(GERMAN, line(title), lambda t: len(t) < len(title)) == ()


def test_an_english_headline_may_lose_its_last_phrase_but_no_restriction() -> None:
    short = telegraphed(ENGLISH, line("City opens twelve cycle paths in the spring"), lambda t: len(t) <= 35)
    assert text_of(short) == "City opens twelve cycle paths"
    assert telegraphed(ENGLISH, line("City opens twelve paths for residents only"), lambda t: len(t) <= 35) == ()


def test_segments_of_a_title_begin_with_a_capital() -> None:
    assert [text_of(s) for s in segments(line("Gera: zwölf neue Radwege – ab Mai"))] == [
        "Gera",
        "Zwölf neue Radwege",
        "Ab Mai",
    ]


def test_a_title_without_borders_has_no_segments() -> None:
    assert segments(line("Zwölf neue Radwege")) == []


@pytest.mark.parametrize("text", ["Wenn die Halle schließt.", "Wo früher Geld nötig war.", "Because the hall closes."])
def test_a_clause_that_waits_for_its_main_clause_does_not_stand(text: str) -> None:
    assert not stands(text)


@pytest.mark.parametrize("text", ["Die Halle schließt.", "Wenn die Halle schließt, fährt ein Bus.", "The hall closes."])
def test_a_main_clause_stands(text: str) -> None:
    assert stands(text)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Die Halle", "Die Halle."),
        ("Die Halle.", "Die Halle."),
        ("elektrisch. 😉", "elektrisch. 😉"),
        ("12 %", "12 %."),
    ],
)
def test_a_full_stop_comes_only_where_words_end(text: str, whole: str) -> None:
    assert text_of(ended(line(text))) == whole


@pytest.mark.parametrize(
    "headline",
    [
        "Zuvor hatte die Stadt den Plan für das Haus am Markt auf Eis gelegt",
        "Die Ministerin will alle Schulen mit Holz und Stroh dämmen",
        "Marlow bringt den Speicher Tonda in Mietshäuser",
    ],
)
def test_a_headline_is_never_cut_before_its_verb_is_whole(headline: str) -> None:
    assert telegraphed(GERMAN, line(headline), at_most(len(headline) - 4)) == ()
