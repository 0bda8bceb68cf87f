"""Shorten: at clause borders, and never at the price of the claim."""

import re

import pytest
from craft import english, german, one_sentence, sentence, source_of, spans_hold
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.compose.dangling import balanced
from klaviatur.compose.pieces import text_of
from klaviatur.compose.shorten import shorten, versions
from klaviatur.records import Language, Source

NUMBER_AND_UNIT = re.compile(r"\d[\d.,]*\s(?:Kubikmeter|Stunden|Prozent|Millionen Euro|Euro|Haushalte|members|am)\b")


def shortest(text: str, language: Language) -> str | None:
    found = versions(*one_sentence(text, language))
    return text_of(found[-1]) if found else None


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Der Speicher fasst 12.000 Kubikmeter (etwa fünf Becken).", "Der Speicher fasst 12.000 Kubikmeter."),
        ("Die Leitungen – sie sind alt – kosten 3 Millionen Euro.", "Die Leitungen kosten 3 Millionen Euro."),
        ("Kassel baut einen Speicher, weil die Preise steigen.", "Kassel baut einen Speicher."),
        ("Kassel baut einen Speicher, um Geld zu sparen.", "Kassel baut einen Speicher."),
        ("Die Stadtwerke zahlen die Leitungen, und das Land gibt Geld.", "Die Stadtwerke zahlen die Leitungen."),
        ("Nachdem die Preise gestiegen sind, baut die Stadt einen Speicher.", "Die Stadt baut einen Speicher."),
        ("Die Stadt baut einen Speicher; das Land zahlt die Leitungen.", "Die Stadt baut einen Speicher."),
    ],
)
def test_a_german_sentence_loses_a_clause_and_stays_a_sentence(text: str, short: str) -> None:
    assert shortest(text, "de") == short


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("The counter is next to the store (ground floor).", "The counter is next to the store."),
        ("The city opened a counter, making repairs easier for all.", "The city opened a counter."),
        ("After prices rose sharply, the city opened a counter.", "The city opened a counter."),
        ("The counter is in the store, which opens at 9 am.", "The counter is in the store."),
    ],
)
def test_an_english_sentence_loses_a_clause_and_stays_a_sentence(text: str, short: str) -> None:
    assert shortest(text, "en") == short


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Kassel baut den Speicher, wenn das Land zahlt.", "de"),
        ("Kassel baut den Speicher, weil das Land nicht zahlt.", "de"),
        ("Kassel baut den Speicher, sofern die Preise steigen.", "de"),
        ("Kassel baut den Speicher (nur bis 2030).", "de"),
        ("Kassel baut den Speicher, wie die Stadt mitteilte.", "de"),
        ("Der Speicher ist so groß, weil er 18 Stunden reichen soll.", "de"),
        ("Haushalte, die vor 2020 bestellt haben, bekommen Geld zurück.", "de"),
        ("Das ist der größte Speicher, um Wärme zu sparen.", "de"),
        ("Kunden müssen zahlen, um Strom zu bekommen.", "de"),
        ("The city will open a counter, according to the council.", "en"),
        ("The city will open a counter, unless prices rise again.", "en"),
        ("The city opened a counter, which may close in May.", "en"),
        ("The counter is open (except on Sundays).", "en"),
        ("Members who joined before 2020 get their money back.", "en"),
    ],
)
def test_condition_negation_modality_and_attribution_are_never_cut(text: str, language: Language) -> None:
    assert versions(*one_sentence(text, language)) == []


def test_a_relative_clause_goes_only_behind_a_name() -> None:
    source = german()
    found = versions(source, sentence(source, "Jana Brandt, die"))
    assert [text_of(one) for one in found] == ["Jana Brandt freut sich über den Beschluss."]


def test_the_longest_version_that_fits_is_taken() -> None:
    text = "Kassel baut einen Speicher (für 1.850 Haushalte), weil die Preise steigen."
    source, one = one_sentence(text, "de")
    assert [text_of(found) for found in versions(source, one)] == [
        "Kassel baut einen Speicher, weil die Preise steigen.",
        "Kassel baut einen Speicher (für 1.850 Haushalte).",
        "Kassel baut einen Speicher.",
    ]
    found = shorten(source, one, lambda words: len(words) <= 50)
    assert found is not None
    assert text_of(found) == "Kassel baut einen Speicher (für 1.850 Haushalte)."


def test_a_sentence_that_fits_is_left_as_it_is_and_one_that_never_fits_is_none() -> None:
    source, one = one_sentence("Kassel baut einen Speicher (für alle).", "de")
    whole = shorten(source, one, lambda _: True)
    assert whole is not None
    assert text_of(whole) == one.text
    assert shorten(source, one, lambda _: False) is None


