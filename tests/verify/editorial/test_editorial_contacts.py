"""Addresses, e-mails and telephone numbers are exact or do not leave."""

import pytest
from editorial_desk import Inspect, rules

from klaviatur.records import Severity, Voice


@pytest.mark.parametrize(
    "words",
    [
        "Mehr unter https://www.lindhof.example/tonda.",
        "Mehr: lindhof.example/tonda",
        "Mehr auf www.lindhof.example/tonda/",
        "Schreiben an presse@lindhof.example!",
        "Telefon 0561 5550142",
        "Telefon +49 (0)561 555-0142",
        "Zu finden auf lindhof.example.",
        "Der Speicher wiegt 310.000 Gramm und kostet 3.490 Euro, z.B. im Handel ab 2027.",
    ],
)
def test_an_address_of_the_source_may_be_written_as_people_write_it(check: Inspect, words: str) -> None:
    assert "contact.unknown" not in rules(check(words))


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("Mehr unter https://www.lindhof.example/tondo.", "https://www.lindhof.example/tondo"),
        ("Mehr unter https://lindhof-tonda.example", "https://lindhof-tonda.example"),
        ("Schreiben an info@lindhof.example.", "info@lindhof.example"),
        ("Telefon 0561 5550143", "0561 5550143"),
        ("Mehr: fremde-seite.de/tonda", "fremde-seite.de/tonda"),
    ],
)
def test_one_wrong_character_blocks(check: Inspect, words: str, wrong: str) -> None:
    found = [each for each in check(words) if each.rule == "contact.unknown"]
    assert [(each.words, each.severity) for each in found] == [(wrong, Severity.BLOCK)]
    assert found[0].span is not None
    assert words[found[0].span.start : found[0].span.end] == wrong


def test_the_voices_own_address_is_known(check: Inspect) -> None:
    voice = Voice(link="https://haus.example/neu", boilerplate="Fragen an hallo@haus.example")
    assert "contact.unknown" not in rules(check("Mehr: https://haus.example/neu oder hallo@haus.example", voice=voice))


def test_the_message_says_what_is_there(check: Inspect) -> None:
    found = next(each for each in check("Mehr: www.falsch.example") if each.rule == "contact.unknown")
    assert "lindhof.example/tonda" in found.message.de
    assert "lindhof.example/tonda" in found.message.en
