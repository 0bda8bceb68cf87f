"""PDF files: lines joined to paragraphs, hyphens at line ends undone, running heads taken out."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from klaviatur.adapters.sources.decoding import clean
from klaviatur.adapters.sources.runs import BlockBuilder, filled
from klaviatur.errors import SourceTooThin, SourceUnreadable
from klaviatur.records import Document, RawBlock, RawKind

_MAX_PAGES = 400
_MIN_REPEATS = 3
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-–—]\s*)?(?:Seite|Page|S\.)?\s*\d{1,4}(?:\s*(?:/|von|of)\s*\d{1,4})?(?:\s*[-–—])?\s*$", re.IGNORECASE
)
_BULLET = re.compile(r"\s*(?:[•▪‣◦●○■□✓➔\uf0b7\uf0a7]|[-–](?=\s))\s*")
_END = re.compile(r"[.!?:…][\"“”»«)]*$")
_HYPHEN = re.compile(r"[^\W\d_]{2,}[-\u00ad\u2010]$")
_AND = re.compile(r"(?:und|oder|bzw|and|or)\b")
_URL = re.compile(r"(?:https?://|www\.)\S+[^\s.,;:!?)\]]")
_FULL_LINE = 0.72  # a line shorter than this share of the widest ends its paragraph if a sentence ends there
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # our errors say it, with the next step


def read(data: bytes, *, origin: str, charset: str | None = None) -> Document:
    """Return a PDF as a document. `charset` is not used.

    Raises SourceUnreadable if it is broken or encrypted, SourceTooThin if it holds images only.
    """
    del charset  # the file names its own
    pages = _pages(data, origin)
    if not any(len(page.split()) > 2 for page in pages):
        raise SourceTooThin(f"{origin!r} holds no text, perhaps a scan. Run text recognition (OCR) on it first.")
    lines = list(_without_running_heads([page.split("\n") for page in pages]))
    return Document(origin, "application/pdf", filled(_blocks(lines)))


def _pages(data: bytes, origin: str) -> list[str]:
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceUnreadable(
                f"{origin!r} is encrypted. Open it with its password, save it without one and try again."
            )
        if len(reader.pages) > _MAX_PAGES:
            raise SourceUnreadable(
                f"{origin!r} has {len(reader.pages)} pages; that is not one text. Give the pages that are meant."
            )
        return [clean(page.extract_text() or "") for page in reader.pages]
    except DependencyError as error:
        raise SourceUnreadable(f"{origin!r} is encrypted. Save it without a password and try again.") from error
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        AssertionError,
        OSError,
        EOFError,
        RecursionError,
        ArithmeticError,
        NotImplementedError,
        LookupError,
        StopIteration,
        MemoryError,
    ) as error:
        raise SourceUnreadable(
            f"{origin!r} is a broken PDF file ({type(error).__name__}). Export it anew or give its text."
        ) from error


def _without_running_heads(pages: list[list[str]]) -> Iterator[str]:
    """Yield the lines of all pages without page numbers and without what stands at the same edge of most pages."""
    edges = Counter(
        re.sub(r"\d+", "#", line.strip()) for page in pages for line in {*page[:2], *page[-2:]} if line.strip()
    )
    often = max(_MIN_REPEATS, len(pages) // 2)
    for page in pages:
        last = len(page) - 1
        for index, line in enumerate(page):
            at_edge = index < 2 or index > last - 2
            repeated = edges[re.sub(r"\d+", "#", line.strip())] >= often
            if not (at_edge and (repeated or _PAGE_NUMBER.fullmatch(line))):
                yield line


def _blocks(lines: list[str]) -> Iterator[RawBlock]:
    widths = sorted(len(line.strip()) for line in lines if line.strip())
    width = widths[int(len(widths) * 0.9)] if widths else 0
    group: list[str] = []
    for line in lines:
        if group and _starts_new(group, line, width):
            yield _block(group)
            group = []
        if line.strip():
            group.append(line.strip())
    if group:
        yield _block(group)


def _starts_new(group: list[str], line: str, width: int) -> bool:
    words, last = line.strip(), group[-1]
    if not words:
        return bool(_END.search(last)) or len(last) < width * _FULL_LINE or len(group) == 1
    if _BULLET.match(line):
        return True
    if _HYPHEN.search(last) or words[0].islower():
        return False
    short = len(last) < width * _FULL_LINE
    return short and (bool(_END.search(last)) or len(group) == 1 or len(last) < width * 0.5)


def _block(group: list[str]) -> RawBlock:
    item = _BULLET.match(group[0])
    kind, level = (RawKind.ITEM, 1) if item else (RawKind.PARAGRAPH, 0)
    text = group[0][item.end() :] if item else group[0]
    for line in group[1:]:
        text = _joined(text, line)
    return _linked(text).build(kind, level)


def _joined(text: str, line: str) -> str:
    if _HYPHEN.search(text) and line[:1].islower() and not _AND.match(line):
        return text[:-1] + line
    if text.endswith("-") and line[:1].isupper() and _HYPHEN.search(text):
        return text + line
    return f"{text} {line}"


def _linked(text: str) -> BlockBuilder:
    builder, place = BlockBuilder(), 0
    for match in _URL.finditer(text):
        builder.add(text[place : match.start()])
        builder.add(match.group(), match.group() if match.group().startswith("http") else f"https://{match.group()}")
        place = match.end()
    builder.add(text[place:])
    return builder
