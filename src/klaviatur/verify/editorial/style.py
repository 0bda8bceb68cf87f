"""Style: long sentences, passive voice, abstract nouns; at most one note of each per variant."""

from collections.abc import Iterator, Sequence
from functools import cache

import regex

from klaviatur.records import Finding, Language, Span
from klaviatur.verify.editorial.page import Brief, Page, finding, lexicon

_TOLERANCE = 1.3  # a sentence may pass the channel's measure by this before anybody is told
_PASSIVE_SHARE = 0.4
_ABSTRACT_SHARE = 0.09
_FEWEST_SENTENCES = 4
_FEWEST_WORDS = 60


def check_style(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    """Yield notes on style for the whole variant."""
    yield from _long_sentence(pages, brief)
    yield from _passive(pages, brief)
    yield from _abstract(pages, brief)


def _long_sentence(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    counted = [(len(page.words_in(span)), page, span) for page in pages for span in page.sentences]
    free = [row for row in counted if not row[1].quoted(row[2].start)]
    if not free:
        return
    count, page, span = max(free, key=lambda row: row[0])
    if count > brief.channel.max_sentence_words * _TOLERANCE:
        yield finding("style.long_sentence", page, span, more=str(count))


def _passive(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    sentences = [(page, span) for page in pages for span in page.sentences if not page.quoted(span.start)]
    if len(sentences) < _FEWEST_SENTENCES:
        return
    helpers = lexicon("passive_helpers", brief.language)
    helped = [row for row in sentences if not helpers.isdisjoint(row[0].words_in(row[1]))]
    passive = [row for row in helped if is_passive(row[0].text[row[1].start : row[1].end], brief.language)]
    if len(passive) > _PASSIVE_SHARE * len(sentences):
        yield finding("style.passive", *passive[0], more=str(round(100 * len(passive) / len(sentences))))


def _abstract(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    matcher = _abstract_form(brief.language)
    words = [(page, word, place) for page in pages for word, place in page.words]
    hits = [row for row in words if len(row[1]) > 6 and matcher.search(row[1])]
    if len(words) >= _FEWEST_WORDS and len(hits) > _ABSTRACT_SHARE * len(words):
        page, word, place = hits[0]
        listed = ", ".join(dict.fromkeys(row[1] for row in hits[:4]))
        yield finding("style.nominal", page, Span(place, place + len(word)), more=listed)


def is_passive(sentence: str, language: Language) -> bool:
    """Return whether a sentence is passive: a form of werden (or to be) with a participle."""
    return _passive_form(language).search(sentence) is not None


@cache
def _passive_form(language: Language) -> "regex.Pattern[str]":
    helpers = "|".join(sorted(lexicon("passive_helpers", language)))
    if language == "en":
        return regex.compile(rf"\b(?:{helpers})\s+(?:\w+ly\s+)?\w{{2,}}(?:ed|en|wn|ght|lt|ld)\b", regex.IGNORECASE)
    participle = r"(?:\p{Ll}*ge\p{Ll}{2,}(?:t|en)|(?:be|ver|ent|er|zer|über|unter)\p{Ll}{2,}(?:t|en)|\p{Ll}+iert)"
    return regex.compile(
        rf"\b(?:{helpers})\b[^.;:]*?\b{participle}\b(?=\s*(?:[.,;:!?)]|und|oder|$))|\b{participle}\s+(?:{helpers})\b",
        regex.IGNORECASE,
    )


@cache
def _abstract_form(language: Language) -> "regex.Pattern[str]":
    endings = "|".join(sorted(lexicon("abstract_endings", language), key=len, reverse=True))
    return regex.compile(rf"^\p{{Lu}}.*(?:{endings})$" if language == "de" else rf"(?:{endings})$")
