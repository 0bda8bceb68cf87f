"""Clause units: the smallest runs of a text that claim one thing."""

from itertools import pairwise

import regex

from klaviatur.records import Language, Span
from klaviatur.text.sentences import split_sentences
from klaviatur.verify.words import word_set

_BORDER = regex.compile(r"[;–—]\s|,\s+(?=(\p{L}+))|:\s+|\s–\s|\n+")
_MIN_WORDS = 4
_WORDS = regex.compile(r"\p{L}[\p{L}\p{M}]+|\d+")


def sentences_of(text: str, language: Language) -> list[Span]:
    """Return the sentences of a part; a line break always ends one."""
    spans: list[Span] = []
    for line in regex.finditer(r"[^\n]+", text):
        spans += [Span(s + line.start(), e + line.start()) for s, e in split_sentences(line.group(), language)]
    return [span for span in spans if text[span.start : span.end].strip()]


def clauses_of(text: str, sentence: Span, language: Language) -> list[Span]:
    """Return the clause units of one sentence; quoted words are never cut, short bits stay with their neighbour."""
    cuts = [sentence.start, *_cuts(text, sentence, language), sentence.end]
    spans = [_trim(text, Span(a, b)) for a, b in pairwise(cuts)]
    return _join_short(text, [span for span in spans if span.start < span.end])


def _cuts(text: str, sentence: Span, language: Language) -> list[int]:
    starters = word_set("clause_starters", language)
    words = text[sentence.start : sentence.end]
    quoted = [m.span() for m in regex.finditer(r'„[^“”"]*[“”"]|“[^”]*”|"[^"]*"|»[^«]*«|«[^»]*»', words)]
    cuts = []
    for match in _BORDER.finditer(words):
        inside = any(a < match.start() < b for a, b in quoted)
        comma = match.group(1)
        if not inside and (comma is None or comma.lower() in starters):
            cuts.append(sentence.start + match.end())
    return cuts


def _trim(text: str, span: Span) -> Span:
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.end - (len(words) - len(words.rstrip()))))


def _join_short(text: str, spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        short = len(_WORDS.findall(text[span.start : span.end])) < _MIN_WORDS
        before_short = bool(joined) and len(_WORDS.findall(text[joined[-1].start : joined[-1].end])) < _MIN_WORDS
        if joined and (short or before_short):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined
