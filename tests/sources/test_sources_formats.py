"""Each format gives the same blocks for the same text."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from klaviatur.adapters.sources import read_source, read_stream
from klaviatur.collect import parse
from klaviatur.errors import SourceUnreadable
from klaviatur.records import Document, RawKind

TEXT = "Die Stadt baut. Für Übergänge ist gesorgt – „sicher“, sagt sie."


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in document.blocks]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_umlauts_survive_every_usual_encoding(encoding: str) -> None:
    assert read_stream(TEXT.encode(encoding)).blocks[0].text == TEXT


def test_a_repaired_encoding_is_told() -> None:
    assert [f.rule for f in read_stream(TEXT.encode("cp1252")).findings] == ["source.encoding"]
    assert read_stream(TEXT.encode()).findings == ()


def test_twice_encoded_umlauts_are_restored_and_told() -> None:
    document = read_stream("Für Öl und Maß.".encode().decode("cp1252").encode())
    assert document.blocks[0].text == "Für Öl und Maß."
    assert [f.rule for f in document.findings] == ["source.mojibake"]


def test_decomposed_umlauts_are_composed() -> None:
    assert read_stream("Fu\u0308r Mu\u0308tter".encode()).blocks[0].text == "Für Mütter"


def test_soft_hyphens_and_zero_width_characters_go() -> None:
    assert read_stream("Wärme\u00adspeicher\u200b und \ufeffRohre".encode()).blocks[0].text == "Wärmespeicher und Rohre"


def test_markdown_gives_headings_lists_tables_quotes_links_and_images() -> None:
    document = read_stream(
        b"# Titel\n\nEin [Link](https://a.example/x) und **fett**.\n\n- eins\n  - zwei\n\n"
        b"| a | b |\n|---|---|\n| 1 | 2 |\n\n> Zitat\n\n![Ein Haus](haus.jpg)\n",
        name="a.md",
    )
    assert kinds(document) == [
        ("heading", "Titel"),
        ("paragraph", "Ein Link und fett."),
        ("item", "eins"),
        ("item", "zwei"),
        ("row", "a | b"),
        ("row", "1 | 2"),
        ("quote", "Zitat"),
        ("paragraph", ""),
    ]
    link = document.blocks[1].links[0]
    assert (link.url, link.text) == ("https://a.example/x", "Link")
    assert link.span is not None
    assert document.blocks[1].text[link.span.start : link.span.end] == "Link"
    assert document.blocks[-1].images[0].alt == "Ein Haus"


def test_a_single_line_break_in_markdown_is_a_space_but_in_an_address() -> None:
    document = read_stream(
        "Der Speicher der Stadt\nAuental steht, und alle\nMenschen freuen sich.\n\n**Pressekontakt**\nMira Sommer\npresse@a.example\n\n"
        "Ort: Kassel\nDatum: 3. März 2027\n".encode(),
        name="a.md",
    )
    assert [block.text for block in document.blocks] == [
        "Der Speicher der Stadt Auental steht, und alle Menschen freuen sich.",
        "Pressekontakt",
        "Mira Sommer\npresse@a.example",
        "Ort: Kassel\nDatum: 3. März 2027",
    ]


def test_a_bold_line_is_the_heading_it_was_meant_to_be() -> None:
    document = read_stream(
        b"**Neue Halle steht**\n\n**Ausblick**\nDie Stadt *plant* mehr.\n\n**Wichtig** ist das Datum.\n", name="a.md"
    )
    assert kinds(document) == [
        ("heading", "Neue Halle steht"),
        ("heading", "Ausblick"),
        ("paragraph", "Die Stadt plant mehr."),
        ("paragraph", "Wichtig ist das Datum."),
    ]


@pytest.mark.parametrize(
    "head",
    [
        '---\ntitle: "Neu: Speicher"\ntags:\n  - Wasser\n  - Bau\ncontact:\n  name: Mira Sommer # Presse\n---\n',
        "---\ntitle: Neu: Speicher\ntags: [Wasser, Bau]\ncontact.name: Mira Sommer\n---\n",
        '+++\ntitle = "Neu: Speicher"\ntags = ["Wasser", "Bau"]\n[contact]\nname = "Mira Sommer"\n+++\n',
    ],
)
def test_front_matter_is_read_in_yaml_and_toml(head: str) -> None:
    document = read_stream((head + "\nText.\n").encode(), name="a.md")
    assert document.meta == (
        ("title", "Neu: Speicher"),
        ("tags", "Wasser"),
        ("tags", "Bau"),
        ("contact.name", "Mira Sommer"),
    )
    assert kinds(document) == [("paragraph", "Text.")]


def test_a_rule_is_not_a_front_matter() -> None:
    document = read_stream(b"---\n\nErster Absatz.\n\n---\n\nZweiter.", name="a.md")
    assert document.meta == ()
    assert [block.text for block in document.blocks] == ["Erster Absatz.", "Zweiter."]


def test_lines_an_editor_wrapped_are_joined_and_short_lines_are_kept() -> None:
    wrapped = (
        "Die Stadtwerke bauen am Rand der Stadt einen Speicher aus\nbestem Beton, der im nächsten Jahr in Betrieb gehen soll und\n"
        "dann die Versorgung für alle Haushalte im Tal sichert, auch\nim Sommer.\n\nMira Sommer\nPressestelle\nTel. 05665 1234\n"
    )
    document = read_stream(wrapped.encode(), name="a.txt")
    assert "\n" not in document.blocks[0].text
    assert document.blocks[1].text == "Mira Sommer\nPressestelle\nTel. 05665 1234"


def test_plain_lists_and_underlined_headings_are_seen() -> None:
    document = read_stream(b"Titel\n=====\n\nText hier.\n\n- eins\n- zwei\n1. Drei\n", name="a.txt")
    assert [kind for kind, _ in kinds(document)] == ["heading", "paragraph", "item", "item", "item"]
    assert document.blocks[-1].text == "Drei"


PAGE = """<!doctype html><html lang="de-DE"><head><title>Halle steht – Stadt</title>
<meta property="article:published_time" content="2027-03-03T10:00"><script>var x = "nie";</script></head><body>
<nav><a href="/">Start</a></nav><div class="cookie-note">Wir verwenden Cookies</div>
<main><h1>Die Halle <em>steht</em></h1><p>Die Stadt hat gebaut.<br>Jetzt wird eröffnet, am <a href="/termin">Montag</a>.</p>
<ul><li>14 Monate</li><li><p>2,8 Mio. Euro</p></li></ul>
<figure><img src="h.jpg" alt="Die Halle"><figcaption>Die neue Halle</figcaption></figure>
<p style="display:none">unsichtbar</p><p>Ein weiterer Absatz füllt die Seite, damit sie lang genug für einen Artikel ist.</p></main>
<section id="comments"><p>Toll!</p></section><footer>Impressum</footer></body></html>"""


def test_a_page_gives_its_main_text_and_keeps_the_rest_as_noise() -> None:
    document = read_stream(PAGE.encode())
    noise = [text for kind, text in kinds(document) if kind == "noise"]
    assert noise == ["Start", "Wir verwenden Cookies", "Toll!", "Impressum"]
    assert [(k, t) for k, t in kinds(document) if k != "noise" and t][:4] == [
        ("heading", "Die Halle steht"),
        ("paragraph", "Die Stadt hat gebaut.\nJetzt wird eröffnet, am Montag."),
        ("item", "14 Monate"),
        ("item", "2,8 Mio. Euro"),
    ]
    assert document.language == "de-DE"
    assert ("date", "2027-03-03") in document.meta
    assert "unsichtbar" not in str(document)
    assert "nie" not in str(document)


def test_images_of_a_page_keep_alt_text_and_caption() -> None:
    source = parse(read_stream(PAGE.encode()))
    assert source.images[0].alt == "Die Halle"
    assert source.words(source.images[0].span) == "Die Halle"


def test_a_page_without_main_element_still_gives_its_text() -> None:
    document = read_stream(b"<html><body><div><p>Erster Satz.</p><p>Zweiter Satz.</p></div></body></html>")
    assert [text for _, text in kinds(document)] == ["Erster Satz.", "Zweiter Satz."]


def test_a_word_file_gives_headings_lists_and_tables(word_file: bytes) -> None:
    assert kinds(read_stream(word_file)) == [
        ("heading", "Die neue Halle steht"),
        ("paragraph", "Bad Muster, 3. März 2027 – Die Halle ist fertig."),
        ("heading", "Zahlen"),
        ("item", "14 Monate Bauzeit"),
        ("row", "Was | Wie"),
        ("row", "Höhe | 9,5 m"),
        ("paragraph", "Mehr im Netz"),
        ("paragraph", ""),
    ]


def test_links_and_alt_texts_of_a_word_file_are_kept(word_file: bytes) -> None:
    *_, linked, pictured = read_stream(word_file).blocks
    assert [(link.text, link.url) for link in linked.links] == [("im Netz", "https://halle.example/x")]
    assert pictured.images[0].alt == "Die Halle im Morgenlicht"


def test_a_menu_without_a_name_is_noise() -> None:
    page = b"<html><body><ul><li><a href='/a'>Start</a></li><li><a href='/b'>Presse</a></li></ul><p>Die Halle steht.</p></body></html>"
    assert [kind for kind, _ in kinds(read_stream(page))] == ["noise", "noise", "paragraph"]


def test_large_type_in_a_pdf_is_a_heading(pdf_of_streams: Callable[[list[bytes]], bytes]) -> None:
    stream = (
        b"BT /F1 20 Tf 24 TL 50 780 Td (Die Halle steht und) Tj T* (sie ist gross) Tj /F1 11 Tf 14 TL 0 -40 Td "
        b"(Die Stadt hat lange gebaut und ist nun damit fertig geworden.) Tj T* (Das freut viele.) Tj "
        b"0 -30 Td (Ein zweiter Absatz steht weiter unten auf diesem Blatt hier.) Tj ET"
    )
    texts = kinds(read_stream(pdf_of_streams([stream]), name="a.pdf"))
    assert texts == [
        ("heading", "Die Halle steht und sie ist gross"),
        ("paragraph", "Die Stadt hat lange gebaut und ist nun damit fertig geworden. Das freut viele."),
        ("paragraph", "Ein zweiter Absatz steht weiter unten auf diesem Blatt hier."),
    ]


def test_a_text_of_book_length_is_refused() -> None:
    with pytest.raises(SourceUnreadable, match="million characters"):
        read_stream(b"Ein Satz mehr. " * 150_000, name="buch.txt")


def test_reading_loads_a_format_only_when_it_comes() -> None:
    code = (
        "import sys, klaviatur.adapters.sources, klaviatur.collect\n"
        "print(sorted({'lxml', 'docx', 'pypdf', 'httpx2', 'markdown_it', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


PAGE_LINES = [
    "Stadtwerke Auental - Presse",
    "Der neue Speicher ist fertig",
    "Die Stadtwerke haben am Rand der Stadt einen neuen Wasser-",
    "speicher gebaut, der ab dem kommenden Jahr alle Haushalte im",
    "Tal versorgt.",
    "Die Bau- und Planungskosten lagen bei 2,8 Mio. Euro, also etwas",
    "niedriger als gedacht.",
]


def test_a_pdf_is_joined_to_paragraphs_without_running_heads(pdf: Callable[[list[list[str]]], bytes]) -> None:
    head, *lines = PAGE_LINES
    later = [[head, f"Auf Blatt {word} steht noch etwas mehr.", f"Seite {n}"] for n, word in ((2, "zwei"), (3, "drei"))]
    pages = [[head, *lines, "Seite 1"], *later]
    texts = [block.text for block in read_stream(pdf(pages), name="a.pdf").blocks]
    assert not any("Presse" in text or "Seite" in text for text in texts)
    assert texts[1] == (
        "Die Stadtwerke haben am Rand der Stadt einen neuen Wasserspeicher gebaut, der ab dem kommenden Jahr alle Haushalte "
        "im Tal versorgt."
    )
    assert texts[2].startswith("Die Bau- und Planungskosten")


def test_a_stream_is_recognised_by_its_first_bytes(word_file: bytes, pdf: Callable[[list[list[str]]], bytes]) -> None:
    media = [
        read_stream(data).media_type.rpartition("/")[2]
        for data in (
            b"# Titel\n\nText",
            b"Nur Text.",
            b"<p>Ein Text</p>",
            pdf([["Ein Text in einer Datei."]]),
        )
    ]
    assert media == ["markdown", "plain", "html", "pdf"]
    assert "wordprocessingml" in read_stream(word_file).media_type


def test_a_path_and_a_stream_give_the_same_blocks(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"# Titel\n\nText.\n")
    assert read_source(str(file)).blocks == read_stream(file.read_bytes()).blocks
    assert read_source(file).origin == str(file)


def test_every_block_kind_of_a_reader_has_a_meaning() -> None:
    assert {block.kind for block in read_stream(PAGE.encode()).blocks} <= set(RawKind)
