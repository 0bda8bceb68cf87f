"""Addresses, e-mails and telephone numbers are exact or do not leave."""

import pytest
from editorial_desk import NOW, Inspect, make_channel, make_source, rules
from hypothesis import given
from hypothesis import strategies as st

from klaviatur.records import Phrasebook, Severity, Variant, VariantPart, Voice
from klaviatur.verify.editorial import inspect


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


WORD = st.from_regex(r"[a-z]{3,10}", fullmatch=True)


@given(
    host=WORD,
    path=WORD,
    opening=st.sampled_from(["Mehr: ", "Hier (", "„", "Siehe\n"]),
    closing=st.sampled_from([".", ")", "“", " ", "!"]),
)
def test_an_address_is_known_whatever_stands_around_it(host: str, path: str, opening: str, closing: str) -> None:
    url = f"https://www.{host}.example/{path}"
    assert not blocked(f"{opening}{url}{closing}", f"Alles dazu unter {url}.")


@given(host=WORD, path=WORD, place=st.integers(0, 9))
def test_any_changed_letter_of_a_path_blocks(host: str, path: str, place: int) -> None:
    n = place % len(path)
    wrong = path[:n] + ("x" if path[n] != "x" else "y") + path[n + 1 :]
    assert blocked(f"Mehr: https://{host}.example/{wrong}", f"Mehr: https://{host}.example/{path}")


@given(number=st.from_regex(r"0[1-9]\d{2,3} [1-9]\d{5,7}", fullmatch=True), place=st.integers(5, 11))
def test_any_changed_digit_of_a_telephone_number_blocks(number: str, place: int) -> None:
    n = min(place, len(number) - 1)
    wrong = number[:n] + str((int(number[n]) + 1) % 10) + number[n + 1 :] if number[n].isdigit() else number + "1"
    assert not blocked(f"Telefon {number}.", f"Rufen Sie an: {number}")
    assert blocked(f"Telefon {wrong}.", f"Rufen Sie an: {number}")


def blocked(words: str, source: str) -> bool:
    variant = Variant("post", "0" * 64, "de", (VariantPart("text", words),))
    findings, _ = inspect(variant, make_source(source), make_channel(), Voice(), Phrasebook(), now=NOW)
    return any(each.rule == "contact.unknown" for each in findings)
