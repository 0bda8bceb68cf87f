"""Dates and times as a text states them, German, British and American."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from klaviatur.collect.date_patterns import (
    DATELINE_REST,
    JOINT,
    TIME,
    ZONE,
    date_pattern,
    dateline_start,
    months,
    place_only,
    table,
)
from klaviatur.records import DateMention, Span


@dataclass(frozen=True, slots=True)
class Dateline:
    """Place and date at the start of a text; `end` is where the text proper begins."""

    place: Span | None
    issued: DateMention | None
    end: int


_FULL_NAME = re.compile(r"[^\W\d_]{5,}\.$|\b(?:Mai|Juni|Juli|März|June|July|May)\.$")
_COUNTED_AFTER = re.compile(r"[ \u00a0](?:[A-ZÄÖÜ]|(?:[a-z]+[ \u00a0])?(?:[a-z]+s|people|men|women|children)\b)")
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:jahre?s?|seit|in|im|bis|ab|von|vom|vor|nach|ende|anfang|mitte|frühjahr|frühling|sommer|herbst|winter|um|zwischen|"
    r"und|oder|year|since|by|until|till|from|to|before|after|late|early|mid|spring|summer|autumn|fall|of|and|during|or|für|for|"
    r"halbjahr|quartal|geschäftsjahr|dezember|between|than)[ \u00a0]|[(–/-])$",
    re.IGNORECASE,
)


def find_dates(text: str, *, day_first: bool = False) -> list[DateMention]:
    """Return all dates and times in order. `iso` is "--03-03" where the year is not said and "" for a time alone.

    `day_first` reads 03/04/2027 as 3 April (British), else as March 4 (American).
    """
    dates = [mention for match in date_pattern().finditer(text) for mention in _mentions(match, day_first)]
    return _with_times(text, dates)


def dateline(text: str, places: frozenset[str] = frozenset()) -> Dateline | None:
    """Return the dateline a text begins with ("Kassel, 3. März 2027 –"), None if it begins without one.

    Without a date, a place counts only if it is known, in capitals or followed by an agency in brackets.
    """
    place = dateline_start().match(text[:160])
    if place:
        found = date_pattern().match(text, place.end())
        rest = DATELINE_REST.match(text, found.end()) if found else None
        if found and rest and not found["year"]:
            mention = list(_mentions(found, day_first=False))
            return Dateline(Span(*place.span("place")), mention[-1] if mention else None, rest.end())
    only = place_only().match(text[:120])
    town = only["place"].partition(",")[0] if only else ""  # without its region: "PORTLAND, Maine"
    if only and (only["agency"] or town in places or _shouts(town)):
        return Dateline(Span(*only.span("place")), None, only.end())
    return None


def moment(text: str) -> tuple[datetime, Span] | None:
    """Return the first date of a text as a moment (midnight if no time is said), with its zone if one is named."""
    for mention in find_dates(text, day_first=True):
        if len(mention.iso) == len("2027-03-03") and mention.iso[0] != "-":
            day = date.fromisoformat(mention.iso)
            clock = time.fromisoformat(mention.time) if mention.time else time()
            zone = ZONE.match(text, mention.span.end) or ZONE.search(text, mention.span.start)
            return datetime.combine(day, clock, _zone(zone)), Span(
                mention.span.start, zone.end() if zone else mention.span.end
            )
    return None


def _zone(found: re.Match[str] | None) -> timezone | None:
    zones = table()["zones"]
    if found is None or not isinstance(zones, dict):
        return None
    return timezone(timedelta(hours=int(zones[found.group(1).upper()])))


def _shouts(place: str) -> bool:
    return len(place) > 2 and place.isupper() and place not in str(table()["no_places"]).split()


def _mentions(match: re.Match[str], day_first: bool) -> Iterator[DateMention]:
    part = match.groupdict()
    kind = next((k for k in ("de", "us", "uk", "nu", "sl", "my") if part.get(f"{k}_month") or part.get(f"{k}_one")), "")
    if part["year"] and not _is_year(match):
        return
    if part["iso"] or part["year"] or part["q_year"]:
        yield from _one(match, part["iso"] or part["year"] or part["q_year"])
        return
    written = part.get(f"{kind}_month") or ""
    if written[:1].islower():
        return  # "it may 5 times", "march 3 miles"
    year, month = part[f"{kind}_year"], _month(part, kind, day_first)
    days = [part.get(f"{kind}_{end}") for end in ("from", "day", "to")]
    if kind == "sl":
        days = [None, part["sl_one"] if day_first or int(part["sl_one"]) > 12 else part["sl_two"], None]
    if kind == "my":
        yield from _one(match, _iso(year, month, None))
        return
    if days[0] or days[2]:
        yield from _range(match, kind, year, month, days)
        return
    yield from _one(match, _iso(year, month, days[1]))


def _is_year(match: re.Match[str]) -> bool:
    """Return whether four digits are a year: a word says so, or no noun follows that they could count."""
    before, after = (
        match.string[max(0, match.start() - 16) : match.start()],
        match.string[match.end() : match.end() + 24],
    )
    if _YEAR_BEFORE.search(before):
        return True
    return match["year"] >= "19" and not _COUNTED_AFTER.match(after)


def _range(
    match: re.Match[str], kind: str, year: str | None, month: int, days: list[str | None]
) -> Iterator[DateMention]:
    first, second = ("from", "day") if days[0] else ("day", "to")
    other = match.groupdict().get(f"{kind}_from_month")
    middle = match.end(f"{kind}_{first}") + (1 if kind == "de" else 0)
    start_iso = _iso(year, months()[other.lower()] if other else month, match[f"{kind}_{first}"])
    end_iso = _iso(year, month, match[f"{kind}_{second}"])
    if start_iso and end_iso:
        yield _mention(match.string, Span(match.start(), middle), start_iso)
        yield _mention(match.string, Span(match.start(f"{kind}_{second}"), match.end()), end_iso)


def _month(part: dict[str, str | None], kind: str, day_first: bool) -> int:
    if kind == "sl":
        one, two = int(part["sl_one"] or 0), int(part["sl_two"] or 0)
        return two if day_first or one > 12 else one
    written = (part[f"{kind}_month"] or "").lower()
    return int(written) if written.isdigit() else months()[written]


def _iso(year: str | None, month: int, day: str | None) -> str:
    full = (f"20{year}" if len(year) == 2 else year) if year else None
    try:
        date(int(full or 2024), month, int(day or 1))
    except ValueError:
        return ""
    if day is None:
        return f"{full}-{month:02d}"
    return f"{full}-{month:02d}-{int(day):02d}" if full else f"--{month:02d}-{int(day):02d}"


def _one(match: re.Match[str], iso: str | None) -> Iterator[DateMention]:
    if iso:
        yield _mention(match.string, Span(*match.span()), iso)


def _mention(text: str, span: Span, iso: str, clock: str | None = None) -> DateMention:
    words = text[span.start : span.end].rstrip()
    words = words[:-1] if _FULL_NAME.search(words) else words
    span = Span(span.start, span.start + len(words))
    return DateMention(span, text[span.start : span.end], iso, clock)


def _with_times(text: str, dates: list[DateMention]) -> list[DateMention]:
    found: list[DateMention] = list(dates)
    for match in TIME.finditer(text):
        span, clock = Span(*match.span()), _clock(match)
        if not clock or any(d.span.start < span.end and span.start < d.span.end for d in found):
            continue
        near = next(
            (i for i, d in enumerate(found) if d.time is None and d.iso and _joined(text, d.span.end, span)), None
        )
        if near is None:
            found.append(_mention(text, span, "", clock))
        else:
            found[near] = _mention(text, Span(found[near].span.start, span.end), found[near].iso, clock)
    return sorted(found, key=lambda mention: mention.span)


def _joined(text: str, end: int, span: Span) -> bool:
    return end <= span.start <= end + 12 and bool(JOINT.fullmatch(text, end, span.start))


def _clock(match: re.Match[str]) -> str:
    if match["word"]:
        return "12:00" if match["word"].lower() == "noon" else "00:00"
    hour = int(match["de_hour"] or match["en_hour"] or match["hour"])
    minute = int(match["de_minute"] or match["en_minute"] or match["minute"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 25 else ""
