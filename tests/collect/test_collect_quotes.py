"""Who says what, in which function; and what is no speech."""

from collections.abc import Callable

import pytest

from klaviatur.records import Source

Read = Callable[..., Source]


def said(source: Source) -> list[tuple[str, str | None, str | None]]:
    return [(quote.text, quote.speaker, quote.function) for quote in source.quotes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "„Wir freuen uns sehr“, sagt Anna Muster, Geschäftsführerin der Muster GmbH & Co. KG. „Das ist neu.“",
            [
                ("Wir freuen uns sehr", "Anna Muster", "Geschäftsführerin der Muster GmbH & Co. KG"),
                ("Das ist neu.", "Anna Muster", "Geschäftsführerin der Muster GmbH & Co. KG"),
            ],
        ),
        (
            "Bürgermeister Dr. Max Keller erklärte: „Wir bauen jetzt. Das dauert ein Jahr.“ Danach ging er.",
            [("Wir bauen jetzt. Das dauert ein Jahr.", "Max Keller", "Bürgermeister")],
        ),
        (
            "»Wir haben gelernt«, betont Projektleiterin Ines Holm von der Universität Kassel.",
            [("Wir haben gelernt", "Ines Holm", "Projektleiterin")],
        ),
        (
            "„Das ist gut“, sagte eine Sprecherin des Ministeriums.",
            [("Das ist gut", "eine Sprecherin des Ministeriums", None)],
        ),
        ("Muster: „Wir gehen voran.“", [("Wir gehen voran.", "Muster", None)]),
        (
            "Frau Dr. Petra Lohmann (Projektleiterin): „Alles läuft.“",
            [("Alles läuft.", "Petra Lohmann", "Projektleiterin")],
        ),
        (
            "„Wir“, sagt Lena Roth, Leiterin Personal, „haben lange gewartet.“",
            [("Wir", "Lena Roth", "Leiterin Personal"), ("haben lange gewartet.", "Lena Roth", "Leiterin Personal")],
        ),
        (
            '"We did it," said Jane Doe, CEO of Acme. "It was hard."',
            [("We did it,", "Jane Doe", "CEO of Acme"), ("It was hard.", "Jane Doe", "CEO of Acme")],
        ),
        (
            '"We did it," Jane Doe, chief executive of Acme, said. She added: "More will follow."',
            [
                ("We did it,", "Jane Doe", "chief executive of Acme"),
                ("More will follow.", "Jane Doe", "chief executive of Acme"),
            ],
        ),
        ("“Why now?” Jane Doe, the firm’s founder, asked.", [("Why now?", "Jane Doe", "the firm’s founder")]),
        (
            'According to Jane Doe, head of sales, "nothing will change" this year.',
            [("nothing will change", "Jane Doe", "head of sales")],
        ),
    ],
)
def test_a_quote_has_its_speaker_and_function(read: Read, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(read(text)) == expected


def test_a_short_name_and_a_pronoun_find_the_speaker_before(read: Read) -> None:
    source = read(
        "„Wir bauen“, sagt Anna Muster, Leiterin der Schule.\n\n„Es wird laut“, so Muster weiter.\n\nSie ergänzt: „Aber nur kurz.“\n\n"
        "„Und dann ist Ruhe“, sagt die Leiterin."
    )
    assert [quote.speaker for quote in source.quotes] == ["Anna Muster"] * 4
    assert {quote.function for quote in source.quotes} == {"Leiterin der Schule"}


def test_a_pronoun_never_finds_a_speaker_of_the_other_gender(read: Read) -> None:
    source = read(
        "„Ja“, sagt Anna Muster, Leiterin.\n\n„Nein“, sagt Karl Weber, Vorstand.\n\nSie ergänzt: „Doch, das geht.“"
    )
    assert source.quotes[-1].speaker == "Anna Muster"


@pytest.mark.parametrize(
    "text",
    [
        "Der Film „Die Brücke“ läuft heute.",
        "Die sogenannte „Nähe“ fehlt uns allen.",
        "Der Slogan lautet: „Einfach machen.“",
        'The word "new" does not appear in "The Book of Tools" at all.',
        'Das Gerät mit 24" Diagonale ist neu. Es hat 5" Rand.',
    ],
)
def test_titles_irony_and_inch_marks_are_no_speech(read: Read, text: str) -> None:
    assert said(read(text)) == []


def test_a_quote_over_several_sentences_knows_them_all(release: Source) -> None:
    quote = release.quotes[0]
    assert len(quote.sentences) == 2
    assert release.words(quote.words) == quote.text
    assert release.words(quote.span) == f"„{quote.text}“"
    assert release.words(quote.attribution).startswith("sagt Dr. Petra Lohmann")


def test_a_block_quote_with_a_signature_is_speech(read: Read) -> None:
    source = read(
        "Text davor.\n\n> Wir bauen gern.\n> — Eva Test, Bürgermeisterin von Bad Muster\n\nText danach.\n", "a.md"
    )
    assert said(source) == [("Wir bauen gern.", "Eva Test", "Bürgermeisterin von Bad Muster")]
