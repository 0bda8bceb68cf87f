"""QUOTE: what stands in quotation marks is verbatim, apart from typography."""

from difflib import SequenceMatcher
from functools import lru_cache

import regex

from klaviatur.records import Language, Span
from klaviatur.verify.align import align
from klaviatur.verify.claim import Doubt
from klaviatur.verify.clauses import sentences_of
from klaviatur.verify.facts import Facts, quotes_of, unclosed_quote
from klaviatur.verify.words import words_of

_SHORT = 3  # words up to which marks may set off a term
_CUT = regex.compile(r"\[?(?:…|\.\.\.)\]?|\(…\)|\[[^\]]{0,40}\]")
_SAME_MARKS = str.maketrans({"’": "'", "‘": "'", "‚": "'", "–": "-", "—": "-", "\u00a0": " ", "\u202f": " "})


@lru_cache(maxsize=8192)
def verbatim_key(text: str) -> str:
    """Return the words of a text as they are compared: typography, white space and marks do not count."""
    return " ".join(regex.findall(r"[\p{L}\p{M}\p{N}]+", text.translate(_SAME_MARKS).lower()))


def check_quotes(text: str, facts: Facts, language: Language) -> list[Doubt]:
    """Return doubts about quotations in one part that differ from the source or are none there."""
    spans = quotes_of(text)
    rest = unclosed_quote(text)
    if not spans and not rest:
        return []
    whole = f" {verbatim_key(facts.index.text)} "
    quoted = " | ".join(verbatim_key(facts.index.text[s.start : s.end]) for s in facts.quotes)
    doubts = [_check(text[span.start : span.end], span, facts, language, whole=whole, quoted=quoted) for span in spans]
    doubts += _unclosed(text, rest, facts, language, whole) if rest else []
    return [doubt for doubt in doubts if doubt]


def _unclosed(text: str, rest: Span, facts: Facts, language: Language, whole: str) -> list[Doubt | None]:
    """Doubt each sentence after a mark that never closes, apart from those the source has word for word."""
    said = text[rest.start : rest.end]
    spans = [Span(rest.start + a, rest.start + b) for a, b in sentences_of(said, language)]
    altered = [span for span in spans if f" {verbatim_key(text[span.start : span.end])} " not in whole]
    return [_nearest(span, text[span.start : span.end], facts, language) for span in altered]


def _check(words: str, span: Span, facts: Facts, language: Language, *, whole: str, quoted: str) -> Doubt | None:
    runs = [key for key in (verbatim_key(run) for run in _CUT.split(words)) if key]
    long = sum(len(run.split()) for run in runs) > _SHORT
    if all(f" {run} " in whole for run in runs):
        inside = all(run in quoted for run in runs) or _beside_marks(words, facts)
        return Doubt("quote.unmarked", span, words) if long and not inside and not _is_title(words, facts) else None
    if not long and not facts.quotes:
        return None  # a term set off by marks; other checks judge its words
    return _nearest(span, words, facts, language)


def _beside_marks(words: str, facts: Facts) -> bool:
    """Return whether the source has a quotation mark right before or after the words, closed or not."""
    at = facts.index.text.find(words.strip(" ,."))
    if at < 0:
        return False
    end = at + len(words.strip(" ,."))
    around = facts.index.text[max(0, at - 1) : at] + facts.index.text[end : end + 2]
    return any(mark in around for mark in "„“”\"»«‚‘'’")


def _is_title(words: str, facts: Facts) -> bool:
    """Return whether the words are a whole line without a full stop, which a text may name in quotation marks."""
    key = verbatim_key(words)
    lines = (facts.index.text[line.span.start : line.span.end] for line in facts.index.lines)
    return any(not line.endswith((".", "!", "?")) and verbatim_key(line) == key for line in lines)


def _nearest(span: Span, words: str, facts: Facts, language: Language) -> Doubt:
    """Return the doubt with the source's quotation that the words are nearest to."""
    key = verbatim_key(words).split()
    best, ratio = None, 0.0
    for quote in facts.quotes:
        theirs = verbatim_key(facts.index.text[quote.start : quote.end]).split()
        match = SequenceMatcher(None, key, theirs, autojunk=False)
        share = sum(block.size for block in match.get_matching_blocks()) / max(1, len(key))
        if share > ratio:
            best, ratio = quote, share
    if best and ratio >= 0.4:
        return Doubt("quote.altered", span, words, best, facts.index.text[best.start : best.end])
    alignment = align(words_of(words, language), facts.index)
    line = facts.index.lines[alignment.lines[0]].span if alignment.lines and alignment.coverage >= 0.5 else None
    return Doubt("quote.altered" if line else "quote.invented", span, words, line)
