"""Whom to ask, read from the contact section or the contact lines of the head."""

import re

from klaviatur.collect.head import pattern
from klaviatur.collect.layout import Layout
from klaviatur.collect.names import find_organisations, find_person
from klaviatur.records import Block, Contact, Role, Span

_EMAIL = re.compile(r"[\w.+-]+(?:@|\s?\(at\)\s?|\s?\[at\]\s?)[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?:(?:\+|00)\d{1,3}[\s/.-]?)?(?:\(0\)\s?)?\(?\d{2,5}\)?(?:[\s/.–-]{1,3}\d{1,}){1,6}(?!\d)")
_DIALLED = re.compile(  # in a sentence: a country code, a leading zero, or a word that says so
    r"(?:(?<![\w.,])(?:(?:\+|00)[1-9]\d{0,13}|\(?0\d{1,12}\)?)"
    r"|(?i:\b(?:tel(?:efon|\.)?|fon|hotline|rufnummer|nummer|anrufen|phone|call|dial|helpline)\W{1,3})\(?\d{2,5}\)?)"
    r"(?:[ /.\u00a0–-]{1,3}\(?\d{2,}\)?){0,6}(?!\d|[.,]\d)"
)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"„“”|]+[^\s<>\"„“”|.,;:!?)\]]")
_LABEL = re.compile(r"(?P<label>[^:\n@]{2,60})(?::\s*|\n)")
_MIN_DIGITS = 6


def read_contact(layout: Layout) -> Contact | None:
    """Return the contact a text names, None if it names none; `span` runs from its first to its last line."""
    run = _run(layout)
    if not run:
        return None
    span = Span(run[0].span.start + _label_length(layout, run[0]), run[-1].span.end)
    text = layout.text[span.start : span.end]
    organisations = find_organisations(text)
    return Contact(
        text=text,
        span=span,
        name=find_person(text),
        organisation=organisations[0] if organisations else None,
        email=_first(_EMAIL, text),
        phone=_phone(text),
        url=_first(_URL, text),
    )


def dialled_numbers(text: str) -> list[Span]:
    """Return where phone numbers stand in running text: they are no figures of what a text tells."""
    return [Span(match.start(), match.end()) for match in _DIALLED.finditer(text) if _is_long(match[0])]


def _is_long(number: str) -> bool:
    """Return whether there are enough digits to dial; "+120 000" may count something."""
    return sum(c.isdigit() for c in number) >= (_MIN_DIGITS + 2 if number.startswith(("+", "00")) else _MIN_DIGITS)


def _run(layout: Layout) -> list[Block]:
    blocks = [block for block in layout.blocks if block.role is Role.CONTACT]
    if not blocks:
        return []
    run = [blocks[0]]
    for block in blocks[1:]:
        if block.index == run[-1].index + 1:
            run.append(block)
    label = layout.text[run[0].span.start : run[0].span.end].strip(" :*_")
    return run[1:] if len(run) > 1 and pattern("contact").fullmatch(label) else run


def _label_length(layout: Layout, block: Block) -> int:
    """Return how many characters at the start only say that a contact follows ("Pressekontakt: ")."""
    text = layout.text[block.span.start : block.span.end]
    label = _LABEL.match(text)
    if not label or label.end() >= len(text):
        return 0
    return label.end() if pattern("contact").fullmatch(label["label"].strip(" *_")) else 0


def _first(wanted: re.Pattern[str], text: str) -> str | None:
    found = wanted.search(text)
    return found.group() if found else None


def _phone(text: str) -> str | None:
    for match in _PHONE.finditer(text):
        line = text[: match.start()].rsplit("\n", 1)[-1].lower()
        if sum(c.isdigit() for c in match.group()) >= _MIN_DIGITS and "fax" not in line:
            return match.group().strip()
    return None
