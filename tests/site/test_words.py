"""The interface speaks German and English, and leaves nothing out in either."""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Message

from klaviatur.adapters.outlets.unwell import WrongKey, unwell
from klaviatur.doors.site import i18n, telling
from klaviatur.errors import NotNow

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


# --- what errors say ------------------------------------------------------------------------------------------------
ROOMS = (  # whose errors a page of sources, review, members or settings shows
    *("adapters.channels", "adapters.mappings", "adapters.signing_in", "adapters.sources", "adapters.stores.desk"),
    *("adapters.voices", "adapters.work", "chain.bringing", "chain.grounds", "chain.members", "review"),
    *("chain.reviewing", "wiring.desk", "wiring.members", "wiring.playing", "wiring.texts"),
    *("wiring.work", "wiring.workspace", "doors.site.asking", "doors.site.pages.board"),
    *("doors.site.pages.export", "doors.site.pages.sources", "doors.site.pages.review", "doors.site.pages.voices"),
)


def test_every_sentence_of_an_error_is_said_in_german() -> None:
    known = translations.read("de", "errors")
    wanted = [m for m in translations.wanted_errors() if m.id and m.locations[0][0].startswith(ROOMS)]
    assert len(wanted) > 200
    assert [m.id for m in wanted if not known.get(m.id)] == [], "run: python tools/translations.py"
    assert [m.id for m in known if m.id and not translations.said(m.string)] == []


def test_a_german_sentence_has_the_slots_of_its_error() -> None:
    for message in translations.read("de", "errors"):
        slots, own = (set(telling.SLOT.findall(str(words))) for words in (message.id, message.string))
        assert {name for name, _ in own} <= {name for name, _ in slots}, message.id


def _filled(template: str) -> str:
    """Return a sentence as an error says it, with a value in each slot."""
    return telling.SLOT.sub(lambda slot: "'Wert 7'" if slot[2] else "17", template).replace("{{", "{")


def test_every_error_is_found_again_by_its_words_and_told_in_german() -> None:
    catalogue = {str(m.id): str(m.string) for m in translations.read("de", "errors") if m.id}
    for english, german in catalogue.items():
        assert telling.tell("de", _filled(english)) == _filled_in_german(english, german).replace("{{", "{")


def _filled_in_german(english: str, german: str) -> str:
    """Return German words with values in German quotation marks; in a command they are as it is typed."""

    def filled(slot: re.Match[str]) -> str:
        if f"{{{slot[1]}!r}}" not in english:
            return "17"
        return "'Wert 7'" if "klaviatur " in german[: slot.start()].rpartition(": ")[2] else "„Wert 7“"

    return telling.SLOT.sub(filled, german)


def test_values_in_an_error_keep_their_words_and_are_quoted_as_german_quotes() -> None:
    told = telling.tell("de", "'report, final.pdf' is encrypted. Save it without a password and try again.")
    assert told == "„report, final.pdf“ ist verschlüsselt. Ohne Passwort speichern und noch einmal versuchen."


def test_an_error_in_an_error_and_several_in_a_row_are_told_too() -> None:
    row = "9,000 rows: 8,990 written, 5 unchanged, 5 rejected; A-1: There is no comment 4."
    assert telling.tell("de", row) == (
        "9.000 Zeilen: 8.990 geschrieben, 5 unverändert, 5 abgelehnt; A-1: Es gibt keinen Kommentar 4."
    )


def test_why_a_delivery_did_not_go_is_told_in_german() -> None:
    said = "after 5 tries: Mail server 'mx.example.org' cannot be reached (nothing takes connections there)."
    told = "nach 5 Versuchen: Der Mailserver „mx.example.org“ ist nicht erreichbar (dort nimmt nichts Verbindungen an)."
    assert telling.tell("de", said) == told
    refused = "https://social.example answered 503: busy It will be tried again."
    assert telling.tell("de", refused) == "https://social.example antwortete 503: busy Es wird noch einmal versucht."
    wrong = "Setting 'port' of outlet 'liste' (mail) is 'x'. Write a number from 1 to 65535."
    told = "Einstellung „port“ des Ziels „liste“ (mail) ist „x“. Eine Zahl von 1 bis 65535 schreiben."
    assert telling.tell("de", wrong) == told
    moved = "Delivery '7f' to 'liste' is cancelled, so it cannot be moved; only what is planned or held can."
    assert telling.tell("de", moved) == (
        "Die Zustellung „7f“ an „liste“ ist abgesagt, darum geht das nicht: verschieben. Das geht nur mit dem, was geplant oder "
        "zurückgehalten ist."
    )


def test_why_nothing_is_planned_is_told_in_german_with_the_names_of_settings() -> None:
    missing = "Setting 'ca_file' of outlet 'post' (mail) is missing. Set it: Own certificate authority."
    assert "Eigene Zertifizierungsstelle" in telling.tell("de", missing)
    draft = "Variant 'v1' (mastodon) has no release, it is draft. A reviewer looks at it (klaviatur desk show v1) and "
    draft += "releases it: klaviatur desk release v1 --wording 4f --by NAME"
    assert telling.tell("de", draft).startswith("Die Fassung „v1“ (mastodon) ist nicht freigegeben: Stand Entwurf.")
    lost = "The process ended before the run did. The next run makes the output anew."
    assert telling.tell("de", lost) == "Der Prozess endete vor dem Lauf. Der nächste Lauf erstellt die Ausgabe neu."


