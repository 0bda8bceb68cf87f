"""What is no text is refused with the next step, never with a traceback."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from klaviatur.adapters.sources import read_source, read_stream
from klaviatur.collect import parse
from klaviatur.errors import SourceError, SourceNotFound, SourceTooThin, SourceUnreadable


def zipped(*names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize("data", [b"", b"   \n\n\t ", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00\x00\x00"])
def test_an_empty_file_is_too_thin(data: bytes) -> None:
    with pytest.raises(SourceTooThin, match="is empty"):
        read_stream(data, name="leer.txt")


def test_a_file_of_marks_only_is_too_thin() -> None:
    with pytest.raises(SourceTooThin, match="no text"):
        read_stream(b"--- *** --- !!! \n\n ???", name="marks.txt")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match=r"fehlt\.md"):
        read_source(tmp_path / "fehlt.md")


def test_a_folder_is_refused_with_a_way_to_name_its_files(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match=r"folder.*\*\.md"):
        read_source(tmp_path)


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(SourceUnreadable, match=r"50\.0 MB"):
        read_source(huge)


def test_a_stream_over_the_limit_is_refused() -> None:
    with pytest.raises(SourceUnreadable, match="MB"):
        read_stream(b"a" * 1_001, max_bytes=1_000)


def test_a_name_no_file_system_can_hold_is_refused() -> None:
    with pytest.raises(SourceError):
        read_source("a\x00b.md")
    with pytest.raises(SourceError):
        read_source("x" * 5_000)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "an image"),
        (b"\xff\xd8\xff\xe0" + bytes(64), "an image"),
        (b"\x7fELF" + bytes(64), "a program"),
        (b"\x1f\x8b\x08" + bytes(64), "a compressed file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), "an old Office file"),
        (b"{\\rtf1 Hallo}", "an RTF file"),
        (b"SQLite format 3\x00" + bytes(64), "a database"),
        (bytes(range(256)) * 20, "binary data"),
    ],
)
def test_a_binary_file_is_called_what_it_is(data: bytes, said: str) -> None:
    with pytest.raises(SourceUnreadable, match=said):
        read_stream(data, name="text.txt")


@pytest.mark.parametrize(
    ("names", "said"),
    [(("xl/workbook.xml",), "a spreadsheet"), (("a.txt", "b.txt"), "an archive"), (("ppt/slide.xml",), "slides")],
)
def test_a_zip_that_is_no_word_file_is_called_what_it_is(names: tuple[str, ...], said: str) -> None:
    with pytest.raises(SourceUnreadable, match=said):
        read_stream(zipped(*names))


def test_a_broken_word_file_is_refused_with_the_next_step(word_file: bytes) -> None:
    for data in (
        word_file[: len(word_file) // 2],
        zipped("word/document.xml"),
        zipped("word/x", "[Content_Types].xml"),
    ):
        with pytest.raises(SourceUnreadable, match="save it anew"):
            read_stream(data, name="brief.docx")


@pytest.mark.parametrize("name", ["brief.docx", "bericht.pdf"])
def test_a_text_that_claims_to_be_another_format_is_broken(name: str) -> None:
    with pytest.raises(SourceUnreadable, match="broken"):
        read_stream(b"Nur Text, kein Word und kein PDF.", name=name)


def test_a_broken_pdf_is_refused_with_the_next_step() -> None:
    with pytest.raises(SourceError, match=r"Export it anew|holds no text"):
        read_stream(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", name="a.pdf")


def test_an_encrypted_pdf_says_that_it_is_encrypted(locked_pdf: bytes) -> None:
    with pytest.raises(SourceUnreadable, match="encrypted"):
        read_stream(locked_pdf, name="geheim.pdf")


def test_a_pdf_without_text_points_to_text_recognition(pdf: Callable[[list[list[str]]], bytes]) -> None:
    with pytest.raises(SourceTooThin, match="OCR"):
        read_stream(pdf([[], []]), name="scan.pdf")


@pytest.mark.parametrize("place", ["ftp://stadt.example/a.txt", "file:///etc/passwd", "gopher://x.example"])
def test_only_web_addresses_and_files_are_places(place: str) -> None:
    with pytest.raises(SourceUnreadable, match="http"):
        read_source(place)


def test_three_words_are_a_small_source() -> None:
    source = parse(read_stream(b"Wir bauen neu."))
    assert [sentence.text for sentence in source.sentences] == ["Wir bauen neu."]
    assert source.title is None


def test_a_table_alone_becomes_rows() -> None:
    source = parse(read_stream("| Gerät | Preis |\n|---|---|\n| Tonda | 249 Euro |\n".encode(), name="t.md"))
    assert [source.words(block.span) for block in source.blocks] == ["Gerät | Preis", "Tonda | 249 Euro"]
    assert source.numbers[0].unit == "Euro"


def test_a_turkish_text_is_read_and_the_doubt_is_told() -> None:
    text = "Belediye yeni bir su deposu inşa ediyor. Bu depo çok büyük ve yeni olacak. Çalışmalar mart ayında başlıyor."
    source = parse(read_stream(text.encode()))
    finding = source.findings[0]
    assert finding.rule == "language.unknown"
    assert "Türkisch" in finding.message.de
    assert "--language" in finding.message.en
    assert len(source.sentences) == 3


def test_an_unwanted_script_is_told_too() -> None:
    source = parse(read_stream("Город строит новый резервуар. Он будет очень большим.".encode()))
    assert source.findings[0].rule == "language.unknown"


def test_a_docx_file_of_which_only_a_part_came_is_called_broken() -> None:
    with pytest.raises(SourceUnreadable, match=r"broken DOCX file .* save it anew"):
        read_stream(b"PK\x03\x04" + b"half" * 100, name="news.docx")
