"""Pieces: whatever is done to a text, every character keeps its origin."""

import re

from craft import german, sentence
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.compose import pieces as p
from klaviatur.records import Phrase, Phrasebook, Piece, Source, Span

TEXT = "Die Lindhof GmbH baut in Kassel einen Speicher."
SOURCE = Source("0" * 64, "test", "text/plain", "de", TEXT)
WHOLE = p.from_span(SOURCE, Span(0, len(TEXT)))
EDGES = st.lists(st.integers(0, len(TEXT)), min_size=2, max_size=2).map(sorted)


def exact(found: p.Pieces) -> bool:
    return all(piece.source is None or SOURCE.words(piece.source) == piece.text for piece in found)


def test_a_sentence_becomes_one_piece_with_its_own_span() -> None:
    source = german()
    first = sentence(source, "Die Lindhof GmbH")
    (piece,) = p.from_sentence(source, first)
    assert piece.source == first.span
    assert piece.text == first.text


@settings(deadline=None)
@given(EDGES)
def test_cutting_narrows_the_span_to_exactly_the_words_kept(edges: list[int]) -> None:
    start, end = edges
    found = p.cut(WHOLE, start, end)
    assert p.text_of(found) == TEXT[start:end]
    assert exact(found)


@settings(deadline=None)
@given(EDGES)
def test_dropping_keeps_every_other_character_with_its_origin(edges: list[int]) -> None:
    start, end = edges
    found = p.drop(WHOLE, start, end)
    assert p.text_of(found) == TEXT[:start] + TEXT[end:]
    assert exact(found)


@settings(deadline=None)
@given(EDGES, st.text(max_size=8))
def test_a_replacement_points_at_the_words_it_replaces(edges: list[int], new: str) -> None:
    start, end = edges
    found = p.swap(WHOLE, start, end, new, "plain")
    assert p.text_of(found) == TEXT[:start] + new + TEXT[end:]
    changed = [piece for piece in found if piece.change == "plain"]
    assert all(piece.source == Span(start, end) for piece in changed)


@settings(deadline=None)
@given(st.lists(EDGES, max_size=3), EDGES)
def test_cutting_a_cut_text_keeps_the_join_intact(rounds: list[list[int]], last: list[int]) -> None:
    found, text = WHOLE, TEXT
    for start, end in rounds:
        found, text = p.drop(found, start, end), text[:start] + text[end:]
    assert p.text_of(p.cut(found, *last)) == text[last[0] : last[1]]


def test_a_piece_in_other_words_keeps_its_whole_span_when_cut() -> None:
    found = p.cut((Piece("Speicher-Werk", source=Span(3, 9), change="plain"),), 0, 4)
    assert found == (Piece("Spei", source=Span(3, 9), change="plain"),)


def test_a_phrase_answers_for_its_literal_words_and_a_slot_for_its_own() -> None:
    phrase = Phrase("de.more", "more", "de", "Mehr zu {topic}: {link}")
    found = p.fill(phrase, {"topic": p.cut(WHOLE, 4, 16), "link": "https://lindhof.example"})
    assert p.text_of(found) == "Mehr zu Lindhof GmbH: https://lindhof.example"
    assert [piece.phrase for piece in found] == ["de.more", None, "de.more", "de.more"]
    assert found[1].source == Span(4, 16)


def test_a_phrase_is_chosen_only_if_its_slots_are_given_and_it_suits() -> None:
    book = Phrasebook(
        (
            Phrase("de.a", "cta", "de", "Jetzt {link} ansehen", address="du"),
            Phrase("de.b", "cta", "de", "Mehr: {link}"),
            Phrase("de.c", "cta", "de", "Mehr am {date}: {link}"),
        )
    )
    found = p.phrase(book, "cta", {"link": "x.example"}, language="de", turn=5)
    assert found is not None
    assert p.text_of(found) == "Mehr: x.example"
    assert p.phrase(book, "cta", {}, language="de") is None
    assert p.phrase(book, "cta", {"link": "x"}, language="en") is None


def test_joining_puts_layout_between_parts_and_skips_empty_ones() -> None:
    found = p.join([WHOLE, (), WHOLE], "\n\n")
    assert p.text_of(found) == f"{TEXT}\n\n{TEXT}"
    assert found[1] == Piece("\n\n", phrase=p.FORMAT)


def test_a_first_letter_is_capitalised_behind_a_quotation_mark() -> None:
    assert p.text_of(p.capitalise((Piece("„ja“", source=Span(0, 4)),))) == "„Ja“"
    assert p.capitalise(WHOLE) == WHOLE


def test_an_end_mark_is_added_once_and_never_to_a_question() -> None:
    assert p.text_of(p.with_end_mark((Piece("Ja "),))) == "Ja."
    assert p.text_of(p.with_end_mark((Piece("Ja?“"),))) == "Ja?“"
    assert p.text_of(p.with_end_mark(p.without_end_mark(WHOLE))) == TEXT
    assert p.text_of(p.without_end_mark((Piece("Und dann..."),))) == "Und dann..."


def test_an_edit_renders_every_match_and_leaves_the_rest_untouched() -> None:
    found = p.edit(WHOLE, re.compile("e[nr]"), lambda match: match[0].upper(), "case")
    assert p.text_of(found) == "Die Lindhof GmbH baut in Kassel einEN SpeichER."
    assert sum(piece.change == "case" for piece in found) == 2


def test_neighbours_of_the_same_origin_become_one_piece_again() -> None:
    assert p.merged((*p.cut(WHOLE, 0, 9), *p.cut(WHOLE, 9))) == WHOLE
    apart = (*p.cut(WHOLE, 0, 3), *p.cut(WHOLE, 9))
    assert p.merged(apart) == apart


def test_words_are_counted_without_bare_marks() -> None:
    assert p.words_in((Piece("Kassel – 1.850 Haushalte"),)) == 3
