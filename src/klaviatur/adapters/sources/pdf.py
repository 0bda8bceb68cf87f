"""PDF files: lines joined to paragraphs, hyphens at line ends undone, running heads taken out."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, PyPdfError

from klaviatur.adapters.sources.decoding import clean
from klaviatur.adapters.sources.runs import BlockBuilder, filled
from klaviatur.errors import SourceTooThin, SourceUnreadable
from klaviatur.records import Document, RawBlock, RawKind

_MAX_PAGES = 400
_MIN_REPEATS = 2
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-–—]\s*)?(?:Seite|Page|S\.)?\s*\d{1,4}(?:\s*(?:/|von|of)\s*\d{1,4})?(?:\s*[-–—])?\s*$", re.IGNORECASE
)
_BULLET = re.compile(r"\s*(?:[•▪‣◦●○■□✓➔\uf0b7\uf0a7]|[-–](?=\s))\s*")
_END = re.compile(r"[.!?:…][\"“”»«)]*$")
_HYPHEN = re.compile(r"[^\W\d_]{2,}[-\u00ad\u2010]$")
_AND = re.compile(r"(?:und|oder|bzw|and|or)\b")
_URL = re.compile(r"(?:https?://|www\.)\S+[^\s.,;:!?)\]]")
_WIDE_GAP = 1.35  # of the usual distance: a new paragraph
_WIDE_LINE = 1.55  # of the type size: likewise
_LARGE = 1.15  # of the usual type size: a heading
_MAX_HEADING = 220  # characters
_FULL_LINE = 0.72  # a line shorter than this share of the widest ends its paragraph if a sentence ends there
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # our errors say it, with the next step


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float = 0.0  # points
    gap: float = 0.0  # points from the line above, 0 if there is none


def read(data: bytes, *, origin: str, charset: str | None = None) -> Document:
    """Return a PDF as a document. `charset` is not used.

    Raises SourceUnreadable if it is broken or encrypted, SourceTooThin if it holds images only.
    """
    del charset  # the file names its own
    pages = _pages(data, origin)
    if not any(len(line.text.split()) > 2 for page in pages for line in page):
        raise SourceTooThin(f"{origin!r} holds no text, perhaps a scan. Run text recognition (OCR) on it first.")
    lines = list(_without_running_heads(pages))
    return Document(origin, "application/pdf", filled(_blocks(lines)))


def _pages(data: bytes, origin: str) -> list[list[_Line]]:
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
        return [_page_lines(page) for page in reader.pages]
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


def _page_lines(page: PageObject) -> list[_Line]:
    """Return the lines of a page with their type size and the space above them, in points."""
    lines: list[_Line] = []
    text, size, height, last = "", 0.0, 0.0, 0.0

    def visit(words: str, cm: Sequence[float], tm: Sequence[float], _font: object, font_size: float) -> None:
        nonlocal text, size, height, last
        for index, piece in enumerate(words.split("\n")):
            if index:
                lines.append(_Line(clean(text), size, last - height if last and height else 0.0))
                last, text, size, height = height or last, "", 0.0, 0.0
            text += piece
            if piece.strip():
                size = max(size, abs(font_size * (tm[3] or 1.0) * (cm[3] or 1.0)))
                height = height or tm[5] * (cm[3] or 1.0) + cm[5]

    whole = page.extract_text(visitor_text=visit) or ""
    lines.append(_Line(clean(text), size, last - height if last and height else 0.0))
    found = [line for line in lines if line.text.strip()]
    return found or [_Line(clean(line)) for line in whole.split("\n") if line.strip()]


def _without_running_heads(pages: list[list[_Line]]) -> Iterator[_Line]:
    """Yield the lines of all pages without page numbers and without what stands at the same edge of most pages."""
    edges = Counter(key for page in pages for key in {_edge_key(line) for line in (*page[:2], *page[-2:])})
    often = max(_MIN_REPEATS, len(pages) // 2)
    for page in pages:
        last = len(page) - 1
        for index, line in enumerate(page):
            at_edge = index < 2 or index > last - 2
            repeated = edges[_edge_key(line)] >= often
            if not (at_edge and (repeated or _PAGE_NUMBER.fullmatch(line.text))):
                yield line


def _edge_key(line: _Line) -> str:
    return re.sub(r"\d+", "#", line.text.strip())


def _blocks(lines: list[_Line]) -> Iterator[RawBlock]:
    page = _Measures.of(lines)
    group: list[_Line] = []
    for line in lines:
        if group and _starts_new(group, line, page):
            yield _block(group, page)
            group = []
        group.append(line)
    if group:
        yield _block(group, page)


@dataclass(frozen=True, slots=True)
class _Measures:
    """What is usual in this file: characters a line, points of type and between lines."""

    width: int
    size: float
    gap: float

    @classmethod
    def of(cls, lines: list[_Line]) -> "_Measures":
        widths = sorted(len(line.text.strip()) for line in lines)
        sizes = [line.size for line in lines for _ in range(len(line.text) // 10 + 1)]
        gaps = [line.gap for line in lines if line.gap > 0]
        return cls(widths[int(len(widths) * 0.9)] if widths else 0, median(sizes or [0.0]), median(gaps or [0.0]))


def _starts_new(group: list[_Line], line: _Line, page: _Measures) -> bool:
    words, last = line.text.strip(), group[-1].text.strip()
    if _BULLET.match(line.text) or _sizes_differ(group[-1], line):
        return True
    if _HYPHEN.search(last) and words[0].islower():
        return False
    if page.gap and line.gap > max(page.gap * _WIDE_GAP, line.size * _WIDE_LINE):
        return True
    large = page.size > 0 and line.size >= page.size * _LARGE
    if (words[0].islower() and "@" not in words.split()[0]) or (large and not _END.search(last)):
        return False
    short = len(last) < page.width * _FULL_LINE
    return short and (bool(_END.search(last)) or len(group) == 1 or len(last) < page.width * 0.5)


def _sizes_differ(one: _Line, other: _Line) -> bool:
    return bool(one.size and other.size) and abs(one.size - other.size) > 0.12 * max(one.size, other.size)


def _block(group: list[_Line], page: _Measures) -> RawBlock:
    item = _BULLET.match(group[0].text)
    text = group[0].text[item.end() :].strip() if item else group[0].text.strip()
    for line in group[1:]:
        text = _joined(text, line.text.strip())
    large = page.size > 0 and group[0].size >= page.size * _LARGE and len(text) < _MAX_HEADING
    if large and not item:
        return _linked(text).build(RawKind.HEADING, 1 if group[0].size >= page.size * _LARGE**2 else 2)
    return _linked(text).build(*((RawKind.ITEM, 1) if item else (RawKind.PARAGRAPH, 0)))


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
