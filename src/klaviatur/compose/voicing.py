"""The source's words in the sender's voice: address, words to avoid, the sign for money, typography.

Quoted words are never touched: they belong to the person who said them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from klaviatur.compose.address import convert
from klaviatur.compose.pieces import Pieces, cut, drop, swap, text_of
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
    if pieces and voice.address != "neutral" and source.language == "de" and source.address in _others(voice):
        pieces, findings = convert(pieces, to=voice.address)
    return Spoken(tuple(pieces), findings)


def without_emoji(pieces: Sequence[Piece]) -> Pieces:
    """Return the pieces without emoji, and without the space that stood before each."""
    out = tuple(pieces)
    for start, end in reversed(find_emoji(text_of(out))):
        before = text_of(cut(out, 0, start))
        gap = len(before) - len(before.rstrip(" \u00a0"))
        out = drop(out, start - gap, end) if text_of(out)[start:end] not in _SIGNS else out
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
