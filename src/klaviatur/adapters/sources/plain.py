"""Plain text: paragraphs parted by blank lines, lists, underlined headings."""

import re
from collections.abc import Iterator

from klaviatur.adapters.sources.decoding import decode
from klaviatur.adapters.sources.mail import unwrap_mail
from klaviatur.adapters.sources.runs import BlockBuilder, filled
from klaviatur.adapters.sources.tables import rows_of
from klaviatur.adapters.sources.wrapping import line_width, unwrap
from klaviatur.records import Document, RawBlock, RawKind

_ITEM = re.compile(r"\s*(?:[•▪‣◦●○■□✓✔→➔*]|[-–—](?=\s)|\d{1,2}[.)](?=\s+\S)(?!\s*[a-zäöü])|[a-z]\)(?=\s))\s+(?=\S)")
_DATE = re.compile(r"\s*\d{1,2}\.\s+(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,})\s*$")
_RULE = re.compile(r"\s*(?:[*_=~#-]\s?){3,}$")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"„“”»«]+[^\s<>\"„“”»«.,;:!?)\]]")


def read(data: bytes, *, origin: str, charset: str | None = None) -> Document:
    """Return a plain text as a document; lines an editor wrapped are joined again.

    Of a forwarded mail the message is the text; its header and covering note are noise.
    """
    text, findings = decode(data, charset)
    mail = unwrap_mail(text)
    width = line_width(mail.body)
    head = [RawBlock(RawKind.HEADING, mail.subject, 1)] if mail.subject else []
    body = (block for chunk in re.split(r"\n[ \t]*\n", mail.body) for block in _chunk(chunk, width))
    blocks = filled((*head, *body, RawBlock(RawKind.NOISE, mail.aside)))
    return Document(origin, "text/plain", blocks, findings=findings)


def _chunk(chunk: str, width: int) -> Iterator[RawBlock]:
    rows = rows_of(chunk.split("\n"))
    if rows:
        yield from (RawBlock(RawKind.ROW, row) for row in rows)
        return
    group: list[str] = []
    for line in chunk.split("\n"):
        if _UNDERLINE.match(line) and len(group) == 1 and len(group[0]) < 150:
            yield _block(group, RawKind.HEADING, 0, level=1 if "=" in line else 2)
            group = []
        elif _RULE.fullmatch(line) or not line.strip():
            yield from _flush(group, width)
            group = []
        elif _is_item(line):
            yield from _flush(group, width)
            group = [line]
        else:
            group.append(line)
    yield from _flush(group, width)


def _is_item(line: str) -> bool:
    return bool(_ITEM.match(line)) and not _DATE.match(line)


def _flush(group: list[str], width: int) -> Iterator[RawBlock]:
    if not group:
        return
    if not _is_item(group[0]):
        yield _block(group, RawKind.PARAGRAPH, width)
        return
    indent = len(group[0]) - len(group[0].lstrip())
    first = _ITEM.sub("", group[0], count=1)
    yield _block([first, *group[1:]], RawKind.ITEM, width, level=1 + min(indent // 2, 3))


def _block(lines: list[str], kind: RawKind, width: int, level: int = 0) -> RawBlock:
    builder = BlockBuilder()
    text = unwrap([line.strip() if number else line.lstrip() for number, line in enumerate(lines)], width)
    text = text.replace("\t", " | ") if kind is RawKind.PARAGRAPH and text.count("\t") > 1 else text
    place = 0
    for match in _URL.finditer(text):
        builder.add(text[place : match.start()])
        address = match.group()
        builder.add(address, address if address.startswith("http") else f"https://{address}")
        place = match.end()
    builder.add(text[place:])
    return builder.build(kind, level)
