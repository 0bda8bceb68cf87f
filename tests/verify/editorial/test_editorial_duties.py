"""Embargo and AI marks."""

from datetime import UTC, datetime, timedelta

import pytest
from editorial_desk import NOW, Inspect, make_channel, rules

from klaviatur.records import Method, Severity, Span

LATER = NOW + timedelta(days=3)


def test_a_public_variant_waits_for_the_embargo(check: Inspect) -> None:
    found = check("Der Speicher Tonda.", source_changes={"embargo": LATER})
    assert [each.severity for each in found if each.rule == "embargo.running"] == [Severity.BLOCK]


def test_after_the_embargo_nothing_is_said(check: Inspect) -> None:
    found = check("Der Speicher Tonda.", source_changes={"embargo": NOW - timedelta(seconds=1)})
    assert not {rule for rule in rules(found) if rule.startswith("embargo")}


def test_an_embargo_without_a_zone_is_taken_in_the_clocks_zone(check: Inspect) -> None:
    naive = datetime(2027, 3, 1, 12, 1)  # noqa: DTZ001 - sources often give no zone
    assert "embargo.running" in rules(check("Tonda.", source_changes={"embargo": naive}))


def test_without_a_clock_the_embargo_is_a_warning(check: Inspect) -> None:
    found = check("Tonda.", source_changes={"embargo": LATER}, now=None)
    assert [each.severity for each in found if each.rule == "embargo.unchecked"] == [Severity.WARN]


@pytest.mark.parametrize(
    ("words", "rule"),
    [("Sperrfrist: 4. März 2027, 12 Uhr. Tonda kommt.", "embargo.marked"), ("Tonda kommt.", "embargo.unmarked")],
)
def test_a_press_release_must_carry_its_embargo(check: Inspect, words: str, rule: str) -> None:
    press = make_channel(family="press", formality="b2b")
    source = {"embargo": LATER, "embargo_span": Span(0, 7)}
    assert rule in rules(check(words, channel=press, source_changes=source))


def test_inside_the_house_an_embargo_is_a_note(check: Inspect) -> None:
    found = check("Tonda kommt.", channel=make_channel(family="internal"), source_changes={"embargo": LATER})
    assert [each.severity for each in found if each.rule.startswith("embargo")] == [Severity.NOTE]


def test_a_models_words_are_to_be_disclosed(check: Inspect) -> None:
    assert "ai.disclose" in rules(check("Tonda kommt.", method=Method.TRAINED))
    assert "ai.disclose" in rules(check("Tonda kommt.", method=Method.COMPOSITE))
    assert "ai.disclose" not in rules(check("Tonda kommt."))


def test_a_chat_answer_says_that_it_is_automatic(check: Inspect) -> None:
    chat = make_channel(form="answer", family="conversation")
    silent = [
        each for each in check("Tonda kommt.", channel=chat, method=Method.TRAINED) if each.rule == "ai.bot_unnamed"
    ]
    assert [each.severity for each in silent] == [Severity.WARN]
    assert "ai.bot_unnamed" not in rules(check("Tonda kommt. Diese Antwort entsteht automatisch.", channel=chat))
    assert "ai.bot_unnamed" not in rules(check("An automated answer: it comes.", channel=chat, language="en"))


def test_the_time_of_the_clock_decides(check: Inspect) -> None:
    when = datetime(2027, 3, 1, 13, 0, tzinfo=UTC)
    assert "embargo.running" in rules(
        check("Tonda.", source_changes={"embargo": when}, now=when - timedelta(minutes=1))
    )
    assert "embargo.running" not in rules(check("Tonda.", source_changes={"embargo": when}, now=when))
