"""Each typed check, German and English, at the promise: ask about a sentence, read the rules of the doubts."""

from datetime import date

import pytest

from klaviatur.records import Language, Verdict
from klaviatur.verify.checks import check_quotes
from klaviatur.verify.facts import gather
from klaviatur.verify.findings import severity_of
from klaviatur.verify.judge import Judge, Question, questions_in

GERMAN = """Die Stadtwerke Ahrenfeld senken den Strompreis ab dem 4. Januar 2027 um 23 Prozent.

Rund 1.850 Haushalte zahlen dann 31,5 Cent je Kilowattstunde. Die Stadtwerke Ahrenfeld haben der Firma Kessler den Auftrag für \
4,2 Millionen Euro erteilt. Der neue Speicher hält Wärme bis zu 18 Stunden und soll im Herbst 2027 laufen.

„Wir wollten ein Gerät bauen, das der Hausmeister versteht“, sagt Henrike Vollmer, Leiterin der Stadtwerke. Die Kosten legt der \
Versorger nicht auf die Miete um. Am 12. Mai 2027 um 18 Uhr beantwortet Olaf Teske Fragen im Rathaus. Eine Anmeldung ist nicht nötig.

Nach Angaben der Verwaltung reicht der Vorrat für den Abend. Sie können den Termin online verschieben. Nehmen Sie bitte Ihren Ausweis mit.
"""
ENGLISH = """Norrland Ferries will put an electric ship on the Skarsund route on 11 May 2027.

The vessel carries 120 cars and about 399 passengers. Norrland Ferries sued Halden Yard in 2009. It cost 41 million euros, and the \
state paid 30 percent of the price. Tickets will not become more expensive before 2028.

"We wanted a ferry that leaves on time," said Ingrid Solheim, managing director. The company expects to save 950,000 litres a year. \
A second ship may follow. Engineers from Bergen measure the range from 10 a.m. to 4 p.m.
"""


def rules(text: str, claim: str, language: Language) -> set[str]:
    facts = gather(text, language, date(2027, 1, 2))
    answers = Judge(facts, None, language).answer([question for _, question in questions_in(claim, language)])
    doubts = [*(doubt for answer in answers for doubt in answer.doubts), *check_quotes(claim, facts, language)]
    return {doubt.rule for doubt in doubts}


def german(claim: str) -> set[str]:
    return rules(GERMAN, claim, "de")


def english(claim: str) -> set[str]:
    return rules(ENGLISH, claim, "en")


@pytest.mark.parametrize(
    "claim",
    [
        "Rund 1.850 Haushalte zahlen dann 31,5 Cent je Kilowattstunde.",
        "Rund 1.850\u00a0Haushalte zahlen dann 31,5 Cent je Kilowattstunde.",
        "Ab dem 4. Januar 2027 senken die Stadtwerke Ahrenfeld den Strompreis um 23 Prozent.",
        "Ab dem 04.01.2027 senken die Stadtwerke Ahrenfeld den Strompreis um 23 %.",
        "Der neue Speicher hält Wärme bis zu 18 Stunden.",
        "Eine Anmeldung ist nicht nötig.",
        "Du kannst den Termin online verschieben.",
        "Nimm bitte deinen Ausweis mit.",
        "Am 12. Mai um 18 Uhr beantwortet Olaf Teske Fragen im Rathaus.",
        "»Wir wollten ein Gerät bauen, das der Hausmeister versteht«, sagt Henrike Vollmer.",
        "Der neue Speicher soll im Herbst 2027 laufen.",
    ],
)
def test_a_faithful_german_sentence_raises_no_doubt(claim: str) -> None:
    assert german(claim) == set()


