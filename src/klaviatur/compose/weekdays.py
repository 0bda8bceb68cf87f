"""Weekdays for readers of another week: `am Dienstag` becomes a date where the source's own date makes it certain.

Where the source has no date, the day on which somebody said something goes: it tells the reader nothing.
"""

import re
from datetime import date, timedelta
from functools import cache

from klaviatur.compose.pieces import Pieces, drop, put, rendered, text_of
from klaviatur.compose.ties import table
from klaviatur.records import Language, Source
from klaviatur.text.lexicon import read_table

_WEEK = 7
_CLAUSE = re.compile(r"[^,:;–—„“”\"]+")


def with_dates(source: Source, pieces: Pieces) -> Pieces:
    """Return a sentence whose weekdays are dates where that is certain, and gone where they only date what was said."""
    text = text_of(pieces)
    for match in reversed(list(_day(source.language).finditer(text))):
        clause = _clause_around(text, match.start())
        pieces = _dated(source, pieces, match, clause) or _undated(source, pieces, match, clause)
    return pieces


def _clause_around(text: str, at: int) -> str:
    return next((match[0] for match in _CLAUSE.finditer(text) if match.start() <= at < match.end()), "")


def _dated(source: Source, pieces: Pieces, match: re.Match[str], clause: str) -> Pieces | None:
    if source.issued is None or len(source.issued.iso) != len("2027-03-03") or match["part"]:
        return None
    issued = date.fromisoformat(source.issued.iso)
    days = (_weekdays(source.language).index(match["day"].lower()) - issued.weekday()) % _WEEK
    past, ahead = (bool(_tense(source.language)[key].search(clause)) for key in ("past", "ahead"))
    if past == ahead or (ahead and not days):
        return None
    day = issued + timedelta(days=days - _WEEK if past and days else days)
    written = f"{match['at']} {_written(day, source.language)}"
    return put(pieces, *match.span("phrase"), (rendered(written, source.issued.span, "resolved"),))


def _undated(source: Source, pieces: Pieces, match: re.Match[str], clause: str) -> Pieces:
    said = source.issued is None and match.start("phrase") > 0 and match["at"].islower()
    if not said or not _tense(source.language)["told"].search(clause):
        return pieces
    return drop(pieces, match.start("phrase") - 1, match.end("phrase"))


def _written(day: date, language: Language) -> str:
    month = str(table(language)["months"]).split()[day.month - 1]
    return f"{day.day}. {month} {day.year}" if language == "de" else f"{day.day} {month} {day.year}"


def _weekdays(language: Language) -> list[str]:
    return str(_words(language)["days"]).split()


@cache
def _day(language: Language) -> re.Pattern[str]:
    days = "|".join(day.capitalize() for day in _weekdays(language))
    parts = "|".join(str(_words(language)["parts"]).split())
    at, gap = ("[Aa]m", "") if language == "de" else ("[Oo]n", " ")
    phrase = rf"\b(?P<phrase>(?P<at>{at}) (?P<day>{days})(?P<part>{gap}(?:{parts}))?)"
    return re.compile(rf"{phrase}(?=[\s,.]|$)(?!,? (?:(?:den|dem|the) )?\d)")


@cache
def _tense(language: Language) -> dict[str, re.Pattern[str]]:
    return {key: re.compile(rf"\b(?:{_words(language)[key]})\b") for key in ("past", "ahead", "told")}


def _words(language: Language) -> dict[str, str]:
    found: dict[str, str] = read_table("klaviatur.compose", "weekdays.toml")[language]
    return found
