"""Plain language: one statement per sentence, common words, the same facts."""

import re

import pytest
from craft import english, german, one_sentence, sentence, spans_hold

from klaviatur.compose.pieces import text_of
from klaviatur.compose.plain import plain
from klaviatur.records import Language, Source


def said(text: str, language: Language) -> list[str]:
    return [text_of(one) for one in plain(*one_sentence(text, language))]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "Die Stadtwerke zahlen die Leitungen, und das Land gibt Geld.",
            ["Die Stadtwerke zahlen die Leitungen.", "Das Land gibt Geld."],
        ),
        (
            "Die Stadt zahlt die Leitungen, aber das Land gibt Geld.",
            ["Die Stadt zahlt die Leitungen.", "Aber das Land gibt Geld."],
        ),
        ("Die Stadt zahlt; der Bau beginnt im Mai.", ["Die Stadt zahlt.", "Der Bau beginnt im Mai."]),
        ("Die Stadt zahlt Leitungen, Pumpen und Speicher.", ["Die Stadt zahlt Leitungen, Pumpen und Speicher."]),
        ("Die Stadt zahlt, weil die Preise steigen.", ["Die Stadt zahlt, weil die Preise steigen."]),
    ],
)
def test_a_german_sentence_with_two_statements_becomes_two(text: str, sentences: list[str]) -> None:
    assert said(text, "de") == sentences


def test_a_relative_clause_behind_a_name_becomes_a_sentence_with_the_verb_in_second_place() -> None:
    source = german()
    found = [text_of(one) for one in plain(source, sentence(source, "Jana Brandt, die"))]
    assert found == ["Jana Brandt freut sich über den Beschluss.", "Jana Brandt arbeitet seit 2019 in Kassel."]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "The city pays for the tools, and the council has hired staff.",
            ["The city pays for the tools.", "The council has hired staff."],
        ),
        ("The city pays; the counter is free.", ["The city pays.", "The counter is free."]),
        ("The city pays for tools, staff and rent.", ["The city pays for tools, staff and rent."]),
    ],
)
def test_an_english_sentence_with_two_statements_becomes_two(text: str, sentences: list[str]) -> None:
    assert said(text, "en") == sentences


@pytest.mark.parametrize(
    ("text", "plainer", "language"),
    [
        ("Die Stadt zahlt lediglich 300 Euro.", "Die Stadt zahlt nur 300 Euro.", "de"),
        ("Bereits im Mai beginnt der Bau.", "Schon im Mai beginnt der Bau.", "de"),
        ("Die Stadt erhält z. B. Geld.", "Die Stadt bekommt zum Beispiel Geld.", "de"),
        ("The city opened prior to May.", "The city opened before May.", "en"),
        ("Approximately 300 people utilise the counter.", "About 300 people use the counter.", "en"),
    ],
)
def test_a_hard_word_gives_way_to_a_common_one_of_the_same_meaning(text: str, plainer: str, language: Language) -> None:
    assert said(text, language) == [plainer]


@pytest.mark.parametrize(
    ("word", "hyphenated"),
    [
        ("Wärmeversorgung", "Wärme-Versorgung"),
        ("Energieberatung", "Energie-Beratung"),
        ("Klimaschutzprogramm", "Klimaschutz-Programm"),
        ("Projektmitarbeiter", "Projekt-Mitarbeiter"),
        ("Ratenrückzahlung", "Raten-Rückzahlung"),
        ("Speicher", "Speicher"),
        ("Heizkraftwerke", "Heizkraftwerke"),
    ],
)
def test_a_long_compound_gets_a_hyphen_only_where_its_last_part_is_known(word: str, hyphenated: str) -> None:
    assert said(f"Die Stadt Kassel plant die {word} für alle.", "de") == [
        f"Die Stadt Kassel plant die {hyphenated} für alle."
    ]


def test_the_words_of_a_quote_are_never_made_plainer() -> None:
    text = "„Wir zahlen lediglich die Wärmeversorgung“, sagt Jana Brandt."
    assert said(text, "de") == [text]


@pytest.mark.parametrize("source", [german(), english()])
def test_plain_sentences_keep_every_figure_and_their_origin(source: Source) -> None:
    for one in source.sentences:
        found = plain(source, one)
        figures = re.findall(r"\d[\d.,]*\d|\d", one.text)
        whole = " ".join(text_of(part) for part in found)
        assert sorted(re.findall(r"\d[\d.,]*\d|\d", whole)) == sorted(figures)
        assert all(spans_hold(source, part) for part in found)
