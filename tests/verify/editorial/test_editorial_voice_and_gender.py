"""The sender's voice."""

import pytest
from editorial_desk import Inspect, make_channel, rules

from klaviatur.records import Severity, Voice


def test_the_wrong_address_is_named_once_per_part(check: Inspect) -> None:
    found = check(("Sichern Sie sich Ihren Platz.", "Wir helfen Ihnen."), voice=Voice(address="du"))
    assert [(each.part, each.words) for each in found if each.rule == "address.wrong"] == [(0, "Sie"), (1, "Ihnen")]


def test_the_right_address_is_silent(check: Inspect) -> None:
    assert "address.wrong" not in rules(check("Sichere dir deinen Platz.", voice=Voice(address="du")))
    assert "address.wrong" not in rules(check("„Ich danke Ihnen“, sagt sie.", voice=Voice(address="du")))


def test_a_neutral_voice_does_not_change_sides(check: Inspect) -> None:
    assert "address.mixed" in rules(check("Du kannst kommen. Wir helfen Ihnen."))
    assert "address.mixed" not in rules(check("Wir helfen Ihnen. Das wissen Sie."))


@pytest.mark.parametrize(("word", "proposal"), [("innovativ", "neu"), ("Innovative", "Neu")])
def test_a_word_to_avoid_has_a_proposal(check: Inspect, word: str, proposal: str) -> None:
    found = [
        each
        for each in check(f"{word} ist er.", voice=Voice(avoid=(("innovativ", "neu"),)))
        if each.rule == "voice.avoid"
    ]
    assert [(each.words, each.proposal) for each in found] == [(word, proposal)]


def test_a_word_to_avoid_inside_a_quote_is_a_note(check: Inspect) -> None:
    found = check("„Das ist innovativ“, sagt sie.", voice=Voice(avoid=(("innovativ", None),)))
    assert [each.severity for each in found if each.rule == "voice.avoid"] == [Severity.NOTE]


def test_longer_words_are_not_avoided(check: Inspect) -> None:
    assert "voice.avoid" not in rules(check("Die Dealerschaft.", voice=Voice(avoid=(("Deal", None),))))


def test_the_first_person_needs_a_person(check: Inspect) -> None:
    assert "voice.first_person" in rules(check("Ich baue Speicher."))
    assert "voice.first_person" not in rules(check("Ich baue Speicher.", voice=Voice(person="Mira Adomat")))
    assert "voice.first_person" not in rules(check("„Ich war skeptisch“, sagt er."))


def test_a_word_out_of_register_is_named(check: Inspect) -> None:
    assert "tone.register" in rules(check("Das ist krass.", voice=Voice(register="formal")))
    assert "tone.register" in rules(check("Hiermit teilen wir mit.", voice=Voice(register="lively")))
    assert "tone.register" not in rules(check("Das ist warm.", voice=Voice(register="formal")))


@pytest.mark.parametrize(
    ("policy", "words", "wrong"),
    [
        ("colon", "Die Mieter*innen zahlen nichts.", "Mieter*innen"),
        ("star", "Die Mieter:innen zahlen nichts.", "Mieter:innen"),
        ("pair", "Die MieterInnen zahlen nichts.", "MieterInnen"),
        ("neutral", "Die Mieterinnen und Mieter zahlen nichts.", "Mieterinnen und Mieter"),
        ("generic", "Jede:r Kund/-innen zahlt.", "Jede:r"),
    ],
)
def test_a_form_against_the_policy_is_named(check: Inspect, policy: str, words: str, wrong: str) -> None:
    found = [each for each in check(words, voice=Voice(gender=policy)) if each.rule == "gender.policy"]  # type: ignore[arg-type]
    assert found[0].words == wrong


def test_the_star_can_be_exchanged_for_the_colon(check: Inspect) -> None:
    found = check("Die Mieter*innen zahlen nichts.", voice=Voice(gender="colon"))
    assert [each.proposal for each in found if each.rule == "gender.policy"] == ["Mieter:innen"]


def test_two_marks_in_one_text_are_a_note(check: Inspect) -> None:
    assert "gender.mixed" in rules(check("Die Mieter*innen und Kund:innen zahlen nichts."))
    assert "gender.mixed" not in rules(check("Die Mieterinnen und Mieter zahlen. Die Kund:innen auch."))


@pytest.mark.parametrize(
    "words", ["Um 18:30 Uhr.", "Mehr: https://a.example/in", "In Kassel und/oder Erfurt.", "Note 1:in Worten eins"]
)
def test_times_and_addresses_are_no_gender_forms(check: Inspect, words: str) -> None:
    assert "gender.policy" not in rules(check(words, voice=Voice(gender="pair")))


def test_english_has_no_gender_policy(check: Inspect) -> None:
    assert not rules(check("Tenants pay nothing.", "Tenants pay nothing.", language="en", voice=Voice(gender="star")))


def test_speech_may_say_i(check: Inspect) -> None:
    assert "voice.first_person" not in rules(check("Ich begrüße alle.", channel=make_channel(family="speech")))


def test_in_a_question_the_reader_says_i(check: Inspect) -> None:
    assert "voice.first_person" not in rules(check("Was muss ich tun? Nichts."))
    assert "voice.first_person" not in rules(check("What should I do? Nothing.", language="en"))


@pytest.mark.parametrize("policy", ["pair", "star", "colon"])
def test_a_group_named_in_the_masculine_alone_is_a_note(check: Inspect, policy: str) -> None:
    found = [f for f in check("Die Kunden zahlen 3 Euro.", voice=Voice(gender=policy)) if f.rule == "gender.generic"]
    assert [(f.words, f.severity) for f in found] == [("Kunden", Severity.NOTE)]


@pytest.mark.parametrize(
    "words",
    [
        "Die Kundinnen und Kunden zahlen.",
        "Die Kunden und Kundinnen zahlen.",
        "Der Kunde zahlt.",
        "„Die Kunden zahlen“, sagt sie.",
    ],
)
def test_a_pair_one_person_and_a_quote_are_no_masculine_group(check: Inspect, words: str) -> None:
    assert "gender.generic" not in rules(check(words, voice=Voice(gender="pair")))


def test_a_voice_without_policy_may_name_groups_as_it_likes(check: Inspect) -> None:
    assert "gender.generic" not in rules(check("Die Kunden zahlen.", voice=Voice()))
