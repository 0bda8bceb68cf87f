"""Declared phrases claim nothing."""

import re
from pathlib import Path

import pytest

from klaviatur.adapters.phrases import load_phrasebook
from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.compose.pieces import phrases_for, slots_of
from klaviatur.errors import ProfileError
from klaviatur.records import Phrase

BOOK = load_phrasebook()
SLOTS = {
    "link",
    "sender",
    "speaker",
    "function",
    "person",
    "date",
    "contact",
    "title",
    "figure",
    "subject",
    "plan",
    "topic",
}
OF_PRODUCTS = {*vocabulary(), "label", "title", "link", "variant"}  # slots are named after attributes
BOASTS = re.compile(
    r"\b(beste|best|größte|einzig|immer|garantiert|kostenlos|sofort|always|only|free|largest|guarantee)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("phrase", BOOK.phrases, ids=lambda phrase: phrase.id)
def test_a_phrase_holds_no_figure_no_boast_and_no_exclamation_mark(phrase: Phrase) -> None:
    assert not re.search(r"\d", phrase.text)
    assert not BOASTS.search(phrase.text)
    assert "!" not in phrase.text


@pytest.mark.parametrize("phrase", BOOK.phrases, ids=lambda phrase: phrase.id)
def test_a_phrase_uses_only_slots_that_forms_fill(phrase: Phrase) -> None:
    assert slots_of(phrase) <= (OF_PRODUCTS if phrase.use.startswith("product.") else SLOTS)


def test_no_two_phrases_share_an_id() -> None:
    ids = [phrase.id for phrase in BOOK.phrases]
    assert len(ids) == len(set(ids))


def test_every_use_exists_in_both_languages() -> None:
    german, english = ({p.use for p in BOOK.phrases if p.language == language} for language in ("de", "en"))
    assert german == english


@pytest.mark.parametrize("use", sorted({phrase.use for phrase in BOOK.phrases}))
@pytest.mark.parametrize("address", ["du", "Sie", "neutral"])
@pytest.mark.parametrize("register", ["formal", "warm", "plain", "lively"])
def test_every_use_has_a_phrase_for_every_voice(use: str, address: str, register: str) -> None:
    assert phrases_for(BOOK, use, language="de", address=address, register=register)
    assert phrases_for(BOOK, use, language="en", address=address, register=register)


def test_phrases_for_any_address_speak_to_nobody() -> None:
    spoken = re.compile(r"\b(Sie|Ihnen|Ihr|Ihre|du|dich|dir|dein)\b")
    assert [p.text for p in BOOK.phrases if p.language == "de" and p.address == "any" and spoken.search(p.text)] == []


def test_own_phrases_come_behind_the_built_in_ones(tmp_path: Path) -> None:
    file = tmp_path / "haus.toml"
    file.write_text('language = "de"\n["cta.link"]\n"du.warm@social" = ["Komm rein: {link}"]\n', encoding="utf-8")
    own = load_phrasebook(file).phrases[-1]
    assert own == Phrase(
        "haus.de.cta.link.du.warm@social.1", "cta.link", "de", "Komm rein: {link}", "du", ("warm",), ("social",)
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('["cta.link"]\nany = ["Mehr"]\n', "names no language"),
        ('language = "de"\ncta = "Mehr"\n', "table of lists"),
        ('language = "de"\n["cta.link"]\nihr = ["Mehr"]\n', "nobody speaks like 'ihr'"),
        ('language = "de"\n["cta.link"]\n"any.grim" = ["Mehr"]\n', "nobody speaks like 'any.grim'"),
        ('language = "de"\n["cta.link"]\nany = "Mehr"\n', "list of non-empty texts"),
        ('language = "de"\n["cta.link"]\nany = [""]\n', "list of non-empty texts"),
        ("language = de", "cannot be read"),
    ],
)
def test_a_wrong_phrase_file_says_where_and_what_to_do(tmp_path: Path, content: str, says: str) -> None:
    file = tmp_path / "falsch.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ProfileError, match=re.escape(says)):
        load_phrasebook(file)


def test_a_missing_phrase_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"nirgends\.toml"):
        load_phrasebook(tmp_path / "nirgends.toml")
