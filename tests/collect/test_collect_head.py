"""Title, place, date, embargo, contact, boilerplate and noise, each where the text says it."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from klaviatur.records import Role, Source

Read = Callable[..., Source]


def roles(source: Source) -> list[tuple[str, str]]:
    return [(block.role.value, source.words(block.span)) for block in source.blocks]


def test_a_release_in_plain_text_gets_its_roles(release: Source) -> None:
    assert [role for role, _ in roles(release)] == [
        "head", "head", "head", "title", "subtitle", "lead", "body", "heading", "body", "item", "item", "body",
        "boilerplate", "boilerplate", "contact", "noise",
    ]  # fmt: skip


def test_the_head_values_are_spans_of_the_text(release: Source) -> None:
    assert release.words(release.title) == "Auental bekommt einen neuen Wasserspeicher"
    assert release.words(release.subtitle) == "4,5 Millionen Liter sichern ab 2028 die Versorgung der Stadt"
    assert release.words(release.place) == "Auental"
    assert release.issued is not None
    assert release.issued.iso == "2027-03-03"


def test_an_embargo_keeps_its_time_and_zone(release: Source) -> None:
    assert release.embargo == datetime(2027, 3, 3, 10, tzinfo=timezone(timedelta(hours=1)))
    assert release.words(release.embargo_span) == "Dienstag, 3. März 2027, 10 Uhr MEZ"


def test_the_dateline_is_no_part_of_the_lead(release: Source) -> None:
    lead = next(sentence for sentence in release.sentences if sentence.role is Role.LEAD)
    assert lead.text.startswith("Die Stadtwerke Auental GmbH bauen")


def test_the_contact_is_taken_apart(release: Source) -> None:
    contact = release.contact
    assert contact
    assert (contact.name, contact.organisation) == ("Mira Sommer", "Stadtwerke Auental GmbH")
    assert (contact.email, contact.phone) == ("presse@auental.example", "05665 1234-0")
    assert release.words(contact.span) == contact.text


def test_the_boilerplate_and_the_sender_are_found(release: Source) -> None:
    assert release.words(release.boilerplate).startswith("Die Stadtwerke Auental GmbH versorgt")
    assert release.sender == "Stadtwerke Auental GmbH"


def test_what_a_web_page_left_behind_is_noise(release: Source) -> None:
    assert roles(release)[-1] == ("noise", "Schreibe einen Kommentar")


def test_noise_gives_no_facts(read: Read) -> None:
    source = read(
        "# Titel der Seite\n\nEin Absatz mit 3 Häusern.\n\nNoch einer.\n\n12 Kommentare\n\nAnna Meier schrieb am 3. Mai 2027.",
        "a.md",
    )
    assert [number.text for number in source.numbers] == ["3 Häusern"]
    assert source.dates == ()
    assert source.names == ()


FRONT = """---
title: Die Halle steht
subtitle: 14 Monate Bauzeit
ort: Bad Muster
datum: 3. März 2027
sperrfrist: 4. März 2027, 9:30 Uhr
kontakt: Mira Sommer, presse@halle.example
link: https://halle.example
image: https://halle.example/h.jpg
alt: Eine Halle aus Holz im Morgenlicht
---

