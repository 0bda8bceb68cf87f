"""A press sheet as PDF: set by Typst, tagged and in its language (PDF/UA), with its marking in the metadata (XMP)."""

import io
import json
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject, StreamObject, TextStringObject

from klaviatur.adapters.outlets.blocks import BlockKind, TextBlock
from klaviatur.adapters.outlets.linking import linked
from klaviatur.adapters.outlets.press_kit.sheet import Sheet, kept_together
from klaviatur.records import Outgoing, Picture

_IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_END = b"</rdf:RDF>"
_NOT_SHOWN = re.compile(r"the text `\"(.+?)\"` could not be displayed")


class CannotBeSet(Exception):
    """Typst cannot set a sheet; `sign` is what it has no letter for, "" for another reason."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        found = _NOT_SHOWN.search(why)
        self.sign = found[1] if found else ""


def pdf_of(sheet: Sheet, outgoing: Outgoing, *, font: str, accent: str, day: date) -> bytes:
    """Return a sheet as PDF; the same sheet is the same bytes. Raises CannotBeSet."""
    values = json.dumps(_values(sheet, outgoing, font, accent, day), ensure_ascii=False)
    try:
        with TemporaryDirectory() as folder:
            home, template = Path(folder), Path(folder, "sheet.typ")
            template.write_bytes(_template())
            for number, picture in enumerate(sheet.pictures):
                Path(folder, _place(number, picture)).write_bytes(picture.content)
            said = {"sheet": values}
            made = typst.compile(template, root=home, format="pdf", pdf_standards=["ua-1"], sys_inputs=said)
    except typst.TypstError as error:
        raise CannotBeSet(str(error)) from error
    return _marked(made, outgoing.marking.method.value)


def can_be_set(picture: Picture) -> bool:
    """Return whether an image can be read to its end."""
    page = f'#image("{_place(0, picture)}")'
    try:
        with TemporaryDirectory() as folder:
            Path(folder, "page.typ").write_text(page, encoding="utf-8")
            Path(folder, _place(0, picture)).write_bytes(picture.content)
            typst.compile(Path(folder, "page.typ"), root=Path(folder), format="pdf")
    except typst.TypstError:
        return False
    return True


def _values(sheet: Sheet, outgoing: Outgoing, font: str, accent: str, day: date) -> dict[str, Any]:
    article = sheet.article
    language, _, region = outgoing.language_tag.partition("-")
    return {
        "kind": sheet.kind,
        "sender": sheet.sender,
        "date": sheet.date,
        "embargo": sheet.embargo,
        "title": kept_together(article.title),
        "subtitle": kept_together(article.subtitle),
        "description": kept_together(article.description),
        "body": _blocks(article.body, 2),
        "count": sheet.count,
        "about": sheet.about,
        "boilerplate": _blocks(article.boilerplate, 3),
        "contact_label": sheet.contact_label,
        "contact": [_runs(line) for line in sheet.contact],
        "notes": list(sheet.notes),
        "pictures": [
            {"place": f"/{_place(number, one)}", "alt": one.alt, "caption": kept_together(one.caption)}
            for number, one in enumerate(sheet.pictures)
        ],
        "font": font,
        "accent": accent,
        "lang": language,
        "region": region or ("DE" if language == "de" else "GB"),
        "day": [day.year, day.month, day.day],
        "source_type": outgoing.marking.method.value,
    }


def _place(number: int, picture: Picture) -> str:
    return f"image{number}.{picture.media_type.partition('/')[2]}"


def _blocks(blocks: Iterable[TextBlock], level: int) -> list[dict[str, Any]]:
    found = list(blocks)
    highest = min((block.level for block in found if block.kind is BlockKind.HEADING), default=level)
    return [
        {"kind": block.kind.value, "lines": _lines(block), "level": min(6, block.level - highest + level)}
        for block in found
    ]


def _lines(block: TextBlock) -> list[list[list[str]]]:
    if block.kind is BlockKind.CALL:
        return [[[f"{block.lines[0]}: ", ""], [block.lines[1], block.lines[1]]]]
    return [_runs(line) for line in block.lines]


def _runs(line: str) -> list[list[str]]:
    return [[kept_together(words), to] for words, to in linked(line)]


@cache
def _template() -> bytes:
    return files("klaviatur.adapters.outlets.press_kit").joinpath("sheet.typ").read_bytes()


def _marked(pdf: bytes, source_type: str) -> bytes:
    """Return a PDF whose XMP says the IPTC digital source type; Typst itself writes only the common fields."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    root = writer.root_object
    said = (
        f'<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="{_IPTC}"><Iptc4xmpExt:DigitalSourceType>{source_type}'
        "</Iptc4xmpExt:DigitalSourceType></rdf:Description>"
    )
    stream = DecodedStreamObject()
    known = cast("StreamObject", root["/Metadata"].get_object())
    stream.set_data(known.get_data().replace(_END, said.encode() + _END))
    stream[NameObject("/Type")], stream[NameObject("/Subtype")] = NameObject("/Metadata"), NameObject("/XML")
    root[NameObject("/Metadata")] = writer._add_object(stream)  # noqa: SLF001 - pypdf has no other way to add one
    writer.add_metadata({"/Producer": TextStringObject("Klaviatur")})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
