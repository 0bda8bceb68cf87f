"""Title, place, date, embargo, sender, contact and boilerplate of a text, each with its span."""

import re
from typing import Any

from klaviatur.collect.contacts import read_contact
from klaviatur.collect.dates import Dateline, dateline, moment
from klaviatur.collect.head import pattern
from klaviatur.collect.layout import Layout
from klaviatur.collect.names import known_places
from klaviatur.records import Block, Contact, DateMention, Name, NameKind, Role, Span

_CAPITAL = re.compile(r"\b[A-ZÄÖÜ][\w-]{2,}")
_ABOUT = re.compile(r"(?:[Üü]ber|About) (?:(?:die|den|das|the) )?(?!uns|us)([A-ZÄÖÜ][^.,!?]{1,59})")
_PLACE_TAIL = re.compile(r"[,;]\s.*$|\s+[–—-]\s.*$")


def read_fields(layout: Layout, dates: tuple[DateMention, ...]) -> dict[str, Any]:
    """Return the fields of Source that are named once per text, by their names."""
    line = _dateline(layout)
    return {
        "title": _first(layout, Role.TITLE),
        "subtitle": _first(layout, Role.SUBTITLE),
        "place": _place(layout) or (line.place if line else None),
        "issued": _issued(layout, dates) or (line.issued if line else None),
        "boilerplate": _boilerplate(layout),
        "contact": read_contact(layout),
        **_embargo(layout),
    }


def _first(layout: Layout, role: Role) -> Span | None:
    return next((block.span for block in layout.blocks if block.role is role), None)


def _values(layout: Layout, key: str) -> list[Span]:
    return [
        Span(block.span.start + draft.value, block.span.end)
        for draft, block in zip(layout.drafts, layout.blocks, strict=True)
        if draft.role is Role.HEAD and draft.key == key
    ]


def _place(layout: Layout) -> Span | None:
    for value in _values(layout, "place"):
        words = _PLACE_TAIL.sub("", layout.text[value.start : value.end])
        return Span(value.start, value.start + len(words))
    return None


def _issued(layout: Layout, dates: tuple[DateMention, ...]) -> DateMention | None:
    for value in _values(layout, "date"):
        inside = (d for d in dates if value.start <= d.span.start < value.end and d.iso)
        return next(inside, None)
    return None


def _embargo(layout: Layout) -> dict[str, Any]:
    for value in _values(layout, "embargo"):
        found = moment(layout.text[value.start : value.end])
        if found:
            span = Span(value.start + found[1].start, value.start + found[1].end)
            return {"embargo": found[0], "embargo_span": span}
    return {}


def _dateline(layout: Layout) -> Dateline | None:
    """Return the dateline of the head or of the first paragraph, with places in the whole text."""
    for draft, block in zip(layout.drafts, layout.blocks, strict=True):
        if draft.key == "dateline" or draft.role in {Role.LEAD, Role.BODY}:
            found = dateline(draft.text, known_places())
            if found or draft.role is Role.LEAD:
                return _moved(found, block) if found else None
    return None


def _moved(found: Dateline, block: Block) -> Dateline:
    start = block.span.start
    place = found.place and Span(start + found.place.start, start + found.place.end)
    issued = found.issued and DateMention(
        Span(start + found.issued.span.start, start + found.issued.span.end),
        found.issued.text,
        found.issued.iso,
        found.issued.time,
    )
    return Dateline(place, issued, start + found.end)


def _boilerplate(layout: Layout) -> Span | None:
    """Return the paragraphs of the first boilerplate section, without its heading."""
    blocks = [block for block in layout.blocks if block.role is Role.BOILERPLATE]
    if not blocks:
        return None
    run = [blocks[0]]
    for block in blocks[1:]:
        if block.index == run[-1].index + 1:
            run.append(block)
    body = [block for block in run if layout.drafts[block.index].level == 0 and block.span.end - block.span.start > 60]
    body = body or run[-1:]
    heading = _label_length(layout.text[body[0].span.start : body[0].span.end])
    return Span(body[0].span.start + heading, body[-1].span.end)


def _label_length(text: str) -> int:
    """Return how many characters at the start only say that a boilerplate follows ("Über die Muster AG: ")."""
    for mark in ("\n", ": "):
        first, found, rest = text.partition(mark)
        if found and rest and pattern("boilerplate").fullmatch(first.strip(" *_:")):
            return len(first) + len(mark)
    return 0


def find_sender(layout: Layout, contact: Contact | None, names: tuple[Name, ...]) -> str | None:
    """Return the organisation that speaks: as the head says, else boilerplate, contact or text."""
    said = _values(layout, "sender")
    if said:
        return layout.text[said[0].start : said[0].end]
    boilerplate = _boilerplate(layout)
    organisations = [name for name in names if name.kind is NameKind.ORGANISATION]
    about = boilerplate and next((n.text for n in organisations if _mentioned(n, boilerplate)), None)
    about = _in_heading(layout, about or "") or about
    is_release = contact or boilerplate or _dateline(layout)
    first = next((n.text for n in organisations), None) if is_release else None
    told = contact.organisation or first or _of_address(contact, layout, names) if contact else first
    return about or told


def _in_heading(layout: Layout, known: str) -> str | None:
    """Return who "About the Leith Harbour Trust" is about, None where the text itself has a fuller name (`known`)."""
    for draft in layout.drafts:
        first = draft.text.partition("\n")[0].partition(": ")[0] if draft.role is Role.BOILERPLATE else ""
        named = _ABOUT.fullmatch(first.strip(" *_:"))
        if named:
            return named[1] if named[1] not in known and layout.text.count(named[1]) > 1 else None
    return None


def _of_address(contact: Contact, layout: Layout, names: tuple[Name, ...]) -> str | None:
    """Return the name of the text that is the domain of the contact's mail address ("media@tallyfield.example")."""
    domain = (contact.email or "").rpartition("@")[2].partition(".")[0].replace("-", "").lower()
    kinds = (NameKind.ORGANISATION, NameKind.OTHER)
    known = [n.text for n in names if n.kind in kinds] + _CAPITAL.findall(layout.text)
    return next((text for text in known if domain and _letters(text) == domain), None)


def _letters(words: str) -> str:
    return "".join(char for char in words.lower() if char.isalnum())


def _mentioned(name: Name, span: Span) -> bool:
    return any(span.start <= mention.start < span.end for mention in name.mentions)
