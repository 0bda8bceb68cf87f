"""What every editorial check gets: one part of a variant with its sentences and quotations, and the brief behind it."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
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


def _place(word: tuple[str, int]) -> int:
    return word[1]


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
    lows: tuple[str, ...]  # the words in lower case, typographic apostrophes straightened

    def quoted(self, place: int) -> bool:
        """Return whether a place lies in a quotation."""
        return any(span.start <= place < span.end for span in self.quotes)

    def words_in(self, span: Span) -> list[str]:
        """Return the words of a span."""
        low = bisect_left(self.words, span.start, key=_place)
        return [word for word, _ in self.words[low : bisect_left(self.words, span.end, key=_place)]]


_Reading = tuple[str, tuple[Span, ...], tuple[Span, ...], tuple[tuple[str, int], ...], tuple[str, ...]]


def read_pages(variant: Variant) -> list[Page]:
    """Return all parts, read."""
    return [
        Page(number, part.name, part.text, *_read(part.text, variant.language))
        for number, part in enumerate(variant.parts)
        if part.text.strip()
    ]


@lru_cache(maxsize=2048)
def _read(text: str, language: Language) -> _Reading:
    words = tuple((match.group(), match.start()) for match in _WORD.finditer(text))
    lows = tuple(word.lower().replace("’", "'") for word, _ in words)
    sentences = tuple(split_sentences(text, language))
    return text.lower(), sentences, tuple(quotation_spans(text)), words, lows


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


Phrases = dict[str, tuple[tuple[str, ...], ...]]  # first word -> phrases as words, longest first


@cache
def phrases(*names: str, language: Language, endings: str = "", bare: bool = True) -> Phrases:
    """Return word lists as one table; with endings also inflected at the last word, `bare` not inflected."""
    table: dict[str, set[tuple[str, ...]]] = {}
    tails = ([""] if bare or not endings else []) + endings.split()
    for phrase in {phrase for name in names for phrase in lexicon(name, language)}:
        words = _WORD.findall(phrase.lower())
        for tail in tails:
            table.setdefault(words[0] + (tail if len(words) == 1 else ""), set()).add(
                (*words[1:-1], words[-1] + tail) if len(words) > 1 else ()
            )
    return {first: tuple(sorted(rests, key=len, reverse=True)) for first, rests in table.items()}


def find_phrases(page: Page, table: Phrases) -> Iterator[Span]:
    """Yield where a phrase of the table stands outside quotations, in order, never overlapping."""
    if table.keys().isdisjoint(page.lows):
        return
    end = -1
    for at, low in enumerate(page.lows):
        span = _phrase_at(page, at, table[low]) if low in table and page.words[at][1] > end else None
        if span and not page.quoted(span.start):
            end = span.end
            yield span


def _phrase_at(page: Page, at: int, rests: tuple[tuple[str, ...], ...]) -> Span | None:
    for rest in rests:
        if page.lows[at + 1 : at + 1 + len(rest)] == rest:
            word, place = page.words[at + len(rest)]
            return Span(page.words[at][1], place + len(word))
    return None


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
