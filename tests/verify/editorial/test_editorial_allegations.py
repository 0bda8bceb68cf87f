"""An allegation stays an allegation."""

import pytest
from editorial_desk import Inspect, rules

from klaviatur.records import Severity

SUSPECTED = (
    "Gegen den Geschäftsführer wird wegen Betrugs ermittelt. Die Staatsanwaltschaft prüft den Verdacht. "
    "Der Mann bestreitet die Vorwürfe."
)
SUSPECTED_EN = "Prosecutors are investigating the manager on suspicion of fraud. He denies the allegations."


@pytest.mark.parametrize(
    "words", ["Der Geschäftsführer ist des Betrugs schuldig.", "Der Täter schweigt.", "Er wurde verurteilt."]
)
def test_nobody_is_guilty_before_the_source_says_so(check: Inspect, words: str) -> None:
    found = [each for each in check(words, SUSPECTED) if each.rule == "allegation.guilty"]
    assert [each.severity for each in found] == [Severity.BLOCK]


def test_a_suspicion_must_not_become_a_fact(check: Inspect) -> None:
    found = [
        each for each in check("Der Fall Betrugs kostet Millionen.", SUSPECTED) if each.rule == "allegation.as_fact"
    ]
    assert found
    assert "ermittelt" in found[0].source_says


def test_an_english_suspicion_must_not_become_a_fact(check: Inspect) -> None:
    assert "allegation.as_fact" in rules(check("The manager committed fraud.", SUSPECTED_EN, language="en"))
    assert "allegation.guilty" in rules(check("The manager is guilty.", SUSPECTED_EN, language="en"))


@pytest.mark.parametrize(
    "words",
    [
        "Die Staatsanwaltschaft ermittelt wegen Betrugs.",
        "Der mutmaßliche Täter schweigt.",
        "Er soll sich des Betrugs schuldig gemacht haben.",
    ],
)
def test_a_hedged_allegation_is_a_note_only(check: Inspect, words: str) -> None:
    found = [each for each in check(words, SUSPECTED) if each.rule.startswith("allegation")]
    assert {each.severity for each in found} <= {Severity.NOTE}


def test_a_verdict_of_the_source_may_be_told(check: Inspect) -> None:
    source = "Der Mann wurde wegen Betrugs verurteilt."
    assert not {
        rule for rule in rules(check("Er wurde wegen Betrugs verurteilt.", source)) if rule.startswith("allegation")
    }


def test_texts_without_suspicion_are_left_alone(check: Inspect) -> None:
    assert not {rule for rule in rules(check("Der Täter im Krimi ist der Gärtner.")) if rule.startswith("allegation")}
