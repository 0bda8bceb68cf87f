"""Texts, channels, voices and variants.

Offsets count code points of `Source.text` or `VariantPart.text`; spans are half-open, `text[start:end]`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
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


# --- Channel: a dated profile -----------------------------------------------------------------------------------
class Measure(StrEnum):
    """How a platform counts."""

    CHARACTERS = "characters"  # code points after NFC
    GRAPHEMES = "graphemes"  # extended grapheme clusters, UAX 29
    BYTES = "bytes"  # UTF-8
    UTF16 = "utf16"  # UTF-16 code units
    X_WEIGHTED = "x_weighted"  # twitter-text v3
    MASTODON = "mastodon"  # graphemes, each URL 23, remote handles without the host
    SMS = "sms"  # septets (GSM-7) or UCS-2 units; the limit is a number of septets
    AD = "ad"  # double-width characters count 2
    PIXELS = "pixels"  # width of a search result's title, Arial 20 px
    WORDS = "words"
    LINES = "lines"  # non-empty lines
    SNIPPET_PIXELS = "snippet_pixels"  # width of a search result's description, Arial 14 px
    LONGEST_LINE = "longest_line"  # graphemes of the longest line
    THREADS = "threads"  # characters, but an emoji counts as its UTF-8 bytes
    HASHTAGS = "hashtags"  # hashtags, not characters


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a part. `documented` False: practice, not a platform's rule ([P] in the profile)."""

    measure: Measure
    maximum: int | None = None
    minimum: int | None = None
    documented: bool = True
    severity: Severity = Severity.BLOCK
    source: str = ""  # the document this limit was read in; "": the channel's sources


@dataclass(frozen=True, slots=True)
class PartProfile:
    """One field of a channel: subject, headline, body."""

    name: str
    label: Bilingual
    limits: tuple[Limit, ...] = ()
    visible: int | None = None  # what is seen before "more", in the first limit's measure
    target: tuple[int, int] | None = None  # what a professional aims at, in the first limit's measure
    count: tuple[int, int] = (1, 1)  # how many of this part a variant has; (0, 1): may be missing
    multiline: bool = True


@dataclass(frozen=True, slots=True)
class Channel:
    """Where people or machines read us, described by a dated profile."""

    name: str
    label: Bilingual
    form: str  # how it is built: a form the embedded writer knows ("press_release", "post", "thread", ...)
    family: str  # press, mail, web, social, ad, message, internal, conversation, speech, access
    parts: tuple[PartProfile, ...]
    read: date  # the day the sources were read
    sources: tuple[str, ...]  # where the limits come from
    hashtags: tuple[int, int] = (0, 0)
    links: Literal["inline", "end", "bio", "button", "none"] = "end"
    emoji: bool = False  # the channel allows it; the voice must allow it too
    formality: Literal["b2b", "consumer", "internal"] = "consumer"
    max_sentence_words: int = 20
    preview: str = "card"  # which look the board gives it
    whole: tuple[Limit, ...] = ()  # limits over all parts together
    options: dict[str, str] = field(default_factory=dict)  # further data of the profile, read by the form


# --- Voice: who speaks ------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Voice:
    """Tonality profile of the sender."""

    name: str = "default"
    address: Literal["du", "Sie", "neutral"] = "neutral"
    register: Literal["formal", "warm", "plain", "lively"] = "plain"
    sender: str | None = None
    person: str | None = None  # first person is allowed only where a person is named
    use: tuple[str, ...] = ()
    avoid: tuple[tuple[str, str | None], ...] = ()  # (word, replacement or None)
    gender: Literal["as_source", "pair", "star", "colon", "neutral", "generic"] = "as_source"
    boilerplate: str | None = None
    hashtags: tuple[str, ...] = ()
    sign_off: str | None = None
    greeting: str | None = None
    emoji: bool = False
    euro: Literal["word", "sign", "as_source"] = "as_source"
    english: Literal["us", "uk"] = "us"
    link: str | None = None  # target of calls to action if the source has none
    examples: tuple[str, ...] = ()


