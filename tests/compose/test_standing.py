"""Standing: a sentence that leaves its text takes its nouns with it, or stays."""

import pytest
from craft import english, german, one_sentence, sentence, source_of, spans_hold
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.compose.pieces import text_of
from klaviatur.compose.standing import stand_up, stands_alone, text_stands_alone
from klaviatur.records import Language


def stood_up(text: str, language: Language) -> str | None:
    found = stand_up(*one_sentence(text, language))
    return text_of(found) if found else None


@pytest.mark.parametrize(
    "text",
    [
        "Sie leitet das Werk seit 2019.",
        "Dies gilt für alle Haushalte in Kassel.",
        "Das zeigt der Versuch in Weimar.",
        "Dabei sinken die Kosten um 12 Prozent.",
        "Im Interview sagte er kein Wort dazu.",
        "Dadurch entstehen Kosten von 3 Millionen Euro.",
        "Das Unternehmen zahlt die Leitungen.",
        "Ihre Kollegin baut den Speicher.",
        "Zum anderen fehlt in Kassel das Geld.",
        "Morgen beginnt der Bau in Kassel.",
        "Der Bau beginnt nächste Woche in Kassel.",
        "Es kostet 300 Euro im Jahr.",
        "Die 45-Jährige arbeitet in Kassel.",
        "Und dann?",
        "„Wir bauen den Speicher, sagt Brandt.",
    ],
)
def test_a_german_sentence_that_points_back_does_not_stand_alone(text: str) -> None:
    assert not text_stands_alone(german(), text)


@pytest.mark.parametrize(
    "text",
    [
        "Die Stadt Kassel baut einen Speicher.",
        "Es gibt 46 Filialen in Thüringen.",
        "Es ist wichtig, dass alle Haushalte sparen.",
        "Damit alle Haushalte sparen, baut Kassel einen Speicher.",
        "Wer einen Beutel mitbringt, zahlt weniger.",
        "Das Unternehmen Lindhof zahlt die Leitungen.",
        "Die Stadt Kassel sagt, sie zahle die Leitungen.",
        "Die Studie der Universität Kassel zeigt den Nutzen.",
        "„Das ist ein guter Tag“, sagt Jana Brandt.",
        "Kassel setzt darauf, dass die Kosten sinken.",
        "Der Speicher ist gut für die Stadt und ihre Haushalte.",
    ],
)
def test_a_german_sentence_with_its_own_nouns_stands_alone(text: str) -> None:
    assert text_stands_alone(german(), text)


@pytest.mark.parametrize(
    "text",
    [
        "It opens in Leeds.",
        "In 2019 she joined the team in Leeds.",
        "These tools cost 20 pounds.",
        "That is good news for Leeds.",
        "The company may open more counters.",
        "In addition, prices fall in Leeds.",
        "Prices in Leeds fall next week.",
        "Others repair tools in York.",
        "The two stores open in May.",
    ],
)
def test_an_english_sentence_that_points_back_does_not_stand_alone(text: str) -> None:
    assert not text_stands_alone(english(), text)


@pytest.mark.parametrize(
    "text",
    [
        "There are 46 stores in Leeds.",
        "It is important that prices stay the same.",
        "The company behind the counter is from Leeds.",
        "The council said it would pay for the tools.",
        '"It was a good day," said Ellen Marsh.',
    ],
)
def test_an_english_sentence_with_its_own_nouns_stands_alone(text: str) -> None:
    assert text_stands_alone(english(), text)


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("Und die Kosten sinken um 12 Prozent.", "Die Kosten sinken um 12 Prozent."),
        ("Deshalb startet die Stadt im Herbst ein Angebot.", "Die Stadt startet im Herbst ein Angebot."),
        ("Außerdem haben wir in Kassel 40 Leute eingestellt.", "Wir haben in Kassel 40 Leute eingestellt."),
        ("Zudem hat sich die Stadt am Montag beteiligt.", "Die Stadt hat sich am Montag beteiligt."),
        ("Auch die Stadt zahlt 3 Millionen Euro.", "Die Stadt zahlt 3 Millionen Euro."),
        ("Die Stadt zahlt jedoch nur 3 Millionen Euro.", "Die Stadt zahlt nur 3 Millionen Euro."),
        ("Die Stadt Kassel zahlt.", "Die Stadt Kassel zahlt."),
    ],
)
def test_a_german_connective_goes_and_the_verb_stays_second(text: str, standing: str) -> None:
    assert stood_up(text, "de") == standing


