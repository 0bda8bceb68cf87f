"""Gender forms: groups of people in the form of the voice, only where the plural is sure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written import GERMAN, written

from klaviatur.compose.gender import in_form
from klaviatur.compose.gender.persons import person_named
from klaviatur.compose.pieces import text_of
from klaviatur.records import Finding, Piece, Span, Voice
from klaviatur.text.lexicon import read_table

POLICIES = ("pair", "star", "colon", "neutral", "generic")


def formed(text: str, policy: str, *names: str) -> str:
    return text_of(in_form((Piece(text, source=Span(0, len(text))),), policy, names)[0])


def doubts(text: str, policy: str) -> tuple[Finding, ...]:
    return in_form((Piece(text, source=Span(0, len(text))),), policy, ())[1]


@pytest.mark.parametrize(
    ("text", "pair", "star"),
    [
        ("Die Mitarbeiter beraten.", "Die Mitarbeiterinnen und Mitarbeiter beraten.", "Die Mitarbeiter*innen beraten."),
        ("140 Mitarbeiter helfen.", "140 Mitarbeiterinnen und Mitarbeiter helfen.", "140 Mitarbeiter*innen helfen."),
        ("Kunden zahlen nichts.", "Kundinnen und Kunden zahlen nichts.", "Kund*innen zahlen nichts."),
        ("Wir danken den Anwohnern.", "Wir danken den Anwohnerinnen und Anwohnern.", "Wir danken den Anwohner*innen."),
        ("Sie spricht mit den Kunden.", "Sie spricht mit den Kundinnen und Kunden.", "Sie spricht mit den Kund*innen."),
        (
            "Die Zahl der Besucher steigt.",
            "Die Zahl der Besucherinnen und Besucher steigt.",
            "Die Zahl der Besucher*innen steigt.",
        ),
        ("Neue Ärzte kommen.", "Neue Ärztinnen und Ärzte kommen.", "Neue Ärzt*innen kommen."),
        ("Sie sucht junge Köche.", "Sie sucht junge Köchinnen und Köche.", "Sie sucht junge Köch*innen."),
        (
            "Schüler, Studenten und Rentner zahlen weniger.",
            "Schülerinnen und Schüler, Studentinnen und Studenten sowie Rentnerinnen und Rentner zahlen weniger.",
            "Schüler*innen, Student*innen und Rentner*innen zahlen weniger.",
        ),
    ],
)
def test_a_sure_plural_gets_the_form_of_the_voice(text: str, pair: str, star: str) -> None:
    assert formed(text, "pair") == pair
    assert formed(text, "star") == star
    assert formed(text, "colon") == star.replace("*", ":")


@pytest.mark.parametrize(
    ("text", "neutral"),
    [
        ("Die Mitarbeiter beraten.", "Die Mitarbeitenden beraten."),
        ("140 Mitarbeiter helfen.", "140 Mitarbeitende helfen."),
        ("Alle Studenten zahlen weniger.", "Alle Studierenden zahlen weniger."),
        ("Sie spricht mit vielen Studenten.", "Sie spricht mit vielen Studierenden."),
        ("Viele Lehrer kommen mit Lehrern aus Kassel.", "Viele Lehrkräfte kommen mit Lehrkräften aus Kassel."),
        ("Die Mitarbeiterinnen und Mitarbeiter beraten.", "Die Mitarbeitenden beraten."),
        ("Nutzer und Zuschauer zahlen nichts.", "Nutzende und Zuschauende zahlen nichts."),
        ("Alle Internetnutzer und viele Berufspendler.", "Alle Internetnutzenden und viele Berufspendelnde."),
        ("Sie lernt mit den Azubis und den Ehrenamtlern.", "Sie lernt mit den Auszubildenden und den Ehrenamtlichen."),
        ("Drei Ansprechpartner helfen.", "Drei Ansprechpersonen helfen."),
        ("Sie dankt den Sanitätern und Altenpflegern.", "Sie dankt den Rettungskräften und Pflegekräften."),
        ("Urlauber und Wanderer kommen.", "Reisende und Wanderer kommen."),  # no sure word: left as it is
        ("Die Leiter steht an der Wand.", "Die Leiter steht an der Wand."),
    ],
)
def test_a_neutral_word_takes_the_ending_its_article_asks_for(text: str, neutral: str) -> None:
    assert formed(text, "neutral") == neutral


@pytest.mark.parametrize(
    "text",
    [
        "Der Mitarbeiter Jan Koch ist Lehrer.",
        "Geschäftsführer Arne Pohl freut sich.",
        "Als Trainer arbeitet er seit 2019.",
        "„Die Mitarbeiter sind müde“, sagt sie.",
        "Der Hersteller beliefert den Handel.",
        "Der Kunde zahlt nichts.",
        "Sie fragt den Kunden.",
        "Er wird Bürgermeister.",
        "Der Kundenservice hilft beim Fahrradkauf.",
        "1 Besucher kam.",
    ],
)
@pytest.mark.parametrize("policy", POLICIES)
def test_one_person_a_name_a_quote_and_a_firm_stay_as_they_are(text: str, policy: str) -> None:
    assert formed(text, policy, "Jan Koch", "Arne Pohl") == text


@pytest.mark.parametrize(
    ("text", "policy", "turned"),
    [
        ("Die Kundinnen und Kunden zahlen.", "star", "Die Kund*innen zahlen."),
        ("Die Kund:innen zahlen.", "star", "Die Kund*innen zahlen."),
        ("Die Kund*innen zahlen.", "pair", "Die Kundinnen und Kunden zahlen."),
        ("Wir danken den Schüler*innen.", "pair", "Wir danken den Schülerinnen und Schülern."),
        ("Wir danken den Schülerinnen und Schülern.", "generic", "Wir danken den Schülern."),
        ("Die Ärzt*innen helfen.", "generic", "Die Ärzte helfen."),
        ("Kunden und Kundinnen zahlen.", "colon", "Kund:innen zahlen."),
    ],
)
def test_one_form_becomes_the_other(text: str, policy: str, turned: str) -> None:
    assert formed(text, policy) == turned


def test_a_longer_word_follows_the_word_it_ends_in() -> None:
    assert formed("Die Fachverkäufer und die Motorradfahrer kommen.", "star") == (
        "Die Fachverkäufer*innen und die Motorradfahrer*innen kommen."
    )


def test_a_single_person_meant_for_all_is_a_note_with_a_proposal() -> None:
    (note,) = doubts("Im Mai bekommt jeder Kunde einen Beutel.", "pair")
    assert (note.rule, note.words, note.proposal) == ("gender.single", "jeder Kunde", "jede Kundin oder jeder Kunde")
    assert note.span == Span(15, 26)


def test_a_group_without_a_neutral_word_is_a_note_with_the_pair_as_proposal() -> None:
    (note,) = doubts("Die Rentner zahlen weniger.", "neutral")
    assert (note.rule, note.words, note.proposal) == ("gender.no_form", "Rentner", "Rentnerinnen und Rentner")


PEOPLE = read_table("klaviatur.compose.gender", "persons.toml")["er"].split()


@settings(deadline=None)
@given(st.sampled_from(PEOPLE), st.sampled_from(["die {}", "alle {}", "12 {}", "mit den {}n", "die Zahl der {}"]))
def test_a_form_once_reached_stays(word: str, frame: str) -> None:
    for policy in POLICIES:
        once = formed(f"Im Mai sehen wir {frame.format(word)} hier.", policy)
        assert formed(once, policy) == once


@pytest.mark.parametrize("word", PEOPLE)
def test_every_word_of_the_list_is_known_with_its_forms(word: str) -> None:
    person = person_named(word)
    assert person is not None
    assert person.women == f"{word}innen"
    assert person_named(f"{word}n") == person


@pytest.mark.parametrize(
    "word", ["Hersteller", "Anbieter", "Fehler", "Zimmer", "Partner", "Händler", "Kassel", "Kunde"]
)
def test_a_firm_a_thing_and_a_single_person_are_no_group(word: str) -> None:
    assert person_named(word) is None


@pytest.mark.parametrize("policy", POLICIES)
def test_every_channel_speaks_of_people_in_one_form(policy: str) -> None:
    text = GERMAN.replace("Kundinnen und Kunden", "Kunden")
    voice = Voice(gender=policy)  # type: ignore[arg-type]
    shown = " ".join(
        part.text
        for channel in ("press_release", "newsletter", "linkedin", "faq")
        for part in written(text, channel, voice).parts
    )
    wanted = {
        "pair": "Kundinnen und Kunden",
        "star": "Kund*innen",
        "colon": "Kund:innen",
        "neutral": "Kunden",
        "generic": "Kunden",
    }
    assert wanted[policy] in shown
    others = {"Kundinnen und Kunden", "Kund*innen", "Kund:innen"} - {wanted[policy]}
    assert not any(other in shown for other in others)
