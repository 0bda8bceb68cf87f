"""How a text speaks to its reader."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klaviatur.text.address import address_marks, detect_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Sie suchen einen Platz? Dann bewerben Sie sich.", "Sie"),
        ("Wir helfen Ihnen gern.", "Sie"),
        ("Ihre Meinung zählt für uns.", "Sie"),
        ("Du suchst einen Platz?", "du"),
        ("Komm vorbei und bring Freunde mit.", "du"),
        ("Ihr könnt kommen.", "du"),
        ("Falls ihr Zeit habt, sagt Bescheid.", "du"),
        ("Hilft ihr das? Der Kollegin schon.", "none"),
        ("Die Mieter zahlen nichts. Sie bekommen einen Brief.", "none"),
        ("Sie ist gekommen. Sie lacht.", "none"),
        ("„Ich danke Ihnen“, sagt sie.", "none"),
        ("Du meine Güte, ist das warm.", "none"),
        ("Teile der Stadt sind gesperrt.", "none"),
        ("Finde ich gut.", "none"),
        ("Du kannst kommen. Wir holen Sie ab.", "mixed"),
        ("Wer hier wohnt, bekommt Post.", "none"),
        ("", "none"),
    ],
)
def test_the_address_of_a_text_is_recognised(text: str, address: str) -> None:
    assert detect_address(text, "de") == address


def test_english_has_no_address() -> None:
    assert detect_address("You and Sie and du.", "en") == "none"


def test_marks_point_at_the_words() -> None:
    text = "Bitte melden Sie sich, damit wir Ihnen helfen."
    assert [text[m.span.start : m.span.end] for m in address_marks(text, "de")] == ["Sie", "Ihnen"]


@given(st.text(max_size=150))
def test_any_text_has_an_answer(text: str) -> None:
    assert detect_address(text, "de") in {"du", "Sie", "mixed", "none"}
    assert all(text[m.span.start : m.span.end].strip() for m in address_marks(text, "de"))


def test_formal_and_informal_sentences_are_told_apart(test_data: Path) -> None:
    folder = test_data / "compose" / "cocoa_mt_de"
    right = total = 0
    for domain in ("telephony", "topical_chat", "call_center"):
        for kind, address in (("formal", "Sie"), ("informal", "du")):
            text = (folder / f"formality-control.test.{domain}.en-de.{kind}").read_text("utf-8")
            answers = [detect_address(line, "de") for line in text.splitlines()]
            right, total = right + answers.count(address), total + len(answers)
    assert right / total >= 0.995
