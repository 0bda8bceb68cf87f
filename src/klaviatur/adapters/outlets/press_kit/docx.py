"""A press sheet as DOCX: with styles and headings, in its language, to work on."""

import io
import struct
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.document import Document as Doc
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from klaviatur.adapters.outlets.blocks import BlockKind, TextBlock
from klaviatur.adapters.outlets.linking import linked
from klaviatur.adapters.outlets.press_kit.sheet import Sheet, kept_together
from klaviatur.records import Outgoing, Picture

_WIDEST, _HIGHEST = Mm(155), Mm(95)  # of an image, as on the PDF
_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00"  # version 1.2, no resolution, no thumbnail
_UNREADABLE = (
    UnrecognizedImageError,
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    ZeroDivisionError,
    struct.error,
)
_QUIET = RGBColor(0x56, 0x5C, 0x63)
_STYLES = {BlockKind.LIST: "List Bullet", BlockKind.NUMBERED: "List Number"}


def docx_of(sheet: Sheet, outgoing: Outgoing, *, accent: str, at: datetime) -> bytes:
    """Return a sheet as DOCX."""
    document = Document()
    _set_up(document, outgoing, accent)
    _describe(document, sheet, outgoing, at)
    _head(document, sheet)
    _write(document, sheet.article.body, 2)
    for picture in sheet.pictures:
        _show(document, picture)
    _quiet(document.add_paragraph(sheet.count))
    if sheet.article.boilerplate:
        document.add_heading(sheet.about, 2)
        _write(document, sheet.article.boilerplate, 3)
    if sheet.contact_label:
        document.add_heading(sheet.contact_label, 2)
    if sheet.contact:
        _lines(document.add_paragraph(), sheet.contact)
    for note in sheet.notes:
        _quiet(document.add_paragraph(note))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _show(document: Doc, picture: Picture) -> None:
    """Put an image on the sheet with its alternative text; one that python-docx cannot read is named by its text."""
    try:
        shape = document.add_picture(io.BytesIO(_with_head(picture.content)))
    except _UNREADABLE:
        _quiet(document.add_paragraph(f"[{picture.alt}]"))
        return
    scale = min(1.0, _WIDEST / shape.width, _HIGHEST / shape.height)
    shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
    shape._inline.docPr.set("descr", picture.alt)  # noqa: SLF001 - python-docx has no other way to it
    if picture.caption:
        _quiet(document.add_paragraph(kept_together(picture.caption)))


def _with_head(content: bytes) -> bytes:
    """Return an image as python-docx knows it: a JPEG says that it is JFIF, which not every camera and site writes."""
    known = content[6:10] in {b"JFIF", b"Exif"}
    return content[:2] + _JFIF + content[2:] if content.startswith(b"\xff\xd8") and not known else content


def _head(document: Doc, sheet: Sheet) -> None:
    _quiet(document.add_paragraph(f"{sheet.kind} · {sheet.sender}"))
    _quiet(document.add_paragraph(sheet.date))
    if sheet.embargo:
        document.add_paragraph().add_run(sheet.embargo).bold = True
    document.add_heading(kept_together(sheet.article.title), 1)
    if sheet.article.subtitle:
        document.add_paragraph(kept_together(sheet.article.subtitle), "Subtitle")


def _write(document: Doc, blocks: Iterable[TextBlock], level: int) -> None:
    found = list(blocks)
    highest = min((block.level for block in found if block.kind is BlockKind.HEADING), default=level)
    for block in found:
        if block.kind is BlockKind.HEADING:
            document.add_heading(kept_together(block.lines[0]), min(9, block.level - highest + level))
        elif block.kind in _STYLES:
            _list(document, block)
        else:
            lines = [": ".join(block.lines)] if block.kind is BlockKind.CALL else block.lines
            _lines(document.add_paragraph(), lines)


def _list(document: Doc, block: TextBlock) -> None:
    """Write a list; one that is numbered begins at 1, whatever was counted before it."""
    paragraphs = [document.add_paragraph(style=_STYLES[block.kind]) for _ in block.lines]
    for paragraph, line in zip(paragraphs, block.lines, strict=True):
        _lines(paragraph, [line])
    if block.kind is BlockKind.NUMBERED:
        number = _numbering_from_one(document)
        for paragraph in paragraphs:
            properties: Any = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - likewise
            properties.get_or_add_numPr().get_or_add_numId().val = number


def _numbering_from_one(document: Doc) -> int:
    """Return the id of a numbering that looks as the style's own and begins anew."""
    numbering = document.part.numbering_part.element
    style = document.styles[_STYLES[BlockKind.NUMBERED]].element
    known = numbering.num_having_numId(style.pPr.numPr.numId.val)
    made = numbering.add_num(known.abstractNumId.val)
    made.add_lvlOverride(0).add_startOverride(1)
    return int(made.numId)


def _lines(paragraph: Paragraph, lines: Iterable[str]) -> None:
    for number, line in enumerate(lines):
        if number:
            paragraph.add_run().add_break()
        for words, to in linked(line):
            if to:
                _link(paragraph, words, to)
            else:
                paragraph.add_run(kept_together(words))


def _link(paragraph: Paragraph, words: str, to: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(to, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(words)
    run.font.underline = True
    link.append(run._r)  # noqa: SLF001 - python-docx has no other way to a link
    paragraph._p.append(link)  # noqa: SLF001 - likewise


def _quiet(paragraph: Paragraph) -> None:
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(9.5), _QUIET


def _set_up(document: Doc, outgoing: Outgoing, accent: str) -> None:
    """Set page, type and language; Word hyphenates by itself."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = (
        Mm(25),
        Mm(30),
        Mm(25),
        Mm(25),
    )
    locale = outgoing.language_tag if outgoing.locale else {"de": "de-DE", "en": "en-GB"}[outgoing.language]
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", Pt(11)
    for fonts in document.styles.element.iter(qn("w:lang")):
        fonts.set(qn("w:val"), locale)
    for level in range(1, 4):
        style = document.styles[f"Heading {level}"]
        style.font.color.rgb = RGBColor.from_string(accent[1:].upper()) if level > 1 else RGBColor(0x1F, 0x23, 0x28)
        style.font.name = "Georgia"
    hyphens = OxmlElement("w:autoHyphenation")
    hyphens.set(qn("w:val"), "true")
    document.settings.element.append(hyphens)


def _describe(document: Doc, sheet: Sheet, outgoing: Outgoing, at: datetime) -> None:
    """Say in the core properties what it is, of whom, in which language, and how it was made (IPTC)."""
    core = document.core_properties
    moment = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    core.title, core.author, core.category = kept_together(sheet.article.title)[:255], sheet.sender[:255], sheet.kind
    core.subject = kept_together(sheet.article.description)[:255]
    core.language = outgoing.language_tag
    core.keywords = outgoing.marking.method.value
    core.comments = f"digitalSourceType: {outgoing.marking.method.value}"
    core.identifier = outgoing.delivery
    core.last_modified_by, core.created, core.modified, core.revision = sheet.sender[:255], moment, moment, 1
