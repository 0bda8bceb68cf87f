"""Where people read us, who speaks, and what may be said without a source."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from klaviatur.records.texts import Bilingual, Language, Severity


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