@pytest.mark.parametrize(
    "claim",
    [
        "The vessel carries 120 cars and about 399 passengers.",
        "On May 11, 2027, Norrland Ferries will put an electric ship on the Skarsund route.",
        "The state paid 30% of the price.",
        "It cost €41m.",
        "“We wanted a ferry that leaves on time,” said Ingrid Solheim.",
        "Engineers from Bergen measure the range from 10:00 to 16:00.",
        "A second ship may follow.",
    ],
)
def test_a_faithful_english_sentence_raises_no_doubt(claim: str) -> None:
    assert english(claim) == set()


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        ("Rund 1.950 Haushalte zahlen dann 31,5 Cent je Kilowattstunde.", "number.unknown"),
        ("Die Stadtwerke Ahrenfeld senken den Strompreis um 23 Prozentpunkte.", "unit.altered"),
        ("1.850 Haushalte zahlen dann 31,5 Cent je Kilowattstunde.", "number.qualifier"),
        ("Der neue Speicher hält Wärme 18 Stunden.", "number.qualifier"),
        ("Mehr als 1.850 Haushalte zahlen dann 31,5 Cent je Kilowattstunde.", "number.qualifier"),
        ("Die Stadtwerke Ahrenfeld senken den Strompreis ab dem 5. Januar 2027.", "date.unknown"),
        ("Am 12. Mai 2027 um 19 Uhr beantwortet Olaf Teske Fragen im Rathaus.", "date.unknown"),
        ("Der neue Speicher soll morgen laufen.", "date.relative"),
        ("Die Firma Kessler GmbH Mannheim hat den Auftrag für 4,2 Millionen Euro.", "entity.unknown"),
        ("Eine Anmeldung ist nötig.", "negation.lost"),
        ("Der neue Speicher hält Wärme nicht bis zu 18 Stunden.", "negation.added"),
        ("Die Stadtwerke Ahrenfeld erhöhen den Strompreis ab dem 4. Januar 2027 um 23 Prozent.", "word.opposite"),
        ("Der neue Speicher läuft im Herbst 2027.", "modality.lost"),
        ("Der beste Speicher hält Wärme bis zu 18 Stunden.", "superlative.added"),
        ("„Wir wollten ein Gerät bauen, das jeder versteht“, sagt Henrike Vollmer.", "quote.altered"),
        ("Der Vorrat reicht für den Abend.", "attribution.lost"),
        ("„Wir wollten ein Gerät bauen, das der Hausmeister versteht“, sagt Olaf Teske.", "attribution.altered"),
        ("Die Nachbarn feierten den Beschluss mit einem Feuerwerk.", "claim.invented"),
    ],
)
def test_a_changed_german_sentence_is_doubted_for_the_right_reason(claim: str, rule: str) -> None:
    assert rule in german(claim)


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        ("The vessel carries 180 cars and about 399 passengers.", "number.unknown"),
        ("It cost 41 billion euros.", "number.unknown"),
        ("It cost 41 million dollars.", "unit.altered"),
        ("The company expects to save 950,000 gallons a year.", "unit.altered"),
        ("The vessel carries 399 passengers.", "number.qualifier"),
        ("Norrland Ferries will put an electric ship on the Skarsund route on 12 May 2027.", "date.unknown"),
        ("Engineers from Lisbon measure the range.", "entity.unknown"),
        ("Halden Yard sued Norrland Ferries in 2009.", "role.swapped"),
        ("Tickets will become more expensive before 2028.", "negation.lost"),
        ("The state never paid 30 percent of the price.", "negation.added"),
        ("A second ship will follow.", "modality.lost"),
        ("The company saves 950,000 litres a year.", "modality.lost"),
        ("The vessel carries the best 120 cars.", "superlative.added"),
        ('"We wanted a ship that leaves on time," said Ingrid Solheim.', "quote.altered"),
        ("Neighbours celebrated the event with fireworks.", "claim.invented"),
    ],
)
def test_a_changed_english_sentence_is_doubted_for_the_right_reason(claim: str, rule: str) -> None:
    assert rule in english(claim)


@pytest.mark.parametrize(
    ("rule", "severity"),
    [
        ("number.unknown", "block"),
        ("unit.altered", "block"),
        ("date.unknown", "block"),
        ("entity.unknown", "block"),
        ("negation.lost", "block"),
        ("quote.altered", "block"),
        ("claim.invented", "block"),
        ("role.swapped", "warn"),
        ("word.opposite", "warn"),
        ("modality.lost", "warn"),
        ("superlative.added", "warn"),
        ("attribution.lost", "warn"),
        ("number.rounded", "note"),
    ],
)
def test_what_falsifies_blocks_and_what_shades_warns(rule: str, severity: str) -> None:
    assert severity_of(rule) == severity


def test_a_doubted_figure_comes_with_the_figure_of_the_source() -> None:
    facts = gather(GERMAN, "de")
    doubt = (
        Judge(facts, None, "de")
        .answer([Question("Rund 1.950 Haushalte zahlen dann 31,5 Cent je Kilowattstunde.")])[0]
        .doubts[0]
    )
    assert doubt.words == "1.950"
    assert doubt.proposal == "1.850"
    assert doubt.source_span is not None
    assert GERMAN[doubt.source_span.start : doubt.source_span.end] == "1.850"


def test_a_rounded_figure_that_says_so_is_only_noted() -> None:
    assert german("Rund 1.900 Haushalte zahlen dann 31,5 Cent je Kilowattstunde.") == {"number.rounded"}


def test_evidence_points_at_the_words_that_carry_the_clause() -> None:
    answer = Judge(gather(GERMAN, "de"), None, "de").answer(
        [Question("Der neue Speicher hält Wärme bis zu 18 Stunden.")]
    )[0]
    assert answer.verdict is Verdict.SUPPORTED
    assert [GERMAN[span.start : span.end] for span in answer.source] == [
        "Der neue Speicher hält Wärme bis zu 18 Stunden"
    ]


def test_any_meaningful_word_put_in_place_of_another_is_doubted() -> None:
    assert "word.replaced" in german("Rund 1.850 Betriebe zahlen dann 31,5 Cent je Kilowattstunde.")
    assert "word.replaced" in english("The vessel carries 120 tractors and about 399 passengers.")
