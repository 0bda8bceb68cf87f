"""The patterns of dates, times and datelines; `dates` says what they mean."""

import re
from functools import cache

from klaviatur.text.lexicon import read_table

YEAR = r"(?:1[5-9]|20)\d\d"
_DAY = r"[0-3]?\d"
_NTH = r"(?:st|nd|rd|th)?"
_TO = r"\s?(?:–|-|to|and)\s?"
_BIS = r"\.?\s?(?:bis(?: zum)?|und|–|-|/)\s?"
_QUARTER = (
    r"(?:Q[1-4]|(?:erste[snm]?|zweite[snm]?|dritte[snm]?|vierte[snm]?|[1-4]\.) Quartal|"
    r"(?:first|second|third|fourth) quarter(?: of)?)"
)
_NO_YEAR_AFTER = (
    r"(?![\w%€$£]|[.,:/]\d|-\d|\s?(?:Euro|EUR|Prozent|percent|Mio|Mrd|Stück|Meter|Kilo|Gramm|Watt|k?Wh|mAh|Liter))"
)
_AGENCY = r"(?:\s*\([\w ./&-]{2,40}\))?"

TIME = re.compile(
    r"(?P<de>\b(?P<de_hour>[0-2]?\d)(?:[:.](?P<de_minute>[0-5]\d))?\s?(?:bis|–|-)?\s?"
    r"(?:(?:[0-2]?\d)(?:[:.][0-5]\d)?\s?)?(?:Uhr|h)\b)"
    r"|(?P<en>\b(?P<en_hour>1[0-2]|0?\d)(?:[:.](?P<en_minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?)"
    r"|(?P<plain>\b(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)\b(?!:\d))"
    r"|(?P<word>\b(?:noon|midnight|Mitternacht)\b)",
    re.IGNORECASE,
)
JOINT = re.compile(r",?\s*(?:um|ab|at|from|gegen|von|,|\(|–|-)?\s*", re.IGNORECASE)
ZONE = re.compile(r"\s?\(?\b(MESZ|MEZ|CEST|CET|GMT|UTC|BST|EST|EDT|ET|PST|PDT|PT|CT)\b\)?")
DATELINE_REST = re.compile(
    rf"\)?{_AGENCY}\)?(?:\s*/[\w./ -]{{2,20}}/)?\s*(?:[–—]|-{{1,2}}(?=\s|$)|:(?=\s|$)|\.(?=\s|$)|\||$|(?<=\))(?=\s))\s*"
)


def table() -> dict[str, object]:
    """Return the table of month names, weekdays and zones."""
    return read_table("klaviatur.collect", "dates.toml")


@cache
def months() -> dict[str, int]:
    """Return the number of each month name."""
    rows = table()["months"]
    names = [str(row).split() for row in rows] if isinstance(rows, list) else []
    return {name: number for number, row in enumerate(names, start=1) for name in row}


def _any(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


@cache
def date_pattern() -> re.Pattern[str]:
    """Return the pattern of all dates; each notation has its own group names (de, nu, us, uk, sl, my)."""
    month = _any(list(months()))
    weekday = rf"(?:\b(?:{_any(str(table()['weekdays']).split())})\b\.?,?\s+(?:(?:den|dem|the)\s+)?)?"
    notations = (
        rf"(?P<iso>\b{YEAR}-[01]\d-{_DAY}\b)",
        (
            rf"(?:\b(?P<de_from>{_DAY})\.\s?(?P<de_from_month>{month})?{_BIS})?"
            rf"\b(?P<de_day>{_DAY})\.\s?(?P<de_month>{month})\b\.?(?:[ \u00a0](?P<de_year>{YEAR})\b)?"
        ),
        rf"\b(?P<nu_day>{_DAY})\.\s?(?P<nu_month>[01]?\d)\.(?:\s?(?P<nu_year>{YEAR}|\d\d)\b(?![.,]\d))?(?!\d)",
        (
            rf"\b(?P<us_month>{month})\b\.?\s(?P<us_day>{_DAY}){_NTH}\b(?!\.\d|:\d)"
            rf"(?:{_TO}(?P<us_to>{_DAY}){_NTH}\b)?(?:,?\s(?P<us_year>{YEAR})\b)?"
        ),
        (
            rf"(?:\b(?P<uk_from>{_DAY}){_NTH}{_TO})?"
            rf"\b(?P<uk_day>{_DAY}){_NTH}\s(?:of\s)?(?P<uk_month>{month})\b\.?(?:,?\s(?P<uk_year>{YEAR})\b)?"
        ),
        rf"\b(?P<sl_one>{_DAY})/(?P<sl_two>{_DAY})/(?P<sl_year>{YEAR}|\d\d)\b",
        rf"\b(?P<my_month>{month})\b\.?,?\s(?P<my_year>{YEAR})\b",
        rf"\b{_QUARTER}[ /]\s?(?P<q_year>{YEAR})\b",
        rf"(?<![\w.,/€$£-])(?P<year>{YEAR}){_NO_YEAR_AFTER}",
    )
    # The lookaround skips most places at once: only the start of a word that can begin a date is tried.
    return re.compile(rf"(?<![^\W\d_])(?=[\djfmäasondtwqezv]){weekday}(?:{'|'.join(notations)})", re.IGNORECASE)


@cache
def _place() -> str:
    month = _any([name.capitalize() for name in months()])
    first = r"[A-ZÄÖÜ][\w'’.-]*(?:[ /-](?:am|an|der|den|im|in|of|the|[A-ZÄÖÜ(][\w'’.)-]*)){0,4}?"
    region = rf"(?:,\s(?!(?:{month})\b)(?:[A-Z][a-z]+|[A-Z]{{2,3}}\b)(?: [A-Z][a-z]+)?)?"
    return rf"(?P<place>{first}{region})"


@cache
def dateline_start() -> re.Pattern[str]:
    """Return the pattern of a place with what leads over to a date."""
    joint = r"(?:,\s*|\s+|\s*/\s*|\s*[–—|-]\s*)(?:den |im |am |the )?"
    return re.compile(rf"\(?{_place()}{_AGENCY}{joint}(?=(?i:{date_pattern().pattern}))")


@cache
def place_only() -> re.Pattern[str]:
    """Return the pattern of a dateline without date."""
    return re.compile(rf"{_place()}(?P<agency>\s*\([\w ./&-]{{2,40}}\))?\s*(?:[–—]|-{{1,2}})(?:\s+(?=[\w„“\"»])|$)")