# --- Phrases: what may be said without a source -------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Phrase:
    """A declared phrase: wording of ours that claims nothing. Slots in braces are filled with the source's words."""

    id: str  # "de.cta.read_more.warm.1"
    use: str  # "cta.read_more": what it is for
    language: Language
    text: str  # "Mehr dazu: {link}"
    address: Literal["du", "Sie", "any"] = "any"
    registers: tuple[str, ...] = ()  # empty: all
    families: tuple[str, ...] = ()  # channel families; empty: all


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """All declared phrases: compose picks from it, verify knows them by it."""

    phrases: tuple[Phrase, ...] = ()


# --- Variant: the text for one channel ------------------------------------------------------------------------
class Method(StrEnum):
    """IPTC digital source type (cv.iptc.org/newscodes/digitalsourcetype, read Nov 2026)."""

    ALGORITHMIC = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
    TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
    DATA_DRIVEN = "http://cv.iptc.org/newscodes/digitalsourcetype/dataDrivenMedia"
    HUMAN = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation"
    HUMAN_EDITS = "http://cv.iptc.org/newscodes/digitalsourcetype/humanEdits"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of a part and where they come from; the pieces of a part join to its text exactly."""

    text: str
    source: Span | None = None  # the source's words this run renders
    phrase: str | None = None  # id of the declared phrase, or "voice.boilerplate", "format" (space, line break, bullet)
    change: str = ""  # "", "compressed", "address", "typography", "case", "hashtag", "plain", "resolved", "voice"


@dataclass(frozen=True, slots=True)
class VariantPart:
    """The text of one field. Repeated parts (headlines) are several VariantParts with the same name."""

    name: str
    text: str
    pieces: tuple[Piece, ...] = ()  # empty: the writer does not know (a model wrote it)


@dataclass(frozen=True, slots=True)
class Variant:
    """The text for one channel derived from one source."""

    channel: str
    source: str  # Source.id
    language: Language
    parts: tuple[VariantPart, ...]
    writer: str = "embedded"  # or the model's name
    method: Method = Method.ALGORITHMIC
    findings: tuple[Finding, ...] = ()  # doubts of the writer itself (an address it was not sure of)
    rounds: int = 0  # how often findings were fed back
    left_out: tuple[int, ...] = ()  # sentences of the source that were not used again after a blocking finding

    @property
    def text(self) -> str:
        """Return all parts, one blank line between them."""
        return "\n\n".join(part.text for part in self.parts)


# --- Verify: what carries it ------------------------------------------------------------------------------------
class Verdict(StrEnum):
    """What the source says about a clause."""

    SUPPORTED = "supported"
    ALTERED = "altered"  # the source speaks of it, but says something else
    UNSUPPORTED = "unsupported"  # the source does not speak of it
    DECLARED = "declared"  # a declared phrase, claims nothing


@dataclass(frozen=True, slots=True)
class Evidence:
    """The link from a clause of a variant to the source's words that carry it."""

    part: int  # index into Variant.parts
    span: Span  # the clause in that part's text
    verdict: Verdict
    source: tuple[Span, ...] = ()  # best first; empty for unsupported and most declared clauses
    score: float = 0.0  # trust that the source carries it, 0-1
    phrase: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """What the platform would count for one part, beside its limit."""

    part: int | None  # None: the whole variant
    measure: Measure
    value: int
    limit: Limit
    detail: str = ""  # "2 SMS, GSM-7"

    @property
    def fits(self) -> bool:
        """Return whether the count is inside the limit."""
        low, high = self.limit.minimum, self.limit.maximum
        return (low is None or self.value >= low) and (high is None or self.value <= high)


@dataclass(frozen=True, slots=True)
class Checked:
    """A variant after verification."""

    variant: Variant
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]
    counts: tuple[Count, ...]
    figures: dict[str, float] = field(default_factory=dict)  # readability, spam_likeness, supported_share, ...

    @property
    def blocked(self) -> bool:
        """Return whether a finding stops a release."""
        return any(f.severity is Severity.BLOCK for f in self.findings)

    @property
    def fits(self) -> bool:
        """Return whether every hard limit holds."""
        return all(c.fits for c in self.counts if c.limit.severity is Severity.BLOCK)


@dataclass(frozen=True, slots=True)
class Played:
    """One source with all its checked variants."""

    source: Source
    voice: Voice
    checked: tuple[Checked, ...]
    findings: tuple[Finding, ...] = ()  # consistency across the variants
    duration_s: float = 0.0
