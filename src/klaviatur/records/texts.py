"""Documents and sources: texts that facts come from.

Offsets count code points of `Source.text` or `VariantPart.text`; spans are half-open, `text[start:end]`.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NamedTuple

Language = Literal["de", "en"]


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int


class Bilingual(NamedTuple):
    """The same words in both languages of the interface."""

    de: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the words in one language."""
        return self.de if language == "de" else self.en


# --- Document: what a reader of a file format hands to collect ---------------------------------------------------
class RawKind(StrEnum):
    """What the markup says a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"  # cells joined by " | "
    QUOTE = "quote"  # block quotation
    CAPTION = "caption"
    NOISE = "noise"  # navigation, comment form, cookie note


@dataclass(frozen=True, slots=True)
class RawBlock:
    """A block without markup. Offsets in `links` and `images` count code points of `text`."""

    kind: RawKind
    text: str
    level: int = 0
    links: tuple["Link", ...] = ()
    images: tuple["Image", ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file, page or stream without its markup, not yet understood."""

    origin: str
    media_type: str
    blocks: tuple[RawBlock, ...]
    meta: tuple[tuple[str, str], ...] = ()  # front matter or document properties, as written, in order
    language: str | None = None  # what the document says of itself, "de-DE"
    findings: tuple["Finding", ...] = ()  # repairs made while reading


# --- Source: one text, parsed once ------------------------------------------------------------------------------
class Role(StrEnum):
    """What a sentence or block does in its text."""

    HEAD = "head"  # a line of the front matter or of a recognised head ("Ort: Kassel", a date line)
    TITLE = "title"
    SUBTITLE = "subtitle"
    HEADING = "heading"
    LEAD = "lead"  # first paragraph of the body
    BODY = "body"
    ITEM = "item"  # list item
    TABLE = "table"  # one table row
    CAPTION = "caption"  # image caption or alt text
    BOILERPLATE = "boilerplate"  # "Über die ...", "About ..."
    CONTACT = "contact"
    NOISE = "noise"  # navigation, "write a comment", cookie notes: read, kept, never used


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, table row or head line."""

    index: int
    role: Role
    span: Span
    level: int = 0  # heading level 1-6 or list depth, 0 otherwise


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `text` is exactly `source.text[span]`."""

    index: int
    block: int
    role: Role
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim words of a person. `span` covers the marks, `words` only what is between them."""

    span: Span
    words: Span
    text: str  # the words without marks
    sentences: tuple[int, ...]  # indices of the sentences the quote touches
    speaker: str | None = None
    function: str | None = None  # "Geschäftsführerin der Muster GmbH"
    attribution: Span | None = None  # where speaker and function are named


@dataclass(frozen=True, slots=True)
class Number:
    """A figure with its unit, subject and condition, as the source states it."""

    span: Span  # figure, unit and qualifier: "rund 1.850 Haushalte"
    text: str
    value: Decimal
    unit: str | None = None  # "Euro", "%", "Minuten", as written
    qualifier: str | None = None  # "rund", "bis zu", "more than"
    subject: str | None = None  # noun that is counted or measured
    sentence: int = -1


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or time as written; `iso` has the precision that is known: 2027, 2027-03, 2027-03-03."""

    span: Span
    text: str
    iso: str
    time: str | None = None  # "18:30"
    sentence: int = -1


class NameKind(StrEnum):
    """What a name stands for."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    PRODUCT = "product"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name in its longest form, with every place it is mentioned (short forms too)."""

    text: str
    kind: NameKind
    mentions: tuple[Span, ...]
    function: str | None = None  # of a person
    gender: Literal["m", "f", "n", "pl"] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An address in the source; `text` is the anchor."""

    url: str
    text: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """An image the source names; `alt` describes what is seen."""

    url: str
    alt: str = ""
    caption: str = ""
    span: Span | None = None
    digest: str = ""  # SHA-256 of its bytes as they were when the text was brought in, "" where they were not there


@dataclass(frozen=True, slots=True)
class CallToAction:
    """What the reader is asked to do."""

    span: Span
    text: str
    url: str | None = None
    sentence: int = -1


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask, as the source says."""

    text: str
    span: Span
    name: str | None = None
    organisation: str | None = None
    email: str | None = None
    phone: str | None = None
    url: str | None = None


class Severity(StrEnum):
    """How much a finding weighs: block stops a release, warn asks for a look, note informs."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reviewer must see."""

    rule: str  # dotted, stable: "number.missing", "quote.altered", "limit.over"
    severity: Severity
    message: Bilingual
    part: int | None = None  # index into Variant.parts; None: the whole variant or source
    span: Span | None = None  # in that part's text; in Source.text for a source's own
    words: str = ""  # the words at the span
    source_says: str = ""
    source_span: Span | None = None
    proposal: str | None = None  # replacement for the words at `span`


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A product fact as a source's text states it; verify holds what is said of an attribute against it."""

    fact: str  # Fact.id
    attribute: str
    kind: str  # a Kind
    span: Span  # the value as the text writes it
    label: Span | None = None  # "Gewicht"
    number: Decimal | None = None
    unit: str | None = None  # UN/ECE code


@dataclass(frozen=True, slots=True)
class Source:
    """A text that facts come from, parsed once; every span points into `text`.

    `text` is plain text in NFC: head lines, then blocks parted by blank lines; only markup is lost (decision 0005).
    """

    id: str  # sha256 of `text`, 64 hex digits
    origin: str  # path, URL or "stdin"
    media_type: str
    language: Language
    text: str
    blocks: tuple[Block, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    title: Span | None = None
    subtitle: Span | None = None
    place: Span | None = None
    issued: DateMention | None = None
    embargo: datetime | None = None  # with time zone where the source gives one
    embargo_span: Span | None = None
    sender: str | None = None  # organisation that speaks, as the source names it
    contact: Contact | None = None
    boilerplate: Span | None = None
    quotes: tuple[Quote, ...] = ()
    numbers: tuple[Number, ...] = ()
    dates: tuple[DateMention, ...] = ()
    names: tuple[Name, ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    calls: tuple[CallToAction, ...] = ()
    address: Literal["du", "Sie", "mixed", "none"] = "none"  # how the source speaks to its reader
    findings: tuple[Finding, ...] = ()  # repairs made while reading, doubts
    facts: tuple[StatedFact, ...] = ()  # of a product's data sheet; empty for a text

    def words(self, span: Span | None) -> str:
        """Return the source's own words at a span, "" for None."""
        return self.text[span.start : span.end] if span else ""
