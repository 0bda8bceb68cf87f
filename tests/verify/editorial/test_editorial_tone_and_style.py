"""Tone and style."""

import pytest
from editorial_desk import NOW, Inspect, make_channel, make_source, rules
from hypothesis import given
from hypothesis import strategies as st

from klaviatur.records import Phrasebook, Severity, Variant, VariantPart, Voice
from klaviatur.verify.editorial import inspect
from klaviatur.verify.editorial.style import is_passive


@pytest.mark.parametrize(
    "words", ["Wir freuen uns, Tonda zu zeigen.", "In der heutigen Zeit zählt Wärme.", "Mit Stolz zeigen wir Tonda."]
)
def test_throat_clearing_is_named(check: Inspect, words: str) -> None:
    assert "tone.opener" in rules(check(words))


def test_english_throat_clearing_is_named(check: Inspect) -> None:
    assert "tone.opener" in rules(check("We’re thrilled to show Tonda.", language="en"))
    assert "tone.opener" not in rules(check("Tonda is here. We’re thrilled.", language="en"))


def test_one_exclamation_mark_is_enough(check: Inspect) -> None:
    assert "tone.exclamation" not in rules(check("Tonda kommt!"))
    assert "tone.exclamation" in rules(check("Tonda kommt! Endlich!"))
    assert "tone.exclamation" in rules(check("Tonda kommt!", channel=make_channel(formality="b2b")))
    assert "tone.exclamation" not in rules(check("„Toll! Endlich!“, sagt sie."))


def test_emoji_need_channel_and_voice(check: Inspect) -> None:
    both = make_channel(emoji=True)
    assert "tone.emoji" in rules(check("Warm 🔥", channel=both))
    assert "tone.emoji" in rules(check("Warm 🔥", voice=Voice(emoji=True)))
    assert "tone.emoji" not in rules(check("Warm 🔥", voice=Voice(emoji=True), channel=both))


def test_shouting_is_named_but_not_names_of_the_source(check: Inspect) -> None:
    assert "tone.capitals" in rules(check("JETZT KAUFEN"))
    assert "tone.capitals" not in rules(check("Der TONDA ist da.", "Der TONDA ist da."))
    assert "tone.capitals" not in rules(check("ARD, ZDF und die GmbH berichten."))


def test_pressure_needs_a_source(check: Inspect) -> None:
    assert "tone.scarcity" in rules(check("Nur für kurze Zeit."))
    assert "tone.scarcity" not in rules(check("Nur für kurze Zeit.", "Den Speicher gibt es nur für kurze Zeit."))


def test_a_hook_is_answered(check: Inspect) -> None:
    assert "tone.hook" in rules(check("Kennen Sie schon Brotbackautomaten? Lindhof baut Speicher."))
    assert "tone.hook" not in rules(check("Was kostet der Speicher? Der Speicher kostet 3.490 Euro."))


def test_hype_is_one_note(check: Inspect) -> None:
    found = check("Der innovative, einzigartige Speicher ist spannend.")
    assert [each.severity for each in found if each.rule == "tone.hype"] == [Severity.NOTE]


def test_the_longest_sentence_is_named_once(check: Inspect) -> None:
    found = check("Der Speicher " + "sehr " * 40 + "warm. Er " + "ist " * 30 + "da.")
    assert len([each for each in found if each.rule == "style.long_sentence"]) == 1


@pytest.mark.parametrize(
    ("sentence", "language", "passive"),
    [
        ("Der Feldversuch wurde von der Universität begleitet.", "de", True),
        ("Das Gerät wird im Keller aufgestellt.", "de", True),
        ("Es wird warm.", "de", False),
        ("Die Firma baut Speicher.", "de", False),
        ("The trial was run by the university.", "en", False),
        ("The store is fitted by eleven firms.", "en", True),
        ("The firm builds stores.", "en", False),
    ],
)
def test_the_passive_is_recognised(sentence: str, language: str, *, passive: bool) -> None:
    assert is_passive(sentence, language) is passive  # type: ignore[arg-type]


def test_a_passive_text_is_noted(check: Inspect) -> None:
    words = "Der Ton wird gebrannt. Das Gerät wird gebaut. Der Lüfter wurde getauscht. Das Haus wird geheizt."
    assert "style.passive" in rules(check(words))


@pytest.mark.parametrize(
    ("words", "language"),
    [
        (
            "Lindhof baut den Speicher Tonda. Der Einbau dauert 45 Minuten. Mehr unter https://www.lindhof.example/tonda.",
            "de",
        ),
        ("Lindhof builds the Tonda store. Fitting takes 45 minutes. More: https://www.lindhof.example/tonda", "en"),
    ],
)
def test_a_good_variant_shows_nothing(check: Inspect, words: str, language: str) -> None:
    assert check(words, language=language) == []


@given(st.text(max_size=200), st.sampled_from(["de", "en"]))
def test_any_text_can_be_inspected_and_spans_hold(text: str, language: str) -> None:
    variant = Variant("post", "0" * 64, language, (VariantPart("text", text), VariantPart("text", "!" + text)))  # type: ignore[arg-type]
    voice = Voice(address="du", gender="colon", avoid=(("a", "b"),))
    findings, figures = inspect(variant, make_source(), make_channel(), voice, Phrasebook(), now=NOW)
    assert 0 <= figures["readability"] <= 100
    assert 0 <= figures["spam_likeness"] <= 1
    for each in findings:
        if each.part is not None and each.span is not None:
            assert variant.parts[each.part].text[each.span.start : each.span.end] == each.words


def test_only_the_first_words_of_a_text_can_clear_the_throat(check: Inspect) -> None:
    body = "Lindhof baut den Speicher Tonda, und der Einbau dauert in jeder Wohnung etwa 45 Minuten, sagt Lindhof."
    assert "tone.opener" not in rules(check((body, "Wir freuen uns auf Fragen.")))
    assert "tone.opener" in rules(check(("Tonda ist da", "Wir freuen uns auf Fragen.")))


@pytest.mark.parametrize(
    ("language", "chatty", "official"),
    [
        ("de", "Hey, das ist echt cool! Kommst du?", "Die Antragstellerinnen reichen die Unterlagen bis zum 30. April schriftlich bei der Behörde ein."),
        ("de", "Du willst warm wohnen? Super!", "Wir bitten Sie, die beigefügten Unterlagen unterschrieben zurückzusenden."),
        ("en", "Hey guys, it's awesome! You'll love it!", "Applicants submit the documents to the authority in writing by 30 April."),
    ],
)  # fmt: skip
def test_official_texts_are_more_formal_than_chatty_ones(language: str, chatty: str, official: str) -> None:
    def measured(text: str) -> float:
        variant = Variant("post", "0" * 64, language, (VariantPart("text", text),))  # type: ignore[arg-type]
        return inspect(variant, make_source(), make_channel(), Voice(), Phrasebook(), now=NOW)[1]["formality"]

    assert measured(chatty) < 0.35
    assert measured(official) > 0.6
