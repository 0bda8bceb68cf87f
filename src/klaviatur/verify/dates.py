"""Dates and times of day in German and English notation, compared by what they mean."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import regex

from klaviatur.records import Language, Span
from klaviatur.verify.words import word_set

_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_SHORT_YEAR = r"(?P<year>(?:19|20)?\d\d)(?!\d)"
_DAY_ONLY = {"de": rf"(?:{_SHORT_YEAR})?", "en": _SHORT_YEAR}  # "5.4." ends an English sentence
_NO_VALUE = {"de": r"(?<!\b(?:auf|um|bei|Note|Punkt|Version|Wert)\s)", "en": ""}
_MONTHS = {"jän": 1, "mär": 3, "mai": 5, "okt": 10, "dez": 12}


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, a time of day or both; what is not said is None."""

    span: Span
    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None  # Monday is 0
    time: str | None = None  # "18:30"
    relative: int | None = None  # days from the day of issue

    def agrees(self, other: "Moment") -> bool:
        """Return whether both may mean the same and share at least one statement."""
        mine, theirs = _facts(self), _facts(other)
        shared = mine.keys() & theirs.keys()
        return bool(shared) and all(mine[key] == theirs[key] for key in shared)

    def within(self, other: "Moment") -> bool:
        """Return whether `other` says everything that this one says."""
        mine, theirs = _facts(self), _facts(other)
        return all(theirs.get(key) == value for key, value in mine.items())


def _facts(moment: Moment) -> dict[str, int | str]:
    pairs = {
        "year": moment.year, "month": moment.month, "day": moment.day,
        "weekday": moment.weekday, "time": moment.time, "relative": moment.relative,
    }  # fmt: skip
    return {key: value for key, value in pairs.items() if value is not None}


@cache
def _month_names() -> dict[str, int]:
    german = [
        "januar",
        "februar",
        "märz",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "dezember",
    ]
    english = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
    names = {name: i + 1 for months in (german, english) for i, name in enumerate(months)}
    return names | {name[:3]: i for name, i in names.items()} | {"sept": 9, "jänner": 1} | _MONTHS


@cache
def _weekday_names() -> dict[str, int]:
    german = ["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"]
    english = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    return {name: i for days in (german, english) for i, name in enumerate(days)} | {"sonnabend": 5}


@cache
def _patterns(language: Language) -> tuple["regex.Pattern[str]", ...]:
    month = rf"(?P<month>{'|'.join(sorted(_month_names(), key=len, reverse=True))})(?!\p{{L}})\.?"
    weekday = rf"(?:(?P<weekday>{'|'.join(_weekday_names())})s?(?!\p{{L}}),?\s+(?:(?:den|dem|the|on)\s+)?)?"
    edge = r"(?<![\w.,/:-])"
    short = r"(?P<year>(?:19|20)?\d\d)(?!\d)"
    short = rf"(?:{short})?" if language == "de" else short  # in English, "3.4." is a figure at the end of a sentence
    forms = (
        rf"{edge}{_YEAR}-(?P<month>0[1-9]|1[0-2])-{_DAY}(?!\d)",
        rf"{weekday}{edge}{_DAY}\.\s?{month}(?:\s+{_YEAR})?(?!\d)",
        rf"{weekday}{edge}{_DAY}\.(?P<month>0?[1-9]|1[0-2])\.{short}",
        rf"{weekday}{edge}{_DAY}(?:st|nd|rd|th)?\s+(?:of\s+)?{month}(?:,?\s+{_YEAR})?(?!\d)",
        rf"{weekday}\b{month}\s+{_DAY}(?:st|nd|rd|th)?(?!\d|[.,]\d)(?:,?\s+{_YEAR})?(?!\d)",
        rf"\b{month}\s+(?:of\s+)?{_YEAR}(?!\d)",
        rf"{edge}(?P<time>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?[ \u00a0]?(?P<clock>Uhr|[ap]\.?m\b\.?|o'clock)",
        r"(?<![\w.,/:-])(?P<time>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?![\w:])",
        rf"\b(?P<weekday>{'|'.join(_weekday_names())})s?(?!\p{{L}})",
        rf"\b(?P<month>{'|'.join(m for m in _month_names() if len(m) > 3 or m == 'mai')})(?!\p{{L}})",
        rf"{edge}{_YEAR}(?![\d]|[.,]\d|[ \u00a0]?[€%])",
    )
    relative = "|".join(word_set("relative_days", language))
    return (*(regex.compile(form, regex.IGNORECASE) for form in forms), regex.compile(rf"\b(?P<relative>{relative})\b"))


_RELATIVE = {
    "heute": 0, "today": 0, "tonight": 0, "morgen": 1, "tomorrow": 1,
    "gestern": -1, "yesterday": -1, "übermorgen": 2, "vorgestern": -2,
}  # fmt: skip


def moments_of(text: str, language: Language) -> list[Moment]:
    """Return dates, months, years, weekdays and times of a text in order, each character used once."""
    found: list[Moment] = []
    taken: list[tuple[int, int]] = []
    for pattern in _patterns(language):
        for match in pattern.finditer(text):
            if not any(match.start() < end and start < match.end() for start, end in taken):
                taken.append(match.span())
                found.append(_moment(match))
    return sorted((m for m in found if _plausible(m)), key=lambda moment: moment.span)


def _moment(match: "regex.Match[str]") -> Moment:
    groups = {name: value for name, value in match.groupdict().items() if value}
    month = groups.get("month", "").lower().rstrip(".")
    year = groups.get("year")
    return Moment(
        Span(*match.span()),
        match.group(),
        year=(int(year) if len(year) == 4 else 2000 + int(year)) if year else None,
        month=(int(month) if month.isdigit() else _month_names()[month]) if month else None,
        day=int(groups["day"]) if "day" in groups else None,
        weekday=_weekday_names()[groups["weekday"].lower()] if "weekday" in groups else None,
        time=_time(groups) if "time" in groups else None,
        relative=_RELATIVE[groups["relative"].lower()] if "relative" in groups else None,
    )


def _time(groups: dict[str, str]) -> str:
    hour = int(groups["time"])
    clock = groups.get("clock", "").lower().replace(".", "")
    if clock == "pm" and hour < 12:
        hour += 12
    return f"{hour:02d}:{groups.get('minute', '00')}"


def _plausible(moment: Moment) -> bool:
    """Return False for English "may", "march" and "mar" in lower case, which are words."""
    lone = moment.day is None and moment.year is None and moment.month is not None
    return not (lone and (moment.text[0].islower() or moment.text == "May"))


def resolved(moments: list[Moment], issued: date) -> Iterator[Moment]:
    """Yield what relative words and weekdays of a source mean, counted from its day of issue."""
    for moment in moments:
        offset = moment.relative
        if offset is None and moment.weekday is not None and moment.day is None:
            yield from (_on(moment, issued, days) for days in _days_to(issued, moment.weekday))
        elif offset is not None:
            yield _on(moment, issued, offset)


def _days_to(issued: date, weekday: int) -> tuple[int, int, int]:
    ahead = (weekday - issued.weekday()) % 7
    return ahead, ahead - 7, ahead + 7


def _on(moment: Moment, issued: date, days: int) -> Moment:
    day = issued + timedelta(days=days)
    return replace(moment, year=day.year, month=day.month, day=day.day, weekday=day.weekday(), relative=None)
