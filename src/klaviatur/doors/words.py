"""The interface's own words in German and English, and how numbers and dates are written in each."""

import os
from collections.abc import Mapping
from datetime import date
from typing import Any

from klaviatur.records import Bilingual, Language
from klaviatur.text.lexicon import read_table

MONTHS = Bilingual(
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "January February March April May June July August September October November December",
)
FAMILIES = ("press", "mail", "web", "social", "ad", "message", "internal", "conversation", "speech", "access")
LOCALE_VARIABLES = ("KLAVIATUR_INTERFACE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def other(language: Language) -> Language:
    """Return the other language of the interface."""
    return "en" if language == "de" else "de"


def family_rank(family: str) -> int:
    """Return where a family of channels stands; families of users' own come last."""
    return FAMILIES.index(family) if family in FAMILIES else len(FAMILIES)


def words(key: str, **values: Any) -> Bilingual:
    """Return the interface's words for `key` in both languages, `{slots}` filled. Raises KeyError if unknown."""
    entry = read_table("klaviatur.doors", "words.toml")[key]
    return Bilingual(_fill(entry, "de", values), _fill(entry, "en", values))


def knows(key: str) -> bool:
    """Return whether the interface has words for `key`."""
    return key in read_table("klaviatur.doors", "words.toml")


def say(key: str, language: Language, **values: Any) -> str:
    """Return the interface's words for `key` in one language."""
    return words(key, **values).in_language(language)


def number(value: float) -> Bilingual:
    """Return a whole number with thousands grouped: 1.850 and 1,850; other numbers with one or two decimals."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
    return Bilingual(text.translate(str.maketrans(",.", ".,")), text)


def day(value: date) -> Bilingual:
    """Return a date spelled out: 3. März 2027 and 3 March 2027."""
    german, english = (months.split()[value.month - 1] for months in MONTHS)
    return Bilingual(f"{value.day}. {german} {value.year}", f"{value.day} {english} {value.year}")


def language_of(environment: Mapping[str, str] | None = None) -> Language:
    """Return the interface language the environment asks for: German where the locale is German, else English."""
    known = os.environ if environment is None else environment
    asked = next((known[name] for name in LOCALE_VARIABLES if known.get(name)), "")
    return "de" if asked.lower().startswith("de") else "en"


def _fill(entry: Mapping[str, Any], language: Language, values: Mapping[str, Any]) -> str:
    """Fill the slots; `one` stands in for the plural where `n` is 1, and Bilingual values give their own language."""
    template = entry.get(f"{language}_one") if values.get("n") == 1 else None
    own = {k: _in(language, v) for k, v in values.items()}
    return str(template or entry[language]).format(**own)


def _in(language: Language, value: Any) -> Any:
    if isinstance(value, Bilingual):
        return value.in_language(language)
    if isinstance(value, int | float):
        return number(value).in_language(language)
    return value
