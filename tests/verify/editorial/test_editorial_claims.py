"""Claims that advertising law asks proof for."""

import pytest
from editorial_desk import Inspect, make_channel, rules

from klaviatur.records import Severity


@pytest.mark.parametrize(
    "words",
    [
        "Der beste Speicher.",
        "Unser größtes Werk.",
        "Lindhof ist Marktführer.",
        "Garantiert warm.",
        "Der leiseste Speicher der Welt.",
    ],
)
def test_a_superlative_of_our_own_is_a_warning(check: Inspect, words: str) -> None:
    found = [each for each in check(words) if each.rule == "superlative.added"]
    assert found
    assert found[0].severity is Severity.WARN


@pytest.mark.parametrize(
    "words", ["The best store.", "It is the world's first.", "Guaranteed warm.", "A market-leading product."]
)
def test_an_english_superlative_of_our_own_is_a_warning(check: Inspect, words: str) -> None:
    assert "superlative.added" in rules(check(words, "Lindhof builds a store.", language="en"))


def test_a_superlative_of_the_source_asks_for_proof_once(check: Inspect) -> None:
    found = check("Der schnellste Einbau. Noch einmal: der schnellste Einbau.")
    assert [each.severity for each in found if each.rule == "claim.proof"] == [Severity.NOTE]
    assert "superlative.added" not in rules(found)


@pytest.mark.parametrize(
    "words",
    [
        "Am besten melden Sie sich an.",
        "Der erste Speicher läuft.",
        "Lindhof bestellt Ton.",
        "„Das ist das Beste“, sagt sie.",
    ],
)
def test_advice_order_and_quotes_are_no_superlatives(check: Inspect, words: str) -> None:
    assert "superlative.added" not in rules(check(words))


def test_a_green_word_is_a_warning_where_it_sells(check: Inspect) -> None:
    found = check("Der klimaneutrale Speicher.")
    assert [(each.rule, each.severity) for each in found if each.rule == "claim.green"] == [
        ("claim.green", Severity.WARN)
    ]


def test_a_green_word_of_the_source_is_a_note_in_a_press_text(check: Inspect) -> None:
    press = make_channel(family="press", formality="b2b")
    found = check("Der klimaneutrale Speicher.", "Der klimaneutrale Speicher Tonda.", channel=press)
    assert [each.severity for each in found if each.rule == "claim.green"] == [Severity.NOTE]


def test_a_health_word_is_named(check: Inspect) -> None:
    assert "claim.health" in rules(check("Der Tee stärkt das Immunsystem.", "Der Tee stärkt das Immunsystem."))
    assert "claim.health" in rules(check("The tea is a detox.", "The tea is a detox.", language="en"))


def test_free_needs_the_source(check: Inspect) -> None:
    assert "claim.free" in rules(check("Der Einbau ist kostenlos."))
    assert rules(check("Der Einbau ist kostenlos.", "Der Einbau ist kostenlos.")) == set()
    assert "claim.free" in rules(check("Fitting is free of charge.", language="en"))


@pytest.mark.parametrize("words", ["Das führt zu einem Streit, leading to nothing.", "This is leading to a change."])
def test_leading_to_something_is_no_claim(check: Inspect, words: str) -> None:
    assert "superlative.added" not in rules(check(words, language="en"))