def test_a_quote_is_never_cut_open() -> None:
    text = "„Wir bauen den Speicher (für alle), weil wir es wollen“, sagt Jana Brandt (Lindhof)."
    source, one = one_sentence(text, "de")
    for found in versions(source, one):
        assert "„Wir bauen den Speicher (für alle), weil wir es wollen“" in text_of(found)


@st.composite
def built(draw: st.DrawFn) -> str:
    """Draw a German sentence of clauses of our own."""
    head = draw(st.sampled_from(["Die Stadt Kassel", "Die Stadt", "Jana Brandt", "Der Speicher der Stadt"]))
    inside = draw(st.sampled_from(["", " (seit 2019)", " – so der Plan –", ", die Chefin der Stadtwerke,"]))
    verb = draw(st.sampled_from(["spart", "zahlt", "liefert"]))
    figure = draw(st.sampled_from(["12 Prozent", "4,2 Millionen Euro", "bis zu 18 Stunden", "nicht 300 Euro"]))
    tail = draw(
        st.sampled_from(
            ["", ", weil die Preise steigen", ", um 3 Euro zu sparen", "; das Land zahlt", ", wenn alle helfen"]
        )
    )
    return f"{head}{inside} {verb} {figure}{tail}."


@settings(deadline=None)
@given(built())
def test_no_version_has_open_marks_loses_a_unit_or_its_condition(text: str) -> None:
    source, one = one_sentence(text, "de")
    units = set(NUMBER_AND_UNIT.findall(text))
    for found in versions(source, one):
        short = text_of(found)
        assert balanced(short)
        assert short.endswith(".")
        assert set(NUMBER_AND_UNIT.findall(short)) <= units
        assert ("bis zu" in short) == ("bis zu" in text)
        assert ("nicht" in short) == ("nicht" in text)
        assert ("wenn" in short) == ("wenn" in text)
        assert spans_hold(source, found)
        assert len(short) < len(text)


@pytest.mark.parametrize("source", [german(), english()])
def test_every_version_of_a_real_text_keeps_its_origin(source: Source) -> None:
    for one in source.sentences:
        for found in versions(source, one):
            assert spans_hold(source, found)
            assert balanced(text_of(found))


@settings(deadline=None)
@given(st.text("abcdeß ABÄ.,;:„“\"()–!?'-0123456789", min_size=1, max_size=80))
def test_any_line_can_be_tried(text: str) -> None:
    source = source_of("Titel", "Kassel baut. " + text, language="de")
    for one in source.sentences:
        assert all(text_of(found) for found in versions(source, one))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Haushalte, die es braucht, um zu sparen, bleiben der Maßstab.", "de"),
        ("Kassel baut einen Speicher, weil die Preise steigen, erklärte Jana Brandt.", "de"),
        ("Orte wie Kassel, die am Fluss liegen, zahlen mehr.", "de"),
        ("The team lost 7 - 2 in May and 10 - 2 in June.", "en"),
        ("The city helped while a young woman, wearing a red jacket, pulled the rope.", "en"),
    ],
)
def test_a_main_clause_that_goes_on_behind_a_clause_is_never_lost(text: str, language: Language) -> None:
    assert versions(*one_sentence(text, language)) == []


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("Nach dem Termin sprach sie am Mittwoch in München, das sei vor allem am Anfang oft passiert.", "München."),
        ("Der Weg ist nun frei; die Halle öffnet im Mai: Über diesen Satz im Entwurf stritt der Rat lange.", "frei."),
        (
            "She went to hospital in Leeds, where she was treated after a fall, bruises and a cut, her son wrote.",
            "Leeds b",
        ),
    ],
)
def test_a_cut_never_turns_reported_words_or_a_list_into_something_else(text: str, never: str) -> None:
    language: Language = "de" if "ü" in text or "München" in text else "en"
    found = [text_of(one) for one in versions(*one_sentence(text, language))]
    assert not [one for one in found if never in one and len(one) < len(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Zuvor hatten sich die Ministerin Ina Vogt, der neue Leiter Per Holm und der Rat für den Plan stark gemacht.",
        "Gestern war es Ina Vogt, die den Plan der Stadt für das neue Haus am Markt vorgestellt hat.",
        "Er wurde bekannt, weil er bei der Premiere von Nord – Der lange Weg nach Hause aufgetreten war.",
    ],
)
def test_a_sentence_keeps_its_verb(text: str) -> None:
    assert shortest(text, "de") is None
