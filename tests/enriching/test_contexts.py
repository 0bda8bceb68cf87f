"""For whom, for what, instead of what: only what somebody said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klaviatur.collect.products.enriching.asked import asked_for, propose_missing
from klaviatur.collect.products.enriching.contexts import contexts, propose_contexts
from klaviatur.collect.products.enriching.known import Known, Stated
from klaviatur.collect.products.enriching.reviews import MASK, Review, masked, sentences
from klaviatur.records import Kind


def said(text: str) -> set[tuple[str, str]]:
    return {(c.what, c.words) for sentence in sentences(text, "here") for c in contexts(sentence)}


@pytest.mark.parametrize(
    ("text", "what", "words"),
    [
        ("Für Anfänger genau richtig.", "audience", "Anfänger"),
        ("Ideal zum Wandern und für kleine Kinder.", "use", "Wandern"),
        ("Ideal zum Wandern und für kleine Kinder.", "audience", "kleine Kinder"),
        ("Der Rucksack eignet sich für lange Touren.", "use", "lange Touren"),
        ("Für mich als Hobbybastlerin genau das Richtige.", "audience", "Hobbybastlerin"),
        ("Ich nehme es statt Zucker.", "instead_of", "Zucker"),
        ("Für mich die beste Alternative zum Auto.", "instead_of", "Auto"),
        ("Great for beginners.", "audience", "beginners"),
        ("Perfect for camping.", "use", "camping"),
        ("I use it instead of my old blender.", "instead_of", "old blender"),
        ("Perfekt für meine Mutter.", "audience", "Mutter"),
    ],
)
def test_a_sentence_says_for_whom_for_what_or_instead_of_what(text: str, what: str, words: str) -> None:
    assert (what, words) in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nicht für Kinder geeignet.",
        "Eignet sich nicht für Kinder.",
        "Ungeeignet für Kinder.",
        "Not suitable for children.",
        "Für Kinder ist das nichts.",
    ],
)
def test_a_not_for_is_a_limit_and_no_audience(text: str) -> None:
    assert {what for what, _ in said(text)} == {"limit"}


@pytest.mark.parametrize(
    "text",
    [
        "Ist das für Kinder geeignet?",
        "Wäre ideal für Kinder, wenn es leichter wäre.",
        "Would be great for kids.",
        "Is it good for beginners?",
        "Perfekt für mich.",
        "Das war gut.",
    ],
)
def test_a_question_a_wish_and_praise_alone_say_nothing(text: str) -> None:
    assert said(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Ich brauche 10 Minuten im Bad.",
        "Als ich im Zug war, war kein Platz frei.",
        "Im Sommer trage ich Shorts.",
        "Wir waren vergangenes Wochenende unterwegs.",
        "Für die Zustimmung gibt es gute Gründe.",
        "Gemeinsam essen statt alleine warten.",
        "Danke für die Hilfe und für die Geduld.",
        "Try to be rational instead of angry.",
        "Good for you buddy.",
        "You can turn right on red.",
        "As a household we deal with it.",
        "Thank you for the help and for sharing this.",
    ],
)
def test_where_somebody_is_or_what_somebody_does_is_no_use_of_a_product(text: str) -> None:
    assert said(text) == set()


@pytest.mark.parametrize(
    ("text", "what", "words"),
    [
        ("Im Büro nutze ich sie jeden Tag.", "use", "Im Büro"),
        ("Praktisch im Urlaub und auf Reisen.", "use", "auf Reisen"),
        ("Auf dem Rad stundenlang im Regen dicht.", "use", "im Regen"),
        ("Im Zug ist es endlich still.", "use", "Im Zug"),
        ("Ich trinke ihn statt Kaffee.", "instead_of", "Kaffee"),
        ("Ideal auf dem Balkon.", "use", "Balkon"),
        ("I bought it instead of a new laptop.", "instead_of", "new laptop"),
        ("Handy on the go, I use it every day.", "use", "on the go"),
    ],
)
def test_where_a_product_is_used_is_a_use(text: str, what: str, words: str) -> None:
    assert (what, words) in said(text)


def product(key: str = "A", **facts: str) -> Known:
    return Known(key, facts=[Stated(f"{key}/{n}///shop", n, Kind.TEXT, v, locale="de_DE") for n, v in facts.items()])


def reviews(*texts: str) -> list[Review]:
    return [Review("A", text, f"row {row} in reviews.csv") for row, text in enumerate(texts, 2)]


def test_people_who_say_the_same_are_counted_together() -> None:
    found = propose_contexts(
        [product()],
        reviews("Ideal für Anfänger.", "Super für Anfänger!", "Eignet sich für Anfänger.", "Ideal für Profis."),
    )
    sure = {one.value: one.confidence for one in found}
    assert sure["Anfänger"] > 0.6
    assert sure["Profis"] < 0.35
    [beginners] = [one for one in found if one.value == "Anfänger"]
    assert [e.where for e in beginners.evidence] == [f"row {row} in reviews.csv" for row in (2, 3, 4)]


def test_a_fact_of_the_product_is_surer_than_one_voice_and_is_quoted_with_its_place() -> None:
    text = "Ein Rucksack mit 30 l. Er eignet sich für lange Touren."
    [found] = propose_contexts([product(description=text)])
    [evidence] = found.evidence
    assert found.confidence >= 0.7
    assert evidence.where == "A/description///shop"
    assert text[evidence.start : evidence.end] == evidence.quote == "Er eignet sich für lange Touren."


def test_what_a_fact_says_already_is_not_proposed() -> None:
    assert propose_contexts([product(target_audience="Anfänger")], reviews("Ideal für Anfänger.")) == []


def test_without_a_word_of_anybody_there_is_no_proposal() -> None:
    assert propose_contexts([product(name="Zelt für 2 Personen", color="Rot")]) == []


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Schreibt mir an jens.k@example.org!", "jens.k"),
        ("Ruft an: 0171 234 56 78.", "0171"),
        ("Toll. Liebe Grüße, Martin Huber", "Huber"),
        ("Frau Lindner aus dem Service war nett.", "Lindner"),
        ("Ich heiße Jan Peters und bin zufrieden.", "Peters"),
        ("Great. Cheers, Susan", "Susan"),
        ("Ich wohne in der Gartenstraße 12.", "Gartenstraße 12"),
    ],
)
def test_what_tells_who_a_person_is_goes_out_of_a_review(text: str, secret: str) -> None:
    assert secret not in masked(text)
    assert MASK in masked(text)


@pytest.mark.parametrize(
    "text", ["Hält 10 Stunden.", "Kostet 149,90 €.", "Breite 120 cm, Höhe 75 cm.", "EL 4000 ist super."]
)
def test_figures_of_a_product_are_no_phone_numbers(text: str) -> None:
    assert masked(text) == text


# --- Asked for --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("Ist die spülmaschinenfest?", "dishwasher_safe"),
        ("Wie schwer ist der Koffer?", "weight"),
        ("Wieviel wiegt das?", "weight"),
        ("Ist das Müsli vegan?", "vegan"),
        ("Is it waterproof?", "waterproof"),
        ("How wide is the table?", "width"),
        ("Welche Garantie gibt es?", "warranty"),
        ("Welches Gewinde hat es?", "thread_size"),
        ("Wer hat das bestellt?", "-"),
    ],
)
def test_a_question_asks_for_an_attribute(text: str, attribute: str) -> None:
    [sentence] = sentences(text, "here")
    assert asked_for(sentence)[:1] == ([attribute] if attribute != "-" else [])


def test_a_statement_asks_for_nothing() -> None:
    [sentence] = sentences("Ist sehr schwer und nicht vegan.", "here")
    assert asked_for(sentence) == []


def test_what_is_asked_and_no_fact_says_is_proposed_with_its_count_and_without_a_value() -> None:
    found = propose_missing([product()], reviews("Ist die vegan?", "Super. Ist das Müsli vegan?", "Gut."))
    [one] = found
    assert (one.what, one.attribute, one.value) == ("missing", "vegan", "")
    assert one.label.de.startswith("2 ×")
    assert len(one.evidence) == 2


def test_what_a_fact_of_the_product_or_of_its_parent_says_is_not_missing() -> None:
    variant = Known("A", parent="P")
    parent = product("P", vegan="true")
    assert propose_missing([product(vegan="true")], reviews("Ist das vegan?")) == []
    assert propose_missing([variant, parent], reviews("Ist das vegan?")) == []


@given(st.text(max_size=200))
def test_any_review_can_be_read(text: str) -> None:
    for one in propose_contexts([product()], reviews(masked(text))):
        assert one.value
        assert one.evidence
