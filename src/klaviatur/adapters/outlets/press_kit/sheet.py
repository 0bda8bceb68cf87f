"""A wording as a press sheet: what stands on it, in its order, before it is PDF or DOCX."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_date, format_time

from klaviatur.adapters.outlets.blocks import Article, article_of
from klaviatur.adapters.outlets.pictures import Room, handed_over
from klaviatur.adapters.outlets.saying import can_be_shown, shown
from klaviatur.records import Outgoing, Picture
from klaviatur.text.lexicon import read_table
from klaviatur.text.marking import ai_label, review_line

_ROOM = "klaviatur.adapters.outlets.press_kit"
_UNIT = re.compile(
    r"(?<=\d) (?=(?:Prozent|%|€|Euro|kWh|kW|km|cm|mm|kg|g|m²|m|l|Uhr|Mio\.|Mrd\.|Millionen|Milliarden)\b)"
)
ROOM = Room(12, types=("image/jpeg", "image/png", "image/gif"), largest=20_000_000)
_LONGEST_LABEL = 40
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_SHORT = re.compile(r"\b(Dr\.|Prof\.|z\.|d\.|u\.|Nr\.|St\.|No\.|Mr\.|Mrs\.|Ms\.) (?=\S)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a press sheet; texts keep numbers with their units and titles with their names."""

    kind: str  # "Pressemitteilung"
    sender: str
    date: str  # as DIN 5008 writes it in running text: 3. März 2027
    embargo: str
    article: Article
    about: str  # heading over the boilerplate, "" where the text brings its own
    contact_label: str  # heading over the contact, "" where there is none
    contact: tuple[str, ...]
    count: str
    notes: tuple[str, ...]  # who made it, in words
    pictures: tuple[Picture, ...] = ()


def sheet_of(outgoing: Outgoing, sender: str, now: datetime) -> Sheet:
    """Return a wording as a sheet of a sender; an embargo stands on it while it lasts."""
    words: dict[str, Any] = read_table(_ROOM, "words.toml")[outgoing.language]
    outgoing = can_be_shown(outgoing)
    article = article_of(outgoing)
    day = outgoing.appears_at or now
    read = " ".join(part.text for part in outgoing.parts if part.name in {"headline", "title", "subline", "body"})
    label, contact = _contact(article.contact, words["contact"])
    notes = ai_label(outgoing.marking, outgoing.language), review_line(outgoing.marking, outgoing.language)
    return Sheet(
        kind=words["kinds"].get(outgoing.channel, words["kinds"]["press_release"]),
        sender=sender,
        date=_day(day, outgoing),
        embargo=_embargo(outgoing, words, now),
        article=article,
        about=words["about"] if article.boilerplate else "",
        contact_label=label,
        contact=contact,
        count=words["count"].format(count=_counted(len(read), outgoing)),
        notes=tuple(note for note in notes if note),
        pictures=handed_over(outgoing, ROOM),
    )


def kept_together(text: str) -> str:
    """Return a text whose numbers stay with their units and whose titles stay with their names.

    It is one line: tabs and ends of lines are spaces. What no page can show is left out.
    """
    text = shown(_BREAKS.sub(" ", text))
    return _SHORT.sub("\\1\N{NO-BREAK SPACE}", _UNIT.sub("\N{NO-BREAK SPACE}", text))


def _embargo(outgoing: Outgoing, words: dict[str, Any], now: datetime) -> str:
    """Return the embargo line, "" where it has ended."""
    if outgoing.part("embargo"):
        return outgoing.part("embargo")
    moment = outgoing.embargo or outgoing.planned_at
    if moment is None or moment <= now:
        return ""
    clock = format_time(moment, "HH:mm" if outgoing.language == "de" else "HH:mm z", locale=outgoing.language)
    line: str = words["embargo"].format(day=_day(moment, outgoing), time=clock)
    return line


def _day(moment: datetime, outgoing: Outgoing) -> str:
    return format_date(moment.date(), "d. MMMM y" if outgoing.language == "de" else "d MMMM y", outgoing.language)


def _counted(number: int, outgoing: Outgoing) -> str:
    told = f"{number:,}"
    return told.replace(",", ".") if outgoing.language == "de" else told


def _contact(lines: tuple[str, ...], label: str) -> tuple[str, tuple[str, ...]]:
    """Return the heading of a contact and its lines; its first line is the heading where it is one."""
    if not lines:
        return "", ()
    first = lines[0].casefold()
    brings_one = len(first) < _LONGEST_LABEL and ("kontakt" in first or "contact" in first) and "@" not in first
    return (lines[0], lines[1:]) if brings_one else (label, lines)
