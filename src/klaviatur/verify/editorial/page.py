"""What every editorial check gets: one part of a variant with its sentences and quotations, and the brief behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache

import regex

from klaviatur.records import (
    Bilingual,
    Channel,
    Finding,
    Language,
    Phrasebook,
    Severity,
    Source,
    Span,
    Variant,
    VariantPart,
    Voice,
)
from klaviatur.text.lexicon import read_table
from klaviatur.text.quotation import quotation_spans
from klaviatur.text.sentences import split_sentences

ROOM = "klaviatur.verify.editorial"

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}\p{Nd}]*(?:[-*:_’'·/](?=\p{L})[\p{L}\p{M}\p{Nd}]+)*|\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class SourceWords:
    """The source as the checks look things up in it."""

    lower: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything a check may need to know beside the text."""

    variant: Variant
    source: Source
    channel: Channel
    voice: Voice
    phrasebook: Phrasebook
    now: datetime | None
    known: SourceWords

    @property
    def language(self) -> Language:
        """Return the language of the variant."""
        return self.variant.language


@dataclass(frozen=True, slots=True)
class Page:
    """One part of the variant."""

    number: int
    name: str
    text: str
    lower: str
    sentences: tuple[Span, ...]
    quotes: tuple[Span, ...]
    words: tuple[tuple[str, int], ...]  # word and place

    def quoted(self, place: int) -> bool:
        """Return whether a place lies in a quotation."""
        return any(span.start <= place < span.end for span in self.quotes)

    def words_in(self, span: Span) -> list[str]:
        """Return the words of a span."""
        return [word for word, place in self.words if span.start <= place < span.end]


def read_pages(variant: Variant) -> list[Page]:
    """Return all parts, read."""
    return [_read(number, part, variant.language) for number, part in enumerate(variant.parts) if part.text.strip()]


def _read(number: int, part: VariantPart, language: Language) -> Page:
    text = part.text
    words = tuple((match.group(), match.start()) for match in _WORD.finditer(text))
    sentences = tuple(split_sentences(text, language))
    return Page(number, part.name, text, text.lower(), sentences, tuple(quotation_spans(text)), words)


@lru_cache(maxsize=64)
def source_words(text: str) -> SourceWords:
    """Return the lower-case text and words of a source; the same text is read once."""
    lower = text.lower()
    return SourceWords(lower, frozenset(match.group() for match in _WORD.finditer(lower)))


@cache
def lexicon(name: str, language: Language) -> frozenset[str]:
    """Return one word list of `words_de.toml` or `words_en.toml`; lines hold words or whole phrases."""
    raw = read_table(ROOM, f"words_{language}.toml")[name]
    return frozenset(raw) if isinstance(raw, list) else frozenset(str(raw).split())


@cache
def pattern(name: str, language: Language, *, endings: str = "") -> "regex.Pattern[str]":
    """Return a list as one pattern of whole words, longest first, with optional endings."""
    return any_of(lexicon(name, language), endings=endings)


def any_of(words: Iterable[str], *, endings: str = "") -> "regex.Pattern[str]":
    """Return a pattern of whole words, longest first; it never matches if there are none."""
    ordered = sorted(words, key=len, reverse=True)
    inner = "|".join(regex.escape(word).replace(r"\ ", r"\s+") for word in ordered) or r"(?!)"
    tail = f"(?:{endings})?" if endings else ""
    return regex.compile(rf"(?<![\p{{L}}\p{{Nd}}])(?:{inner}){tail}(?![\p{{L}}\p{{Nd}}])", regex.IGNORECASE)


def finding(
    rule: str,
    page: Page | None = None,
    span: Span | None = None,
    *,
    more: str | Bilingual = "",
    source: str = "",
    severity: Severity | None = None,
    proposal: str | None = None,
) -> Finding:
    """Return a finding in the words of `messages.toml`; `more` fills the rule's blank."""
    row = read_table(ROOM, "messages.toml")[rule]
    words = page.text[span.start : span.end] if page and span else ""
    blanks = more if isinstance(more, Bilingual) else Bilingual(more, more)
    message = Bilingual(
        row["de"].format(words=words, more=blanks.de, source=source).strip(),
        row["en"].format(words=words, more=blanks.en, source=source).strip(),
    )
    weight = severity or Severity(row["severity"])
    number = page.number if page else None
    return Finding(rule, weight, message, number, span, words, source, None, proposal)
