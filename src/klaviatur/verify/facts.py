"""What a source states in figures, dates and quoted words, sentence by sentence."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import regex

from klaviatur.records import Language, Span
from klaviatur.verify.dates import Moment, moments_of, resolved
from klaviatur.verify.figures import Figure, figures_of
from klaviatur.verify.index import Index, build_index

_QUOTES = regex.compile(
    r"„[^“”\"]+[“”\"]|“[^”“]+”|\"[^\"\n]+\"|»[^«»]+«|«[^«»]+»|‚[^‘’]{12,}[‘’]|(?<!\w)‘[^’]{12,}’(?!\w)"
)
_OPENING = regex.compile(r"(?<![\p{L}\p{N}])[„“\"](?=\p{L})")
_ADDRESS = regex.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w.-]+|\+\d[\d ()/-]{6,}|\b0\d{2,5}[ /-]\d[\d -]{4,}")


@dataclass(frozen=True)
class Facts:
    """Typed facts of a source beside its index; each list is in order of place."""

    index: Index
    figures: tuple[Figure, ...]
    moments: tuple[Moment, ...]
    implied: tuple[Moment, ...]  # what relative words mean, counted from the day of issue
    quotes: tuple[Span, ...]  # the words between the marks
    issued: date | None = None

    def figures_in(self, lines: Sequence[int]) -> list[Figure]:
        """Return the figures of some sentences."""
        wanted = set(lines)
        return [f for f in self.figures if self._line(f.span) in wanted]

    def moments_in(self, lines: Sequence[int]) -> list[Moment]:
        """Return the dates of some sentences."""
        wanted = set(lines)
        return [m for m in self.moments if self._line(m.span) in wanted]

    def _line(self, span: Span) -> int:
        return bisect_right(self._starts, span.start) - 1

    @cached_property
    def _starts(self) -> list[int]:
        return [line.span.start for line in self.index.lines]


def typed(text: str, language: Language) -> tuple[list[Figure], list[Moment]]:
    """Return figures and dates of a text; no character counts as both, and addresses count as neither."""
    addresses = [Span(*match.span()) for match in _ADDRESS.finditer(text)]
    moments = [m for m in moments_of(text, language) if not _inside(m.span, addresses)]
    return figures_of(text, language, tuple([m.span for m in moments] + addresses)), moments


def _inside(span: Span, others: Sequence[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


def quotes_of(text: str) -> list[Span]:
    """Return the words between quotation marks, without the marks."""
    return [Span(match.start() + 1, match.end() - 1) for match in _QUOTES.finditer(text)]


def unclosed_quote(text: str) -> Span | None:
    """Return the words of the last line after a quotation mark that opens and never closes, None without one."""
    closed = [match.span() for match in _QUOTES.finditer(text)]
    for match in _OPENING.finditer(text):
        if not any(start <= match.start() < end for start, end in closed):
            line_end = text.find("\n", match.end())
            return Span(match.end(), line_end if line_end >= 0 else len(text))
    return None


def gather(text: str, language: Language, issued: date | None = None) -> Facts:
    """Return everything verify asks of a source text."""
    figures, moments = typed(text, language)
    implied = tuple(resolved(moments, issued)) if issued else ()
    return Facts(build_index(text, language), tuple(figures), tuple(moments), implied, tuple(quotes_of(text)), issued)
