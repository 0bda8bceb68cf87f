"""The blocks of a document on their way to roles: what was written, not yet where it stands."""

import re
import unicodedata
from dataclasses import dataclass, replace

from klaviatur.records import Document, Image, Link, RawBlock, RawKind, Role, Span

_SPACES = re.compile(r"[ \t\r\f\v]+")
_AROUND_BREAK = re.compile(r" *\n[ \n]*")


@dataclass(frozen=True, slots=True)
class Draft:
    """A block with its role. For head lines, `key` is the field and `value` the offset where its value starts."""

    role: Role
    text: str
    kind: RawKind = RawKind.PARAGRAPH
    level: int = 0
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    key: str = ""
    value: int = 0


_ROLES = {
    RawKind.HEADING: Role.HEADING,
    RawKind.ITEM: Role.ITEM,
    RawKind.ROW: Role.TABLE,
    RawKind.CAPTION: Role.CAPTION,
    RawKind.NOISE: Role.NOISE,
}


def drafts_of(document: Document) -> list[Draft]:
    """Return the blocks of a document in NFC with single spaces, links still in place, with their markup's role."""
    return [_draft(block) for block in document.blocks if block.text.strip() or block.images]


def _draft(block: RawBlock) -> Draft:
    text = _tidy(block.text)
    links = tuple(_moved(link, block.text) for link in block.links)
    links = tuple(link for link in links if link.span is None or link.span.end <= len(text))
    return Draft(_ROLES.get(block.kind, Role.BODY), text, block.kind, block.level, links, block.images)


def _tidy(text: str) -> str:
    """Return the text in NFC, without double spaces, blank lines and outer white space."""
    return _AROUND_BREAK.sub("\n", _SPACES.sub(" ", unicodedata.normalize("NFC", text))).strip()


def _moved(link: Link, text: str) -> Link:
    if link.span is None or text == _tidy(text):
        return link
    words = _tidy(text[link.span.start : link.span.end])
    before = _tidy(text[: link.span.start])
    start = _tidy(text).find(words, max(0, len(before) - 1))
    return replace(link, span=Span(start, start + len(words)) if start >= 0 and words else None)


def split_at(draft: Draft, place: int) -> tuple[Draft, Draft]:
    """Return what stands before and from `place` on, without the white space between; images stay behind."""
    before = draft.text[:place].rstrip()
    rest = len(draft.text) - len(draft.text[place:].lstrip())
    inside = [link for link in draft.links if _is_inside(link, 0, len(before))]
    later = [link for link in draft.links if _is_inside(link, rest, len(draft.text) - rest)]
    moved = tuple(_inside(link, rest, 0) for link in later)
    return (
        replace(draft, text=before, links=tuple(inside), images=()),
        replace(draft, text=draft.text[rest:], links=moved),
    )


def lines_of(draft: Draft) -> list[Draft]:
    """Return one draft per line, links with their line; images stay with the first."""
    parts: list[Draft] = []
    place = 0
    for line in draft.text.split("\n"):
        links = tuple(_inside(link, place, len(line)) for link in draft.links if _is_inside(link, place, len(line)))
        parts.append(replace(draft, text=line, links=links, images=() if parts else draft.images))
        place += len(line) + 1
    return parts


def _is_inside(link: Link, place: int, length: int) -> bool:
    return link.span is not None and place <= link.span.start and link.span.end <= place + length


def _inside(link: Link, place: int, length: int) -> Link:
    span = link.span or Span(place, place + length)
    return replace(link, span=Span(span.start - place, span.end - place))
