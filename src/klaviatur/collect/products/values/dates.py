"""Dates: German, English and ISO notations, spreadsheet serials and time stamps become ISO 8601.

A date without day stays one ("2026-03"). Which of two figures is the day is the column's to say (`day_first`).
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache, partial

import polars as pl

from klaviatur.collect.products.values.cells import Column, Parsed, as_cells, read_odd
from klaviatur.records import Kind
from klaviatur.text.lexicon import read_table

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_DOTS = re.compile(
    r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?:[ ,T]+(?:um )?(\d{1,2})[:.](\d{2})(?::(\d{2}))?(?: Uhr)?)?"
)
_SLASHES = re.compile(
    r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?(?:\s*([AaPp])\.?[Mm]\.?)?"
)
_DAY_MONTH = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)?\s*(?:of )?[-\s]?([^\W\d_]{3,9})\.?,?[-\s]*(\d{4}|\d{2})")
_MONTH_DAY = re.compile(r"([^\W\d_]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MONTH = re.compile(r"(?:([^\W\d_]{3,9})\.?\s+|(\d{1,2})[/.-])(\d{4})|(\d{4})-(\d{2})")
_WEEKDAY = re.compile(
    r"^(?:Mo|Di|Mi|Do|Fr|Sa|So|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-zäöü]*\.?,?\s+(?:den\s+|the\s+)?", re.IGNORECASE
)
_SERIAL = re.compile(r"[1-9]\d{4}(?:[.,]\d+)?")
_STAMP = re.compile(r"1\d{9}(?:\d{3})?")
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000  # 1954 to 2119


def read_dates(text: pl.Series, column: Column) -> pl.DataFrame:
    """Return ISO dates; what is none stays as text with a finding."""
    plain = pl.col("text").str.contains(r"^\d{4}-\d{2}-\d{2}$") & pl.col("text").str.to_date(strict=False).is_not_null()
    sound = plain & ~pl.col("text").is_in(_table()["epochs"])
    cells = as_cells(text, value=pl.when(sound).then(pl.col("text")))
    return read_odd(cells, text, partial(_parse, day_first=column.day_first))


def _table() -> dict[str, list[str]]:
    return read_table("klaviatur.collect.products.values", "dates.toml")


def _parse(text: str, *, day_first: bool) -> Parsed:
    if text in _table()["placeholders"]:
        return Parsed(rules=("value.placeholder",))
    bare = _WEEKDAY.sub("", text)
    readers: tuple[Callable[[str], str | None], ...] = (
        _iso, _year_first, _dots, partial(_slashes, day_first=day_first), _named, _mail, _serial, _stamp, _month,
    )  # fmt: skip
    for reader in readers:
        value = _tried(reader, bare)
        if value:
            rules = ("date.epoch",) if value[:10] in _table()["epochs"] else ()
            step = reader.func.__name__ if isinstance(reader, partial) else reader.__name__
            return Parsed(value, steps=(_STEPS.get(step, "date_notation"),) if value != text else (), rules=rules)
    return Parsed(text, kind=Kind.TEXT, rules=("date.unreadable",))


_STEPS = {"_serial": "date_serial", "_stamp": "time_stamp"}


def _tried(reader: Callable[[str], str | None], text: str) -> str | None:
    """Return what a reader says, None where there is no such day ("31.02.2026")."""
    try:
        return reader(text)
    except (ValueError, TypeError, OverflowError):
        return None


def _iso(text: str) -> str | None:
    found = _ISO.fullmatch(text)
    return _moment(*found.groups()) if found else None


def _year_first(text: str) -> str | None:
    found = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    return _moment(*found.groups()) if found else None


def _dots(text: str) -> str | None:
    found = _DOTS.fullmatch(text)
    return _moment(found[3], found[2], found[1], found[4], found[5], found[6]) if found else None


def _slashes(text: str, *, day_first: bool) -> str | None:
    found = _SLASHES.fullmatch(text)
    if not found:
        return None
    first, second = found[1], found[2]
    day, month = (first, second) if int(second) <= 12 and (day_first or int(first) > 12) else (second, first)
    hour = found[4]
    if hour and found[7]:
        hour = str(int(hour) % 12 + (12 if found[7] in "pP" else 0))
    return _moment(found[3], month, day, hour, found[5], found[6])


def _named(text: str) -> str | None:
    found = _DAY_MONTH.fullmatch(text)
    if found and found[2].lower() in _months():
        return _moment(found[3], str(_months()[found[2].lower()]), found[1])
    found = _MONTH_DAY.fullmatch(text)
    if found and found[1].lower() in _months():
        return _moment(found[3], str(_months()[found[1].lower()]), found[2])
    return None


def _mail(text: str) -> str | None:
    """Return a date of RFC 5322 ("04 Mar 2026 12:00:00 +0100")."""
    return parsedate_to_datetime(text).isoformat() if text[:1].isdigit() and text.count(":") == 2 else None


def _serial(text: str) -> str | None:
    """Return the day a spreadsheet counts from 30 December 1899 (ECMA-376, 18.17.4.1)."""
    if not _SERIAL.fullmatch(text):
        return None
    days = float(text.replace(",", "."))
    moment = datetime(1899, 12, 30, tzinfo=UTC) + timedelta(days=days)
    if not _FIRST_SERIAL <= days <= _LAST_SERIAL:
        return None
    return moment.date().isoformat() if days == int(days) else moment.replace(tzinfo=None, microsecond=0).isoformat()


def _stamp(text: str) -> str | None:
    """Return the time of seconds or milliseconds since 1970."""
    if not _STAMP.fullmatch(text):
        return None
    return datetime.fromtimestamp(int(text[:10]), tz=UTC).isoformat().replace("+00:00", "Z")


def _month(text: str) -> str | None:
    found = _MONTH.fullmatch(text)
    if not found:
        return None
    month = _months().get(found[1].lower(), 0) if found[1] else int(found[2] or found[5])
    return f"{int(found[3] or found[4]):04}-{month:02}" if 1 <= month <= 12 else None


def _moment(*parts: str | None) -> str:
    """Return an ISO date of year, month, day, hour, minute, second, zone; midnight without zone is a day."""
    padded: list[str | None] = [*parts, *[None] * (7 - len(parts))]
    year, month, day, hour, minute, second, zone = padded
    known = date(_whole(year or ""), int(month or 0), int(day or 0)).isoformat()
    clock = f"{int(hour):02}:{int(minute or 0):02}:{int(second or 0):02}" if hour else ""
    if not clock or (clock == "00:00:00" and not zone):
        return known
    return f"{datetime.fromisoformat(f'{known}T{clock}').isoformat()}{_zone(zone)}"


def _whole(year: str) -> int:
    """Return a year of four digits; two of them mean 1970 to 2069."""
    return int(year) + (0 if len(year) > 2 else 2000 if int(year) < 70 else 1900)


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    return "Z" if zone in {"Z", "UTC"} else f"{zone[:3]}:{zone[-2:]}"


@cache
def _months() -> dict[str, int]:
    return {name: number for number, row in enumerate(_table()["months"], start=1) for name in row.split()}
