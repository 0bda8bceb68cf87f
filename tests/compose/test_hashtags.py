"""Hashtags: from what the text turns on, readable, never invented."""

import pytest
from craft import english, german, source_of, spans_hold
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.compose.hashtags import hashtags
from klaviatur.compose.pieces import text_of
from klaviatur.records import Language, Source, Voice


def tags(source: Source, voice: Voice | None = None, limit: int = 9) -> list[str]:
    return [text_of(tag) for tag in hashtags(source, voice or Voice(), limit)]


@pytest.mark.parametrize("source", [german(), english()])
def test_every_hashtag_comes_from_the_text(source: Source) -> None:
    for tag in hashtags(source, Voice(), 9):
        assert spans_hold(source, tag)
        (piece,) = tag
        assert piece.source is not None
        said = source.words(piece.source).lower().replace(" ", "").replace("-", "")
        assert said.startswith(piece.text[1:].lower())


def test_the_voice_comes_first_and_the_limit_holds() -> None:
    found = tags(german(), Voice(hashtags=("Wärmewende", "#klar text")), 3)
    assert found[:2] == ["#Wärmewende", "#KlarText"]
    assert len(found) == 3
    assert tags(german(), Voice(hashtags=("a1b2c3", "12")), 1) == ["#A1b2c3"]


def test_names_lose_their_legal_form_and_join_in_camel_case() -> None:
    text = "Die Muster Wärme GmbH baut Pumpen. Die Muster Wärme GmbH liefert Pumpen. Die Muster Wärme GmbH zahlt."
    found = tags(source_of("Muster Wärme GmbH baut Pumpen", text, language="de"))
    assert not any("GmbH" in tag for tag in found)


def test_a_noun_that_is_only_used_in_the_genitive_gives_no_tag() -> None:
    text = "Die Kosten des Wärmenetzes steigen. Der Bau des Wärmenetzes beginnt. Der Plan des Wärmenetzes liegt vor."
    assert "#Wärmenetzes" not in tags(source_of("Kassel baut", text, language="de"))


def test_two_forms_of_a_word_give_one_tag() -> None:
    text = "Die Stadt will eine Wärmepumpe. Viele Wärmepumpen laufen dort. Die Wärmepumpe und die Wärmepumpen sparen."
    found = [tag for tag in tags(source_of("Kassel will Wärmepumpen", text, language="de")) if "Wärmepumpe" in tag]
    assert len(found) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "de",
            "Am Montag zahlen die Menschen im Jahr 300 Euro. Die Menschen zahlen im Jahr 300 Euro. Im Jahr 300 Euro.",
        ),
        ("en", "People would pay about three million pounds every year. People would pay about that every year."),
    ],
)
def test_words_without_a_topic_give_no_tag(language: Language, text: str) -> None:
    unwanted = {"#Montag", "#Jahr", "#Menschen", "#Euro", "#People", "#Would", "#Every", "#Million", "#About"}
    assert not unwanted & set(tags(source_of("Titel", text, language=language)))


@settings(deadline=None)
@given(st.lists(st.text("ab1-ßÄ #", max_size=12), max_size=5), st.integers(0, 6))
def test_hashtags_are_unique_within_the_limit_and_hold_letters(own: list[str], limit: int) -> None:
    found = tags(german(), Voice(hashtags=tuple(own)), limit)
    assert len(found) <= limit
    assert len({tag.lower() for tag in found}) == len(found)
    assert all(tag[0] == "#" and tag[1:].isalnum() and not tag[1:].isdigit() for tag in found)
