"""Realise: every slot of a record is said once, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.compose.pieces import text_of
from klaviatur.compose.realise import Slot, an, gender_of_category, realise_product, realise_venue
from klaviatur.records import Language, Span

VENUE = {
    "eatType": ("pub", "restaurant", "coffee shop"),
    "food": ("Italian", "Fast food", "Japanese"),
    "area": ("riverside", "city centre"),
    "near": ("The Old Mill", "Hafen 7"),
    "customer rating": ("average", "5 out of 5", "low"),
    "priceRange": ("cheap", "less than £20", "£20-25"),
    "familyFriendly": ("yes", "no"),
}
LANGUAGES: tuple[Language, ...] = ("de", "en")


def test_a_full_english_record_reads_like_two_sentences_of_a_guide() -> None:
    slots = [Slot("name", "Halm"), *(Slot(label, values[0]) for label, values in VENUE.items())]
    assert text_of(realise_venue(slots, "en")) == (
        "Halm is a pub serving Italian food in the riverside area near The Old Mill. "
        "It is family-friendly and has an average customer rating and cheap prices."
    )


def test_a_full_german_record_reads_like_two_sentences_of_a_guide() -> None:
    slots = [Slot("name", "Halm"), *(Slot(label, values[1]) for label, values in VENUE.items())]
    assert text_of(realise_venue(slots, "de")) == (
        "Halm ist ein Restaurant mit Fast Food im Stadtzentrum in der Nähe von Hafen 7. "
        "Das Lokal ist nicht familienfreundlich und hat eine Kundenbewertung von 5 von 5 und Preise von weniger als 20 £."
    )


def test_a_record_of_one_claim_is_one_sentence() -> None:
    slots = [Slot("name", "Halm"), Slot("customer rating", "high")]
    assert text_of(realise_venue(slots, "en")) == "Halm has a high customer rating."
    assert text_of(realise_venue(slots, "de")) == "Halm hat eine hohe Kundenbewertung."


def test_a_label_that_comes_twice_is_said_twice() -> None:
    slots = [Slot("name", "Halm"), Slot("eatType", "pub"), Slot("eatType", "restaurant")]
    assert text_of(realise_venue(slots, "en")) == "Halm is a pub and restaurant."


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(sorted(VENUE)), st.integers(0, 2), min_size=1),
    st.sampled_from(LANGUAGES),
)
def test_a_name_is_said_once_and_every_sentence_ends(chosen: dict[str, int], language: Language) -> None:
    slots = [Slot("name", "Halm"), *(Slot(label, VENUE[label][n % len(VENUE[label])]) for label, n in chosen.items())]
    text = text_of(realise_venue(slots, language))
    assert text.count("Halm") == 1
    assert text.endswith(".")
    assert "{" not in text
    assert "  " not in text


def test_a_german_product_gets_article_and_verb_where_the_gender_is_known() -> None:
    slots = [
        Slot("name", "Tonda 8"),
        Slot("brand", "Lindhof"),
        Slot("category", "Wärmespeicher"),
        Slot("Kapazität", "8", "kWh"),
        Slot("Gewicht", "24", "kg"),
        Slot("Kühlmittel", "R290"),
    ]
    assert text_of(realise_product(slots, "de")).replace("\u00a0", "~") == (
        "Tonda 8 von Lindhof ist ein Wärmespeicher. Die Kapazität beträgt 8~kWh, das Gewicht 24~kg. Daten: Kühlmittel R290."
    )


def test_a_category_of_unknown_gender_is_said_without_an_article() -> None:
    found = realise_product([Slot("name", "Q1"), Slot("category", "Xylofant")], "de")
    assert text_of(found) == "Q1 gehört zur Kategorie Xylofant."


def test_an_english_product_reads_like_prose() -> None:
    slots = [
        Slot("name", "Pike 3"),
        Slot("category", "electric kettle"),
        Slot("Volume", "1.7", "l"),
        Slot("Colour", "red"),
    ]
    assert text_of(realise_product(slots, "en")).replace("\u00a0", " ") == (
        "Pike 3 is an electric kettle. Its volume is 1.7 l, and its colour is red."
    )


def test_a_brand_that_is_part_of_the_name_is_not_said_again() -> None:
    assert text_of(realise_product([Slot("name", "Lindhof Tonda"), Slot("brand", "Lindhof")], "de")) == "Lindhof Tonda."


def test_a_product_without_a_name_is_refused_with_the_next_step() -> None:
    with pytest.raises(ValueError, match="Add Slot"):
        realise_product([Slot("brand", "Lindhof")], "de")


def test_a_value_with_a_span_keeps_it_and_wording_is_declared() -> None:
    found = realise_venue([Slot("name", "Halm", span=Span(5, 9)), Slot("food", "Italian", span=Span(20, 27))], "de")
    assert found[0].source == Span(5, 9)
    assert found[0].change == ""
    food = next(piece for piece in found if piece.source == Span(20, 27))
    assert (food.text, food.change) == ("italienischer Küche", "realised")
    assert all(piece.phrase for piece in found if piece.source is None)


@settings(deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["kg", "cm", "kWh"]), st.sampled_from(LANGUAGES))
def test_a_value_never_loses_its_unit(number: int, unit: str, language: Language) -> None:
    found = realise_product([Slot("name", "Q1"), Slot("Gewicht", str(number), unit)], language)
    assert f"{number}\u00a0{unit}" in text_of(found)


@pytest.mark.parametrize(
    ("word", "article"), [("hour", "an"), ("unit", "a"), ("oven", "an"), ("euro", "a"), ("LED", "an")]
)
def test_the_english_article_follows_the_sound(word: str, article: str) -> None:
    assert an(word) == article


@pytest.mark.parametrize(
    ("category", "gender"),
    [("Wärmespeicher", "m"), ("Kaffeemaschine", "f"), ("Messgerät", "n"), ("Stehlampe", "f"), ("Dings", None)],
)
def test_the_gender_of_a_category_is_told_by_its_last_part(category: str, gender: str | None) -> None:
    assert gender_of_category(category) == gender
