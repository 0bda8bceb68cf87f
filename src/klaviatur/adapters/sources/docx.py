"""Word documents: headings, lists, tables, links and images with their alt text, in reading order."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

from klaviatur.adapters.sources.runs import BlockBuilder, filled
from klaviatur.errors import SourceUnreadable
from klaviatur.records import Document, RawBlock, RawKind

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAX_UNPACKED = 200_000_000  # bytes; a zip bomb is not a text
_HEADING = re.compile(r"(?:heading|überschrift|berschrift)\s*(\d)", re.IGNORECASE)
_LIST = re.compile(r"list|aufzählung|liste", re.IGNORECASE)


def read(data: bytes, *, origin: str, charset: str | None = None) -> Document:
    """Return a Word document; tracked deletions, comments and headers are left out. `charset` is not used."""
    del charset  # the file names its own
    _check(data, origin)
    try:
        word = docx.Document(io.BytesIO(data))
        blocks = filled(_blocks(word))
        language = _language(word)
    except (
        OpcError,
        zipfile.BadZipFile,
        etree.LxmlError,
        KeyError,
        ValueError,
        AttributeError,
        IndexError,
        TypeError,
        OSError,
        EOFError,
        NotImplementedError,
        RecursionError,
        zlib.error,
    ) as error:
        raise SourceUnreadable(_broken(origin, error)) from error
    return Document(origin, _MEDIA_TYPE, blocks, language=language)


def _check(data: bytes, origin: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise SourceUnreadable(_broken(origin, error)) from error
    if unpacked > _MAX_UNPACKED:
        raise SourceUnreadable(
            f"{origin!r} unpacks to {unpacked / 1e6:.0f} MB; that is not one text. Give its text alone."
        )


def _broken(origin: str, error: BaseException) -> str:
    return (
        f"{origin!r} is a broken DOCX file ({type(error).__name__}). "
        "Open it in Word or LibreOffice, save it anew and try again."
    )


def _blocks(word: WordDocument) -> Iterator[RawBlock]:
    for part in word.iter_inner_content():
        if isinstance(part, Table):
            yield from _rows(part)
        else:
            yield _paragraph(part)


def _rows(table: Table) -> Iterator[RawBlock]:
    for row in table.rows:
        builder = BlockBuilder()
        seen: set[object] = set()
        for cell in row.cells:
            if cell._tc in seen:  # noqa: SLF001 - merged cells repeat, and only the element tells
                continue
            seen.add(cell._tc)  # noqa: SLF001
            builder.add(" | " if len(seen) > 1 else "")
            for number, paragraph in enumerate(cell.paragraphs):
                builder.add(" " if number else "")
                _fill(paragraph, builder)
        yield builder.build(RawKind.ROW)


def _paragraph(paragraph: Paragraph) -> RawBlock:
    builder = BlockBuilder()
    _fill(paragraph, builder)
    return builder.build(*_kind(paragraph))


def _kind(paragraph: Paragraph) -> tuple[RawKind, int]:
    style = (paragraph.style.name if paragraph.style else "") or ""
    heading = _HEADING.match(style)
    if heading:
        return RawKind.HEADING, int(heading[1])
    if style in {"Title", "Titel"}:
        return RawKind.HEADING, 1
    if style in {"Subtitle", "Untertitel"}:
        return RawKind.HEADING, 2
    if style in {"Caption", "Beschriftung"}:
        return RawKind.CAPTION, 0
    if "Quote" in style or "Zitat" in style:
        return RawKind.QUOTE, 1
    properties = paragraph._p.pPr  # noqa: SLF001 - numbering has no public reader
    numbered = properties is not None and properties.numPr is not None
    return (RawKind.ITEM, 1) if numbered or _LIST.match(style) else (RawKind.PARAGRAPH, 0)


def _fill(paragraph: Paragraph, builder: BlockBuilder) -> None:
    for part in paragraph.iter_inner_content():
        url = part.url if isinstance(part, Hyperlink) else None
        for run in part.runs if isinstance(part, Hyperlink) else [part]:
            _add_run(run, builder, url or None)


def _add_run(run: Run, builder: BlockBuilder, url: str | None) -> None:
    for index, line in enumerate(run.text.split("\n")):
        if index:
            builder.break_line()
        builder.add(line.replace("\t", " "), url)
    for properties in run._r.iter(qn("wp:docPr")):  # noqa: SLF001 - drawings have no public reader
        builder.add_image(
            properties.get("name") or "image", properties.get("descr") or "", properties.get("title") or ""
        )


def _language(word: WordDocument) -> str | None:
    for element in word.styles.element.iter(qn("w:lang")):
        return str(element.get(qn("w:val")) or "") or None
    return None
