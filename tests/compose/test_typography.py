"""Typography: set by the language's rules, twice is once, addresses stay."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.compose.pieces import text_of
from klaviatur.compose.typography import NBSP, plain_marks, plain_marks_pieces, polish, polish_pieces
from klaviatur.records import Language, Piece, Span

LANGUAGES: tuple[Language, ...] = ("de", "en")
ALPHABET = "abcÄß .,-–—\"'„“”»«‚‘’…0123456789%€\n()#@/:mzBkEuro"


def shown(text: str) -> str:
    return text.replace(NBSP, "~")


@pytest.mark.parametrize(
    ("raw", "polished"),
    [
        ('Er sagt: "Das geht."', "Er sagt: „Das geht.“"),
        ("“Das geht”, sagt er.", "„Das geht“, sagt er."),
        ("»Das geht«, sagt er.", "„Das geht“, sagt er."),
        ("\"Ein 'gutes' Zeichen\"", "„Ein ‚gutes‘ Zeichen“"),
        ("Köln - Bonn", "Köln – Bonn"),
        ("Köln -- Bonn", "Köln – Bonn"),
        ("Vor- und Nachteile", "Vor- und Nachteile"),
        ("Das kostet 249 Euro", "Das kostet 249~Euro"),
        ("18% mehr", "18~% mehr"),
        ("100%-Tochter", "100%-Tochter"),
        ("4,2 Millionen Euro", "4,2~Millionen~Euro"),
        ("am 3. März 2027 um 9 Uhr", "am 3.~März 2027 um 9~Uhr"),
        ("z.B. oder z. B.", "z.~B. oder z.~B."),
        ("Dr. Brandt, Nr. 5", "Dr.~Brandt, Nr.~5"),
        ("Wie geht's?", "Wie geht’s?"),
        ("und dann...", "und dann…"),
        ('ein Monitor mit 27" Diagonale', 'ein Monitor mit 27" Diagonale'),
    ],
)
def test_german_is_set_after_din_5008_and_duden(raw: str, polished: str) -> None:
    assert shown(polish(raw, "de")) == polished


@pytest.mark.parametrize(
    ("raw", "polished"),
    [
        ('"It\'s done," she said.', "“It’s done,” she said."),
        ("„Done“, she said.", "“Done”, she said."),
        ("\"The 'best' deal\"", "“The ‘best’ deal”"),
        ("long--very long", "long—very long"),
        ("Leeds - York", "Leeds – York"),
        ("5 million euros", "5~million~euros"),
        ("On March 3, 2027, or 3 March 2027", "On March~3, 2027, or 3~March 2027"),
        ("at 9 a.m. with Mr. Pike", "at 9~a.m. with Mr.~Pike"),
        ("18% more", "18% more"),
        ("the members' room", "the members’ room"),
    ],
)
def test_english_is_set_after_the_chicago_manual(raw: str, polished: str) -> None:
    assert shown(polish(raw, "en")) == polished


@pytest.mark.parametrize(
    "kept", ["https://a.example/x--y?q='1'", "#Wärme-Wende", "`a -- b`", "mail@a-b.example", "www.a.example/5 km"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_addresses_code_and_hashtags_are_never_touched(kept: str, language: Language) -> None:
    assert kept.split(maxsplit=1)[0] in polish(f"Siehe {kept} ...", language)


@settings(deadline=None)
@given(st.text(ALPHABET, max_size=60), st.sampled_from(LANGUAGES))
def test_polishing_twice_changes_nothing_more(text: str, language: Language) -> None:
    once = polish(text, language)
    assert polish(once, language) == once


@settings(deadline=None)
@given(st.text(ALPHABET, min_size=1, max_size=60), st.sampled_from(LANGUAGES), st.integers(0, 60))
def test_pieces_are_polished_to_the_same_text_and_keep_their_origin(text: str, language: Language, at: int) -> None:
    pieces = tuple(
        Piece(part, source=Span(start, start + len(part))) for part, start in ((text[:at], 0), (text[at:], at)) if part
    )
    polished = polish_pieces(pieces, language)
    assert text_of(polished) == polish(text, language)
    assert all(piece.source is not None or piece.phrase == "format" for piece in polished)


@settings(deadline=None)
@given(st.integers(1, 9999), st.sampled_from(["Euro", "km", "Minuten", "%", "kWh", "Uhr"]))
def test_no_number_is_ever_parted_from_its_unit(number: int, unit: str) -> None:
    assert f"{number}{NBSP}{unit}" in polish(f"Es sind {number} {unit} mehr.", "de")


def test_sms_gets_marks_that_cost_one_septet() -> None:
    assert plain_marks("„Ja“ – 5\u00a0Euro … ‚gut‘ ’ \u202f•") == "\"Ja\" - 5 Euro ... 'gut' '  -"


@settings(deadline=None)
@given(st.text(ALPHABET, max_size=60), st.sampled_from(LANGUAGES))
def test_marks_for_sms_undo_what_polishing_made_dear(text: str, language: Language) -> None:
    assert not set("–—„“”»«‚‘’…\u00a0") & set(plain_marks(polish(text, language)))


def test_marks_for_sms_keep_the_origin_of_their_words() -> None:
    found = plain_marks_pieces((Piece("5\u00a0Euro …", source=Span(0, 8)),))
    assert text_of(found) == "5 Euro ..."
    assert found[-1] == Piece("...", source=Span(7, 8), change="typography")