def test_what_no_catalogue_knows_stays_english_and_is_marked_as_such() -> None:
    assert telling.tell_marked("de", "<b>Odd</b> words.") == '<span lang="en">&lt;b&gt;Odd&lt;/b&gt; words.</span>'
    assert telling.tell_marked("en", "Odd words.") == "Odd words."


def test_a_very_long_message_is_looked_through_in_no_time_worth_naming() -> None:
    assert telling.tell("de", "One: two, or three. " * 5_000).startswith("One: two")


# --- du and Sie -----------------------------------------------------------------------------------------------------
DU = re.compile(r"\b(du|dich|dir|dein\w*)\b", re.IGNORECASE)
NAMED = re.compile(r"\bdu oder Sie\b|\bSie oder du\b|^du$|^Sie$")


def test_german_that_addresses_somebody_has_words_for_du_and_for_sie() -> None:
    with_du = {_key(m) for m in translations.read("de", "du") if m.id}
    assert with_du == {_key(m) for m in translations.wanted_with_du() if m.id}


def test_no_text_says_du_and_sie_at_once() -> None:
    for message in translations.read("de"):
        words = NAMED.sub("", " ".join(translations.forms(message.string or "")))
        assert not DU.search(words), message.id
    for message in translations.read("de", "du"):
        words = NAMED.sub("", " ".join(translations.forms(message.string or "")))
        assert not translations.SIE.search(words), message.id


def test_the_setting_turns_the_address_of_the_pages() -> None:
    asked = "Nothing waits here: nothing is assigned to me, nothing of mine came back or has gone stale."
    assert "wartet nichts auf Sie" in i18n.say("de", asked)
    assert "wartet nichts auf dich" in i18n.say("de", asked, spoken_to="du")
    assert i18n.say("de", "Board", spoken_to="du") == "Tafel"
    assert i18n.say("en", asked, spoken_to="du") == asked


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("said", "german", "english"),
    [
        (
            "under embargo until 2027-03-07T09:00:00+00:00",
            "gesperrt bis 7. März 2027, 10:00 MEZ",
            "under embargo until 7 March 2027, 10:00 CET",
        ),
        (
            "under embargo until 2027-07-07T09:00:30+02:00",
            "gesperrt bis 7. Juli 2027, 09:00:30 MESZ",
            "under embargo until 7 July 2027, 09:00:30 CEST",
        ),
        (
            "under embargo until 2027-03-07 09:00 UTC",
            "gesperrt bis 7. März 2027, 10:00 MEZ",
            "under embargo until 7 March 2027, 10:00 CET",
        ),
        (
            "'2027-03-07T09:00:00Z' is no date with a time. Write it like 2027-03-07T06:00.",
            "„2027-03-07T09:00:00Z“ ist kein Datum mit Uhrzeit. Zu schreiben wie 2027-03-07T06:00.",
            "'2027-03-07T09:00:00Z' is no date with a time. Write it like 2027-03-07T06:00.",
        ),
        (
            "under embargo until 2027-13-07T09:00:00Z",  # no moment
            "gesperrt bis 2027-13-07T09:00:00Z",
            "under embargo until 2027-13-07T09:00:00Z",
        ),
    ],
)
def test_moments_are_written_as_people_write_them_except_where_somebody_is_quoted(
    said: str, german: str, english: str
) -> None:
    assert telling.tell("de", said, BERLIN) == telling.tell_marked("de", said, BERLIN) == german
    assert telling.tell("en", said, BERLIN) == telling.tell_marked("en", said, BERLIN) == english


def test_what_a_server_said_about_an_outlet_is_quoted_in_german_words_of_ours() -> None:
    answered = 'WordPress https://a.example answered 401: "Sorry, no. 2027-03-07T09:00:00Z."'
    error = WrongKey(f"{answered} Set a new key or password in the outlet.")
    health = unwell("WordPress", error, datetime(2027, 3, 3, tzinfo=UTC))
    told = (
        "WordPress lehnt die Zugangsdaten ab. Setzen Sie sie im Ziel neu. Genau: WordPress https://a.example antwortete "
        "401: „Sorry, no. 2027-03-07T09:00:00Z.“ Im Ziel einen neuen Schlüssel oder ein neues Passwort setzen."
    )
    assert telling.tell_health("de", health) == telling.plain_health("de", health) == told
    assert telling.plain_health("en", health) == str(error)


def test_what_nobody_has_words_for_is_marked_as_english_in_the_health_of_an_outlet() -> None:
    health = unwell("Der Server", NotNow("Odd <things> happen."), datetime(2027, 3, 3, tzinfo=UTC))
    assert telling.tell_health("de", health).endswith('Genau: <span lang="en">Odd &lt;things&gt; happen.</span>')
    assert telling.plain_health("de", health).endswith("Genau: Odd <things> happen.")
