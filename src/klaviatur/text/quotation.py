"""Where quotation marks open and close, in German, Swiss and English use."""

import re

from klaviatur.records import Span

_MARK = re.compile('["„“”»«]')
_CLOSERS = {"„": '“”"', "»": "«", "«": "»", "“": '”“"', "”": "”", '"': '"“”'}
_BEFORE_OPENING = set(" \t\n\u00a0([{–—-/:*_‚‘'") | {""}
_MAX_CHARACTERS = 3_000  # a longer "quotation" is a mark somebody forgot to close


def quotation_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the outermost quotations with their marks, in order; marks that never close are left out.

    Single marks are not looked at: inside a quotation they are part of it, outside they are mostly apostrophes.
    """
    end = len(text) if end is None else end
    found: list[Span] = []
    opened: int | None = None
    for mark in _MARK.finditer(text, start, end):
        place = mark.start()
        if opened is not None and _closes(text, opened, place, end):
            found.append(Span(opened, place + 1))
            opened = None
        elif opened is None or _abandoned(text, opened, place):
            opened = place if _opens(text, place, start, end) else None
    return found


def _opens(text: str, place: int, start: int, end: int) -> bool:
    before = text[place - 1] if place > start else ""
    after = text[place + 1] if place + 1 < end else " "
    return not after.isspace() and (text[place] == "„" or before in _BEFORE_OPENING)


def _closes(text: str, opened: int, place: int, end: int) -> bool:
    if text[place] not in _CLOSERS[text[opened]] or _abandoned(text, opened, place):
        return False
    after = text[place + 1] if place + 1 < end else " "
    if text[place] in '"“' and text[place - 1].isspace():
        return after.isspace()
    return place > opened + 1


def _abandoned(text: str, opened: int, place: int) -> bool:
    return place - opened > _MAX_CHARACTERS or "\n\n" in text[opened:place]
