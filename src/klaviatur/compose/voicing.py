"""The source's words in the sender's voice: address, words to avoid, the sign for money, typography.

Quoted words are never touched: they belong to the person who said them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from klaviatur.compose.address import convert
from klaviatur.compose.gender import in_form
from klaviatur.compose.pieces import Pieces, drop, swap, text_of
from klaviatur.compose.typography import polish_pieces
from klaviatur.records import Finding, Piece, Source, Voice
from klaviatur.text.emoji import find_emoji
from klaviatur.text.quotation import quotation_spans

_EURO_WORD = re.compile(r"(?<=\d[ \u00a0])Euro\b")
_SIGNS = frozenset("©®™")  # belong to a name
_EURO_SIGN = re.compile(r"(?<=\d[ \u00a0])€(?!\w)")


@dataclass(frozen=True, slots=True)
class Spoken:
    """Pieces in the sender's voice, and what was not sure; spans of the findings count in their text."""

    pieces: Pieces
    findings: tuple[Finding, ...] = ()


def speak(source: Source, voice: Voice, pieces: Sequence[Piece]) -> Spoken:
    """Return the pieces as this sender would write them."""
    findings: tuple[Finding, ...] = ()
    pieces = pieces if voice.emoji else without_emoji(pieces)
    pieces = _with_voices_words(source, voice, pieces)
    pieces = polish_pieces(pieces, source.language)
    if source.language == "de":
        pieces, _ = _for_all(source, voice, pieces)
    if pieces and voice.address != "neutral" and source.language == "de" and source.address in _others(voice):
        pieces, findings = convert(pieces, to=voice.address)
    doubts = _for_all(source, voice, pieces)[1] if source.language == "de" else ()  # places in the final text
    return Spoken(tuple(pieces), (*findings, *doubts))


def _for_all(source: Source, voice: Voice, pieces: Sequence[Piece]) -> tuple[Pieces, tuple[Finding, ...]]:
    """Return the pieces with groups of people in the voice's form."""
    if voice.gender == "as_source":
        return tuple(pieces), ()
    return in_form(pieces, voice.gender, tuple(name.text for name in source.names))


def without_emoji(pieces: Sequence[Piece]) -> Pieces:
    """Return the pieces without emoji, and without the space that stood beside each."""
    out = tuple(pieces)
    for start, end in reversed(find_emoji(text_of(out))):
        text = text_of(out)
        if text[start:end] in _SIGNS:
            continue
        first = len(text[:start].rstrip(" \u00a0"))
        opens = not text[:first] or text[first - 1] == "\n"
        last = len(text) - len(text[end:].lstrip(" \u00a0")) if opens else end
        out = drop(out, first, last)
    return out


def _others(voice: Voice) -> tuple[str, ...]:
    return ("Sie", "mixed") if voice.address == "du" else ("du", "mixed")


def _with_voices_words(source: Source, voice: Voice, pieces: Sequence[Piece]) -> Pieces:
    out = tuple(pieces)
    for word, better in voice.avoid:
        if better:
            out = _outside_quotes(out, re.compile(rf"\b{re.escape(word)}\b"), better)
    if voice.euro == "sign" and source.language == "de":
        out = _outside_quotes(out, _EURO_WORD, "€")
    if voice.euro == "word" and source.language == "de":
        out = _outside_quotes(out, _EURO_SIGN, "Euro")
    return out


def _outside_quotes(pieces: Pieces, pattern: re.Pattern[str], new: str) -> Pieces:
    text = text_of(pieces)
    quoted = quotation_spans(text)
    for match in reversed(list(pattern.finditer(text))):
        if not any(span.start <= match.start() < span.end for span in quoted):
            pieces = swap(pieces, match.start(), match.end(), new, "voice")
    return pieces
