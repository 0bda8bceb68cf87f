"""What a locale wants beyond its language: Swiss quotation marks."""

import re

from klaviatur.compose.pieces import Pieces, edit
from klaviatur.records import Source

_MARKS = {"de_CH": {"„": "«", "“": "»", "‚": "‹", "‘": "›"}, "de_LI": {"„": "«", "“": "»", "‚": "‹", "‘": "›"}}


def set_in(source: Source, pieces: Pieces) -> Pieces:
    """Return the pieces with the quotation marks of the sheet's locale (Switzerland: «...» without spaces)."""
    marks = _MARKS.get(source.media_type.partition("locale=")[2])
    if marks is None:
        return pieces
    return edit(pieces, re.compile("[" + "".join(marks) + "]"), lambda match: marks[match[0]], "typography")
