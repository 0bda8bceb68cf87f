"""Statements put together from two others, plans told as done, voices nobody raised: found, and faithful ones left alone."""

import pytest

from klaviatur.records import Language
from klaviatur.verify.checks import check_quotes
from klaviatur.verify.facts import gather
from klaviatur.verify.findings import severity_of
from klaviatur.verify.judge import Judge, questions_in
from klaviatur.verify.trust import closeness, mended, prepare, signals

ENGLISH = """Marlow Bikes sells a folding trailer for cyclists in York.

The trailer costs 240 pounds and comes with a warranty of five years. Nora Finch will open the workshop in the old tannery on Monday.

Engineers at the county fair measured the noise of lorries on the ring road. Two mechanics will be trained by the college. Inspectors \
praised the fire doors of the tannery. A seal of approval hangs in the hall.

The council said the ring road stays open. No cyclist was hurt. A Dutch supplier from the Netherlands delivers the wheels. The rating rose \
from 4.8 to 5.4. Drivers should avoid the ring road. Both riders were 16 and came from York. The board started the sale of the trailer in spring.
"""
GERMAN = """Die Werft Nordholm baut eine Fähre für den Inselverkehr.

Kapitänin Jana Behrens steuert das Schiff ab Mai durch die Fahrrinne. Der Rumpf wird in Emden geschweißt. Zwölf Matrosen werden bis Juni \
geschult.

Der Hafenmeister lobte die neue Kaimauer am Fischmarkt. Gäste zahlen an der Kasse im Hafen. Die Reederei wolle den Fahrplan noch im Winter \
ausdünnen, hieß es. Eine Wertung stieg von 4,8 auf 5,4. Die Reederei begann im Frühjahr mit dem Verkauf der Karten.
"""


def rules(text: str, claim: str, language: Language) -> set[str]:
    facts = gather(text, language)
    answers = Judge(facts, None, language).answer([question for _, question in questions_in(claim, language)])
    doubts = [*(doubt for answer in answers for doubt in answer.doubts), *check_quotes(claim, facts, language)]
    return {doubt.rule for doubt in doubts}


def grave(found: set[str]) -> set[str]:
    return {rule for rule in found if severity_of(rule) != "note"}


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        ("The trailer costs 240 pounds and comes with a fire warranty of five years.", "word.spliced"),
        ("Engineers at the county fair praised the fire doors of the tannery.", "word.spliced"),
        ("Inspectors will open the workshop in the old tannery on Monday.", "role.swapped"),
        ("Nora Finch, a seal of approval, will open the workshop in the old tannery on Monday.", "word.spliced"),
        ("The council said noise of lorries hangs in the hall.", "attribution.altered"),
        ("Two mechanics have been trained by the college.", "modality.lost"),
        ("Nora Finch opened the workshop in the old tannery on Monday.", "modality.lost"),
        ("We measured the noise of lorries on the ring road.", "attribution.person"),
        ("This is the trailer as it was and as it will be.", "claim.unsupported"),
    ],
)
def test_an_english_statement_the_source_never_makes_is_doubted(claim: str, rule: str) -> None:
    assert rule in rules(ENGLISH, claim, "en")


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        ("Der Hafenmeister steuert das Schiff ab Mai durch die Fahrrinne.", "role.swapped"),
        ("Kapitänin Jana Behrens steuert das Schiff ab Mai durch die neue Kaimauer am Fischmarkt.", "word.spliced"),
        ("Der Rumpf wurde in Emden geschweißt.", "modality.lost"),
        ("Zwölf Matrosen wurden bis Juni geschult.", "modality.lost"),
        ("Wir zahlen an der Kasse im Hafen.", "attribution.person"),
    ],
)
def test_a_german_statement_the_source_never_makes_is_doubted(claim: str, rule: str) -> None:
    assert rule in rules(GERMAN, claim, "de")


@pytest.mark.parametrize(
    "claim",
    [
        "The trailer costs 240 pounds, and two mechanics will be trained by the college.",
        "The trailer costs 240 pounds and the ring road stays open, the council said.",
        "Nora Finch opens the workshop in the old tannery on Monday.",
        "Two mechanics will be trained by the college.",
        "Text: The trailer costs 240 pounds and comes with a warranty of five years.",
        "The rating rose from 4.8 to 5.4.",
        "Both 16-year-old riders came from York.",
        "The board began the sale of the trailer in spring.",
        "The company sells a folding trailer for cyclists in York.",
    ],
)
def test_an_english_statement_told_otherwise_is_left_alone(claim: str) -> None:
    assert grave(rules(ENGLISH, claim, "en")) == set()


