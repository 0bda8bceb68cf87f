"""Files of every format, made on the spot from our own words."""

import base64
import io
from collections.abc import Callable

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches
from docx.text.paragraph import Paragraph
from pypdf import PdfReader, PdfWriter

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def _escape(line: str) -> bytes:
    return line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def make_pdf(pages: list[list[str]]) -> bytes:
    """Return a PDF with one text line per entry, in Helvetica with Windows encoding."""
    shown = [b"".join(b"(%s) Tj T*\n" % _escape(line) for line in lines) for lines in pages]
    return make_pdf_of_streams([b"BT /F1 11 Tf 14 TL 50 780 Td\n" + lines + b"ET" for lines in shown])


def make_pdf_of_streams(streams: list[bytes]) -> bytes:
    """Return a PDF with one page per content stream; the font is /F1."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(streams)))
    head = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(streams))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", head, font]
    for number, stream in enumerate(streams):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            % (5 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _assemble(objects)


def _assemble(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


def lock_pdf(data: bytes) -> bytes:
    """Return the same PDF behind a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt("geheim", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def make_docx() -> bytes:
    """Return a Word file with title, heading, list, table and paragraphs."""
    word = docx.Document()
    word.add_heading("Die neue Halle steht", 0)
    word.add_paragraph("Bad Muster, 3. März 2027 – Die Halle ist fertig.")
    word.add_heading("Zahlen", 1)
    word.add_paragraph("14 Monate Bauzeit", style="List Bullet")
    table = word.add_table(rows=2, cols=2)
    for cell, words in zip(
        (cell for row in table.rows for cell in row.cells), ["Was", "Wie", "Höhe", "9,5 m"], strict=True
    ):
        cell.text = words
    _add_link(word.add_paragraph("Mehr "), "im Netz", "https://halle.example/x")
    word.add_picture(io.BytesIO(PIXEL), width=Inches(1))
    word.inline_shapes[0]._inline.docPr.set("descr", "Die Halle im Morgenlicht")
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _add_link(paragraph: Paragraph, words: str, url: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = words
    run.append(text)
    link.append(run)
    paragraph._p.append(link)


@pytest.fixture(scope="session")
def pdf() -> Callable[[list[list[str]]], bytes]:
    """Make a PDF of pages of lines."""
    return make_pdf


@pytest.fixture(scope="session")
def pdf_of_streams() -> Callable[[list[bytes]], bytes]:
    """Make a PDF of content streams."""
    return make_pdf_of_streams


@pytest.fixture(scope="session")
def locked_pdf() -> bytes:
    """A PDF that needs a password."""
    return lock_pdf(make_pdf([["Streng geheim ist dieser Text."]]))


@pytest.fixture(scope="session")
def plain_pdf() -> bytes:
    """A PDF of two lines."""
    return make_pdf([["Ein Absatz mit Worten und noch mehr davon.", "Eine zweite Zeile."]])


@pytest.fixture(scope="session")
def word_file() -> bytes:
    """A Word file."""
    return make_docx()
