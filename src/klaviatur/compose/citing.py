"""Quotes with their speakers: verbatim, the function at the first mention, whole or by the sentence."""

import re
from dataclasses import dataclass

from klaviatur.compose.pieces import Pieces, from_span, join, layout, text_of, words_in
from klaviatur.records import Language, Quote, Source, Span

_WORD = re.compile(r"[\w’']+")
_I = frozenset({"ich", "mich", "mir", "mein", "meine", "meinen", "i", "i’m", "i'm", "my", "me"})
_WE = frozenset({"wir", "uns", "unser", "unsere", "we", "our", "us"})
FEWEST_WORDS = 4  # fewer quoted words are a title or irony, nothing a person said
MARKS: dict[Language, tuple[str, str]] = {"de": ("„", "“"), "en": ("“", "”")}


@dataclass(frozen=True, slots=True)
class Citation:
    """What a named person said."""

    quote: Quote
    speaker: Pieces
    function: Pieces
    sentences: tuple[Pieces, ...]  # the quoted words, sentence by sentence
    block: int
    language: Language

    @property
    def words(self) -> Pieces:
        """Return all the quoted words without marks."""
        return join(self.sentences)


def citations(source: Source) -> tuple[Citation, ...]:
    """Return the quotes somebody is named for, in reading order."""
    found = (_citation(source, quote) for quote in source.quotes)
    return tuple(one for one in found if one is not None)


def introduced(citation: Citation, words: Pieces, *, first: bool = True) -> Pieces:
    """Return `Speaker, function: „words“`; without the function from the second mention on."""
    opening, closing = MARKS[citation.language]
    who = join((citation.speaker, citation.function if first else ()), ", ")
    end = "" if text_of(words).endswith((".", "!", "?", "…")) else "."
    return (*who, *layout(f": {opening}"), *words, *layout(f"{end}{closing}"))


def humanity(citation: Citation) -> int:
    """Return how much of a person is in a quote: 2 for "ich", 1 for "wir", 0 for neither."""
    words = set(_WORD.findall(text_of(citation.words).lower()))
    return 2 if words & _I else 1 if words & _WE else 0


def _citation(source: Source, quote: Quote) -> Citation | None:
    if not quote.speaker or words_in(from_span(source, quote.words)) < FEWEST_WORDS:
        return None
    near = quote.attribution or quote.span
    speaker = find_near(source, quote.speaker, near)
    if not speaker:
        return None
    function = find_near(source, quote.function, near) if quote.function else ()
    block = next((b.index for b in source.blocks if b.span.start <= quote.span.start < b.span.end), -1)
    return Citation(quote, speaker, function, _by_sentence(source, quote), block, source.language)


def _by_sentence(source: Source, quote: Quote) -> tuple[Pieces, ...]:
    words = quote.words
    touched = [source.sentences[i].span for i in quote.sentences if 0 <= i < len(source.sentences)]
    cuts = [Span(max(s.start, words.start), min(s.end, words.end)) for s in touched]
    spans = [s for s in cuts if s.start < s.end and any(c.isalnum() for c in source.words(s))]
    return tuple(from_span(source, _trimmed(source, s)) for s in spans or [words])


def _trimmed(source: Source, span: Span) -> Span:
    text = source.words(span)
    start = span.start + len(text) - len(text.lstrip())
    text = text.strip().rstrip('„“”"»«, ')
    return Span(start, start + len(text))


def find_near(source: Source, words: str, near: Span) -> Pieces:
    """Return the source's own words closest to a place, () if they stand nowhere as such."""
    at = source.text.find(words, near.start, near.end)
    if at < 0:
        before, behind = source.text.rfind(words, 0, near.start), source.text.find(words, near.end)
        at = before if behind < 0 or (before >= 0 and near.start - before < behind - near.end) else behind
    return from_span(source, Span(at, at + len(words))) if at >= 0 and words else ()
