"""The interface speaks German and English, and leaves nothing out in either."""

import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from klaviatur.doors.site import i18n

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

import translations


def _key(message: Message) -> tuple[object, object]:
    return message.id, message.context


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_text_of_the_pages_stands_in_the_catalogue(language: str) -> None:
    known = translations.read(language)
    lacking = [m.id for m in translations.wanted() if m.id and not known.get(m.id, m.context)]
    assert lacking == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_text_of_the_catalogue_is_translated_in_all_its_forms_and_none_is_a_guess(language: str) -> None:
    open_ones = [m.id for m in translations.read(language) if m.id and (m.fuzzy or not translations.said(m.string))]
    assert open_ones == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_text_of_the_catalogue_is_said_by_nobody(language: str) -> None:
    wanted = {_key(m) for m in translations.wanted()}
    assert [m.id for m in translations.read(language) if _key(m) not in wanted] == []


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_translation_keeps_the_slots_of_its_text(language: str) -> None:
    for message in translations.read(language):
        assert [str(error) for error in message.check()] == []


def test_a_browser_that_asks_for_german_first_gets_german() -> None:
    assert i18n.asked_language("de-AT,en;q=0.8") == "de"
    assert i18n.asked_language("fr;q=0.9,en;q=0.3,de;q=0.5") == "de"
    assert i18n.asked_language("fr") == "en"
    assert i18n.asked_language("de;q=x, en") == "en"
    assert i18n.asked_language("") == "en"