@pytest.mark.parametrize(
    "text",
    [
        "Und wird die Stadt zahlen?",
        "Deshalb startet die Stadt der Zukunft ein Angebot.",
        "Außerdem hilft den Haushalten ein Zuschuss.",
        "Sonst zahlt die Stadt 3 Millionen Euro.",
        "Dann zahlt die Stadt 3 Millionen Euro.",
        "Damit spart die Stadt 3 Millionen Euro.",
        "Doch glauben die Fachleute nicht an den Plan.",
    ],
)
def test_what_cannot_be_reordered_for_sure_is_left_out(text: str) -> None:
    assert stood_up(text, "de") is None


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("But prices stay the same.", "Prices stay the same."),
        ("However, the counter in Leeds repairs tools.", "The counter in Leeds repairs tools."),
        ("Prices in Leeds, however, stay the same.", "Prices in Leeds stay the same."),
        ("So far, 300 people have joined.", None),
        ("But if prices rise, members pay more.", None),
    ],
)
def test_an_english_connective_goes_where_the_rest_is_a_sentence(text: str, standing: str | None) -> None:
    assert stood_up(text, "en") == standing


def test_a_pronoun_becomes_the_only_person_it_can_mean_with_the_name_as_its_origin() -> None:
    source = english()
    found = stand_up(source, sentence(source, "She joined"))
    assert found is not None
    assert text_of(found) == "Ellen Marsh joined Harrow Pike in 2019."
    assert found[0].change == "resolved"
    assert source.words(found[0].source) == "Ellen Marsh"


def test_a_pronoun_that_may_mean_two_people_stays_unresolved() -> None:
    source = source_of(
        "Zwei Frauen leiten Lindhof",
        "Jana Brandt leitet das Werk. Maria Keller leitet den Vertrieb. Sie arbeitet seit 2019 in Kassel.",
        language="de",
    )
    assert stand_up(source, sentence(source, "Sie arbeitet")) is None


def test_stand_up_changes_nothing_that_stands() -> None:
    for source in (german(), english()):
        for one in source.sentences:
            found = stand_up(source, one)
            if stands_alone(source, one):
                assert found is not None
                assert text_of(found) == one.text


@settings(deadline=None)
@given(st.sampled_from([german(), english()]), st.integers(0, 40))
def test_every_piece_of_a_sentence_that_was_stood_up_has_its_origin(source, number: int) -> None:  # noqa: ANN001
    one = source.sentences[number % len(source.sentences)]
    found = stand_up(source, one)
    assert found is None or spans_hold(source, found)


@settings(deadline=None)
@given(st.text("abcdeß ABÄ.,;:„“\"()–!?'-0123456789", max_size=80), st.sampled_from([german(), english()]))
def test_any_line_can_be_judged(text: str, source) -> None:  # noqa: ANN001
    assert text_stands_alone(source, text) in (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "Zudem stieg die Zahl verletzter Kinder.",
        "Außerdem stieg der Anteil derer, die sparen.",
        "Oder sie werden in Kassel gebraucht.",
        "Auch weil die Preise in Kassel steigen.",
        "Und gerade das ist der Grund für den Bau.",
        "Kassel konnte zwar Boden gutmachen.",
        "Plötzlich war sein Gesicht in der Zeitung.",
        "Das, nachdem Kassel gebaut hatte, wurde teuer.",
    ],
)
def test_what_reading_real_news_taught_us_is_left_out(text: str) -> None:
    assert stood_up(text, "de") is None


@pytest.mark.parametrize(
    ("paragraph", "start", "standing", "language"),
    [
        (
            "Die Wohnungsgesellschaft Fuldablick GmbH kauft Speicher. Sie rechnet mit 12 Prozent weniger Kosten.",
            "Sie rechnet",
            "Die Wohnungsgesellschaft Fuldablick GmbH rechnet mit 12 Prozent weniger Kosten.",
            "de",
        ),
        (
            "Harrow & Pike Ltd opens a counter. It expects 300 visits a day.",
            "It expects",
            "Harrow & Pike Ltd expects 300 visits a day.",
            "en",
        ),
        (
            "Harrow & Pike Ltd opens a counter. The company hires 40 people.",
            "The company",
            "Harrow & Pike Ltd hires 40 people.",
            "en",
        ),
    ],
)
def test_a_pronoun_or_noun_for_the_only_organisation_becomes_its_name(
    paragraph: str, start: str, standing: str, language: Language
) -> None:
    source = source_of("Titel" if language == "de" else "Title", paragraph, language=language)
    found = stand_up(source, sentence(source, start))
    assert found is not None
    assert text_of(found) == standing
    assert spans_hold(source, found)


def test_an_object_pronoun_stays_where_its_noun_stands_in_front_of_it() -> None:
    assert text_stands_alone(german(), "Der Speicher nimmt Wärme auf und hält sie bis zu 18 Stunden.")


@pytest.mark.parametrize(
    "text",
    [
        "Die Halle werde im Mai eröffnet.",
        "Auch der Rat sei mit dem Plan überfordert.",
        "Die Kasse ist leer, sagte er.",
    ],
)
def test_reported_words_do_not_stand_without_who_said_them(text: str) -> None:
    assert stood_up(text, "de") is None


def test_reported_words_stand_with_who_said_them() -> None:
    assert stood_up("Die Halle werde im Mai eröffnet, sagte Ina Vogt.", "de") is not None