Die Halle ist fertig. Sie kostet 2 Mio. Euro.
"""


def test_front_matter_counts_in_german_and_english(read: Read) -> None:
    german, english = (
        read(FRONT, "a.md"),
        read(
            FRONT.replace("ort:", "place:")
            .replace("datum:", "date:")
            .replace("sperrfrist:", "embargo:")
            .replace("kontakt:", "contact:"),
            "a.md",
        ),
    )
    for source in (german, english):
        assert source.words(source.title) == "Die Halle steht"
        assert source.words(source.place) == "Bad Muster"
        assert source.issued is not None
        assert source.issued.iso == "2027-03-03"
        assert source.embargo == datetime(2027, 3, 4, 9, 30)  # noqa: DTZ001 - the source names no zone
        assert source.contact is not None
        assert source.contact.email == "presse@halle.example"
        assert source.links[0].url == "https://halle.example"


def test_an_alt_text_of_the_front_matter_is_part_of_the_text(read: Read) -> None:
    source = read(FRONT, "a.md")
    assert source.images[0].url == "https://halle.example/h.jpg"
    assert source.words(source.images[0].span) == "Eine Halle aus Holz im Morgenlicht"


def test_a_heading_that_repeats_the_title_is_the_title(read: Read) -> None:
    source = read("---\ntitle: Die Halle steht\n---\n\n# Die Halle steht\n\nText.\n", "a.md")
    assert [role for role, _ in roles(source)].count("title") == 1


@pytest.mark.parametrize(
    ("line", "place", "iso"),
    [
        ("Kassel, 3. März 2027 – Die Stadt baut.", "Kassel", "2027-03-03"),
        ("BERLIN, March 3 2027 (Agency) - The city builds.", "BERLIN", "2027-03-03"),
        ("London, 3 March 2027 – The city builds.", "London", "2027-03-03"),
        ("(Kassel, 03.03.2027) Die Stadt baut.", "Kassel", "2027-03-03"),
        ("Frankfurt am Main, den 5. Mai 2027. Die Stadt baut.", "Frankfurt am Main", "2027-05-05"),
        ("NEW YORK, Feb. 5, 2027 /PRNewswire/ -- Acme builds.", "NEW YORK", "2027-02-05"),
        ("Wien – Die Stadt baut.", "Wien", None),
        ("LONDON (Reuters) - The city builds.", "LONDON", None),
    ],
)
def test_datelines_of_several_houses_are_read(read: Read, line: str, place: str, iso: str | None) -> None:
    source = read(
        f"Eine Stadt baut neu\n\n{line} Mehr folgt, sagt man dort seit langem, und hofft auf schnelle Arbeit.\n"
    )
    assert source.words(source.place) == place
    assert (source.issued.iso if source.issued else None) == iso


@pytest.mark.parametrize(
    "line", ["Die Stadt – so sagt man – baut.", "Am 3. März 2027 beginnt es.", "Heute – endlich – geht es los."]
)
def test_a_sentence_with_a_dash_or_date_is_no_dateline(read: Read, line: str) -> None:
    source = read(f"Eine Stadt baut neu\n\n{line} Es geht um 4 Häuser.\n")
    assert source.place is None
    assert source.issued is None


def test_an_english_release_is_understood_too(read: Read) -> None:
    source = read(
        "FOR IMMEDIATE RELEASE\n\nHarrow opens a counter\n\nLEEDS, March 3, 2027 – Harrow Ltd opens a repair counter for all of its customers.\n\n"
        "It will mend 240 tools in every store of the company.\n\nAbout Harrow Ltd\n\nHarrow Ltd has sold tools since 1961 and runs 38 stores in England and Wales.\n\n"
        "Media contact:\nOwen Marsh\nHarrow Ltd\n+44 113 496 0178\npress@harrow.example\n"
    )
    assert source.language == "en"
    assert source.words(source.boilerplate).startswith("Harrow Ltd has sold")
    assert source.contact is not None
    assert source.contact.phone == "+44 113 496 0178"
    assert source.sender == "Harrow Ltd"
    assert source.words(source.title) == "Harrow opens a counter"


def test_a_text_of_one_paragraph_has_no_title(read: Read) -> None:
    source = read("Die Stadt baut einen Speicher. Er ist groß.")
    assert source.title is None
    assert source.blocks[0].role is Role.LEAD


def test_a_letter_keeps_greeting_and_signature_out_of_its_text(read: Read) -> None:
    source = read(
        "Betreff: Neue Regeln ab Oktober\n\nLiebe Kolleginnen und Kollegen,\n\nab dem 1. Oktober gilt die neue Regel für alle im Haus.\n\n"
        "Viele Grüße\nKarl Weber\nGeschäftsführer\n"
    )
    assert [role for role, _ in roles(source)] == ["head", "head", "title", "lead"]
    assert source.words(source.title) == "Neue Regeln ab Oktober"


def test_title_and_subtitle_may_share_a_paragraph(read: Read) -> None:
    source = read(
        "Muster AG steigert den Umsatz\nVorstand erhöht die Prognose für 2027\n\nMusterstadt (dpa) – Die Muster AG hat ihren Umsatz im ersten Halbjahr "
        "2027 um 12 Prozent gesteigert, teilte sie mit.\n\nDas ist mehr als im Jahr davor.\n"
    )
    assert source.words(source.title) == "Muster AG steigert den Umsatz"
    assert source.words(source.subtitle) == "Vorstand erhöht die Prognose für 2027"
    assert source.words(source.place) == "Musterstadt"
    assert [number.text for number in source.numbers] == ["12 Prozent"]


def test_a_nested_contact_of_the_front_matter_is_one_contact(read: Read) -> None:
    head = "contact:\n  name: Mira Sommer\n  organisation: Halle GmbH\n  email: presse@halle.example\n  phone: 05665 1234-0"
    source = read(f"---\ntitle: Die Halle steht\n{head}\n---\n\nDie Halle ist fertig.\n", "a.md")
    contact = source.contact
    assert contact is not None
    assert contact.text == "Mira Sommer\nHalle GmbH\npresse@halle.example\n05665 1234-0"
    assert (contact.name, contact.organisation, contact.phone) == ("Mira Sommer", "Halle GmbH", "05665 1234-0")
