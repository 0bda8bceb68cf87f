"""The two conversions and what they do to pieces."""

from collections.abc import Sequence
from typing import Literal

from klaviatur.compose.address.du_to_sie import edits_to_sie
from klaviatur.compose.address.edits import Edit
from klaviatur.compose.address.mapping import apply_edits, apply_text
from klaviatur.compose.address.sie_to_du import edits_to_du
from klaviatur.records import Finding, Piece

Address = Literal["du", "Sie"]


def convert(pieces: Sequence[Piece], *, to: Address) -> tuple[tuple[Piece, ...], tuple[Finding, ...]]:
    """Return the pieces in the other address; places of doubt are findings whose span counts in the new text."""
    return apply_edits(pieces, _edits("".join(piece.text for piece in pieces), to))


def convert_text(text: str, *, to: Address) -> tuple[str, tuple[Finding, ...]]:
    """Return a text without pieces in the other address, and the findings."""
    return apply_text(text, _edits(text, to))


def _edits(text: str, to: Address) -> list[Edit]:
    return edits_to_du(text) if to == "du" else edits_to_sie(text)