@pytest.mark.parametrize(
    "claim",
    [
        "Kapitänin Jana Behrens steuert das Schiff, und der Rumpf wird in Emden geschweißt.",
        "Der Rumpf wird in Emden geschweißt.",
        "Titel: Gäste zahlen an der Kasse im Hafen.",
        "Die Reederei wolle den Fahrplan noch im Winter ausdünnen.",
        "Eine Wertung stieg auf 5,4.",
        "Die Reederei startete im Frühjahr mit dem Verkauf der Karten.",
    ],
)
def test_a_german_statement_told_otherwise_is_left_alone(claim: str) -> None:
    assert grave(rules(GERMAN, claim, "de")) == set()


def test_advice_keeps_what_should_be_done() -> None:
    assert "modality.lost" not in rules(ENGLISH, "The council recommends that drivers avoid the ring road.", "en")
    assert "modality.lost" in rules(ENGLISH, "Drivers avoid the ring road.", "en")


def test_a_synonym_is_noted_so_that_a_reviewer_can_see_it() -> None:
    assert rules(ENGLISH, "The board began the sale of the trailer in spring.", "en") == {"word.reworded"}
    assert rules(GERMAN, "Die Reederei startete im Frühjahr mit dem Verkauf der Karten.", "de") == {"word.reworded"}


def test_words_of_two_sentences_side_by_side_are_at_least_noted() -> None:
    found = rules(ENGLISH, "The college measured the noise of lorries on the ring road near the tannery.", "en")
    assert found & {"word.apart", "word.spliced", "role.swapped"}


def test_a_quotation_that_never_closes_is_checked_to_the_end_of_its_line() -> None:
    spoken = 'She said: "The trailer is a dream. Nobody needs a car any longer.'
    assert {"quote.invented", "quote.altered"} & rules(ENGLISH, spoken, "en")
    doubts = check_quotes(spoken, gather(ENGLISH, "en"), "en")
    assert [spoken[d.span.start : d.span.end] for d in doubts] == [
        "The trailer is a dream.",
        "Nobody needs a car any longer.",
    ]


def test_an_open_quotation_in_the_words_of_the_source_is_no_reason_for_doubt() -> None:
    text = "Ingo Saal sagte: „Die Brücke hält. Wir prüfen sie im Herbst noch einmal.“"
    assert check_quotes("„Die Brücke hält. Wir prüfen sie im Herbst", gather(text, "de"), "de") == []


def test_a_mark_for_inches_opens_no_quotation() -> None:
    assert check_quotes('The wheel measures 26" and the frame is blue.', gather(ENGLISH, "en"), "en") == []


def test_who_comes_from_a_named_country_is_no_new_name() -> None:
    text = "A mill in China closed on Friday. The owner kept the land."
    assert "entity.unknown" not in rules(text, "The Chinese mill closed on Friday.", "en")
    assert "entity.unknown" in rules(text, "A mill in Norway closed on Friday.", "en")


def test_a_second_denial_of_what_the_source_denies_adds_nothing() -> None:
    text = "There were five falls on the ring road. No cyclist was hurt."
    assert "negation.added" not in rules(
        text, "Five falls, in which no one was hurt, and no cyclist was hurt on the ring road.", "en"
    )
    assert "negation.added" in rules(text, "There were not five falls on the ring road.", "en")


def test_a_german_day_without_year_is_still_a_date() -> None:
    assert "date.unknown" in rules("Der Markt öffnet am 5.4. um neun.", "Der Markt öffnet am 6.4. um neun.", "de")


def test_figures_torn_by_a_tokeniser_are_mended_before_scoring() -> None:
    assert mended("about $ 53, 193 and 3, 500 men at 2. 4 miles") == "about $53,193 and 3,500 men at 2.4 miles"
    assert mended("In 2014, 300 people came. 12 left.") == "In 2014, 300 people came. 12 left."


def test_a_spliced_summary_is_less_close_than_an_unbroken_one() -> None:
    ground = prepare(ENGLISH, "en")
    spliced = "Engineers at the county fair praised the fire doors of the tannery."
    assert closeness(signals(ground, spliced)) < closeness(
        signals(ground, "Inspectors praised the fire doors of the tannery.")
    )
