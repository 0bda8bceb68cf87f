"""The interface's words in German and English: gettext catalogues, read from their .po files when first asked for.

German addresses its reader as Sie (site.po) or as du, as the setting `interface_address` says: du.po holds the texts
that differ, every other one is that of site.po.

Templates write `_("English words")`; code that has no visitor yet marks words with `N_` and leaves the translating to
the page. tests/site holds both catalogues to be complete.
"""

import time
from datetime import date, datetime, tzinfo
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO
from typing import get_args

from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from klaviatur.records import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
SIE, DU = "Sie", "du"
LONG, SHORT = {"de": "d. MMMM y, HH:mm", "en": "d MMMM y, HH:mm"}, {"de": "d. MMM, HH:mm", "en": "d MMM, HH:mm"}


def N_(words: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark words that are translated later."""
    return words


def read_catalogue(language: Language, name: str) -> Catalog:
    """Return what stands in a catalogue of a language."""
    folder = files("klaviatur.doors.site") / "locale" / language / "LC_MESSAGES"
    with (folder / f"{name}.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def catalogue(language: Language, address: str = SIE) -> GNUTranslations:
    """Return the words of a language, and in German those that address somebody as du or Sie."""
    if language == "de" and address == DU:
        words = _packed(read_catalogue(language, "du"))
        words.add_fallback(catalogue(language))
        return words
    return _packed(read_catalogue(language, "site"))


def _packed(read: Catalog) -> GNUTranslations:
    packed = BytesIO()
    write_mo(packed, read)
    packed.seek(0)
    return GNUTranslations(packed)


def say(language: Language, words: str, /, *, spoken_to: str = SIE, **values: object) -> str:
    """Return marked words in a language with their values filled in."""
    told = catalogue(language, spoken_to).gettext(words) if words else ""
    return told % values if values else told


def language_or_none(name: str | None) -> Language | None:
    """Return the language of this name, None where the interface does not speak it."""
    return next((language for language in LANGUAGES if language == name), None)


def asked_language(accepted: str) -> Language:
    """Return what an Accept-Language header asks for: the first of ours in its order, English where there is none."""
    wanted = [_weighted(piece) for piece in accepted.split(",")]
    for _, name in sorted(wanted, key=lambda pair: -pair[0]):
        language = language_or_none(name.split("-")[0].lower())
        if language:
            return language
    return "en"


def moment(at: datetime, language: Language, zone: tzinfo | None = None, *, short: bool = False) -> str:
    """Return a moment in a time zone, the machine's where none is given."""
    return format_datetime(at.astimezone(zone), (SHORT if short else LONG)[language], locale=language)


def exact_moment(at: datetime, language: Language, zone: tzinfo | None = None) -> str:
    """Return the same with its seconds, where it has any, and with what the time zone is called then."""
    there = at.astimezone(zone)
    form = LONG[language] + (":ss" if there.second else "")
    return f"{format_datetime(there, form, locale=language)} {zone_called(there.tzname(), language)}"


def zone_name(language: Language, zone: tzinfo | None = None) -> str:
    """Return what a time zone is called in winter and in summer: "MEZ/MESZ", "UTC"."""
    year = datetime.now(zone).year
    seasons = [datetime(year, month, 1, tzinfo=zone).tzname() for month in (1, 7)] if zone else list(time.tzname)
    return "/".join(dict.fromkeys(zone_called(name, language) for name in seasons))


def zone_called(name: str | None, language: Language) -> str:
    """Return what people call a time zone: "MEZ" for "CET", "UTC-03" for "-03"."""
    called = {"CET": "MEZ", "CEST": "MESZ"} if language == "de" else {}
    told = name or "UTC"
    return f"UTC{told}" if told[0] in "+-" else called.get(told, told)


def day(at: date, language: Language) -> str:
    """Return a day spelled out."""
    return format_date(at, {"de": "d. MMMM y", "en": "d MMMM y"}[language], locale=language)


def month(at: date, language: Language) -> str:
    """Return a month with its year."""
    return str(format_date(at, "LLLL y", locale=language))


def day_short(at: date, language: Language) -> str:
    """Return a day with its month in short."""
    return str(format_date(at, {"de": "d. MMM", "en": "d MMM"}[language], locale=language))


def weekday(at: date, language: Language) -> str:
    """Return the name of a day of the week."""
    return str(format_date(at, "EEEE", locale=language))


def figure(value: float, language: Language) -> str:
    """Return a number as a language groups it."""
    return str(format_decimal(value, locale=language))


def share(value: float, language: Language) -> str:
    """Return a share of 0-1 as a whole percentage."""
    return str(format_percent(value, locale=language))


def _weighted(piece: str) -> tuple[float, str]:
    name, _, quality = piece.strip().partition(";q=")
    try:
        return float(quality or 1), name
    except ValueError:
        return 0.0, name
