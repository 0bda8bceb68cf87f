"""Dates as the language writes them, for dates the source gives as figures only ("2027-03-03", "03.03.2027")."""

import re

from klaviatur.compose.pieces import Pieces, from_span, rendered
from klaviatur.records import DateMention, Language, Source, Voice
from klaviatur.text.lexicon import read_table

_FIGURES_ONLY = re.compile(r"[\d.\-/\s:T]+")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})$")


def dated(source: Source, voice: Voice, mention: DateMention) -> Pieces:
    """Return a date with its month in words; dates that already have words stay as the source has them."""
    match = _ISO.match(mention.iso)
    if not match or not _FIGURES_ONLY.fullmatch(source.words(mention.span)):
        return from_span(source, mention.span)
    year, month, day = (int(part) for part in match.groups())
    name = str(read_table("klaviatur.compose", "months.toml")[source.language][month - 1])
    return (rendered(_written(source.language, voice, year, name, day), mention.span, "typography"),)


def _written(language: Language, voice: Voice, year: int, month: str, day: int) -> str:
    if language == "de":
        return f"{day}. {month} {year}"
    return f"{month} {day}, {year}" if voice.english == "us" else f"{day} {month} {year}"
