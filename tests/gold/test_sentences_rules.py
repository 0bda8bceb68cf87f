"""What the gold sets cannot say: lines, bullets, quotations inside sentences."""

import pytest

from klaviatur.records import Language
from klaviatur.text.quotation import quotation_spans
from klaviatur.text.sentences import split_sentences


def split(text: str, language: Language = "de") -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text, language)]


def test_a_line_break_ends_a_sentence_unless_the_next_line_goes_on() -> None:
    assert split("Erste Zeile\nZweite Zeile") == ["Erste Zeile", "Zweite Zeile"]
    assert split("Erste Zeile\ngeht weiter.") == ["Erste Zeile\ngeht weiter."]
    assert split("Tel. 05665 1234\npresse@a.example") == ["Tel. 05665 1234", "presse@a.example"]


def test_bullets_stay_with_their_lines() -> None:
    assert split("• Eins. Zwei.\n• Drei\n\n1. Vier") == ["• Eins.", "Zwei.", "• Drei", "1. Vier"]


def test_an_emoji_belongs_to_the_sentence_before_it() -> None:
    assert split("Das Klavier ist elektrisch. 😉 Wir spielen.") == ["Das Klavier ist elektrisch. 😉", "Wir spielen."]


def test_a_quotation_inside_a_sentence_is_not_split() -> None:
    assert split("Der Satz „Das geht nicht. Niemals.“ sorgte für Ärger.") == [
        "Der Satz „Das geht nicht. Niemals.“ sorgte für Ärger."
    ]
    assert split("Das Modell (neu! besser!) ist da.") == ["Das Modell (neu! besser!) ist da."]


def test_a_quotation_that_stands_for_itself_is_split() -> None:
    assert split("„Das ist gut. Das bleibt.“ Er ging.") == ["„Das ist gut.", "Das bleibt.“", "Er ging."]
    assert split('He said: "It is good. It stays."', "en") == ['He said: "It is good.', 'It stays."']


def test_a_missing_space_behind_a_full_stop_still_ends_a_sentence() -> None:
    assert split("Der Turm ist undicht.Das Wasser fehlt.") == ["Der Turm ist undicht.", "Das Wasser fehlt."]
    assert split("Mehr auf www.turm.de und Node.js hier.") == ["Mehr auf www.turm.de und Node.js hier."]


@pytest.mark.parametrize("text", ["", "   ", "\n\n\t"])
def test_nothing_has_no_sentences(text: str) -> None:
    assert split(text) == []


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("„Ja“ und „Nein“", ["„Ja“", "„Nein“"]),
        ("»Ja« und «Nein»", ["»Ja«", "«Nein»"]),
        ('“Yes” and "no"', ["“Yes”", '"no"']),
        ('„Ja" gemischt', ['„Ja"']),
        ('5" Rand und 3" Höhe', []),
        ("„offen bis zum Schluss", []),
        ("„Er rief ‚Halt‘ und ging“", ["„Er rief ‚Halt‘ und ging“"]),
    ],
)
def test_quotation_marks_of_all_houses_are_paired(text: str, quoted: list[str]) -> None:
    assert [text[span.start : span.end] for span in quotation_spans(text)] == quoted
