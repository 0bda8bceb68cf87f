"""How a fact is written in a locale: decimal style, units, money, dates, yes and no."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from klaviatur.catalogue.units import show_unit, unit_of_code
from klaviatur.records import Fact, Kind, Language
from klaviatur.text.lexicon import read_table

NBSP = "\u00a0"
_ROOM = "klaviatur.collect.products"
_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_CODE = re.compile(r"[A-Z]{2}")
_FIGURE = re.compile(r"[+\-−–]?\d+(?:[.,]\d+)*")  # an item of a list that is measured
_HOME = {"de": "de_DE", "en": "en_US"}


def language_of(locale: str) -> Language:
    """Return the language a locale speaks; other languages are printed as English data sheets are."""
    return "de" if locale[:2].lower() == "de" else "en"


def known_locale(locale: str) -> str:
    """Return the locale as Babel knows it ("de-ch" is de_CH, "de" is de_DE), en_US for one it does not know."""
    try:
        found = Locale.parse(locale.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return "en_US"
    return str(found) if found.territory else _HOME.get(found.language, str(found))


def labelled(label: str, locale: str) -> str:
    """Return a label in the locale's spelling: no "ß" in Switzerland, "Color" in America."""
    words = _table()["spelling"].get(locale, {})
    for word, own in words.items():
        label = label.replace(word, own)
    return label


def worded(fact: Fact, locale: str) -> str:
    """Return a fact's value on one line as readers of the locale expect it, "" for a fact that says nothing."""
    if fact.number is not None and fact.kind in {Kind.NUMBER, Kind.MONEY}:
        is_price = fact.kind is Kind.MONEY and fact.currency
        money = _currency(fact.number, fact.currency, locale) if is_price and fact.currency else ""
        return money or _measured(fact.number, fact.unit or fact.currency, locale)
    if fact.items:
        unit = f"{NBSP}{symbol(fact.unit, locale)}" if fact.unit and all(map(_FIGURE.fullmatch, fact.items)) else ""
        return ", ".join(f"{one_line(item)}{unit}" for item in fact.items if item.strip())
    own = _OWN_WORDS.get(fact.kind)
    return own(fact.value, locale) if own else _country(fact, locale)


def _country(fact: Fact, locale: str) -> str:
    """Return a country's name for its code, any other value as it is."""
    is_code = fact.attribute in _table()["countries"] and _CODE.fullmatch(fact.value)
    return str(Locale.parse(locale).territories.get(fact.value, fact.value)) if is_code else one_line(fact.value)


def _table() -> dict[str, Any]:
    return read_table(_ROOM, "sheet.toml")


def one_line(text: str) -> str:
    """Return a text with single spaces and no line breaks; a non-breaking space stays one."""
    return _SPACES.sub(lambda match: NBSP if match[0] == NBSP else " ", text).strip()


def symbol(unit: str, locale: str, *, one: bool = False) -> str:
    """Return a unit as people write it behind a figure; codes nobody listed, and units as written, stay as they are."""
    listed = unit_of_code(unit)
    if one and listed and listed.names and not any(listed.symbol):
        return listed.names[language_of(locale) == "en"][0]
    return show_unit(unit, locale)


def _measured(number: Decimal, unit: str | None, locale: str) -> str:
    """Return "1,2 kg"; a percent sign stands apart in German (DIN 5008) and tight in English, a degree always tight."""
    language = language_of(locale)
    figure = format_decimal(number, locale=locale, decimal_quantization=False)
    written = symbol(unit, locale, one=abs(number) == 1) if unit else ""
    tight = written == "°" or (written == "%" and language == "en")
    return f"{figure}{'' if tight or not written else NBSP}{written}"


def _currency(number: Decimal, currency: str, locale: str) -> str:
    exact = -int(number.as_tuple().exponent) > 2
    return str(format_currency(number, currency, locale=locale, decimal_quantization=not exact))


def _said_boolean(value: str, locale: str) -> str:
    yes, no = map(str, _table()["yes"][language_of(locale)])
    return {"true": yes, "false": no}.get(value, "")


def _day(value: str, locale: str) -> str:
    try:
        return str(format_date(date.fromisoformat(value), format="long", locale=locale))
    except ValueError:
        return one_line(value)


_OWN_WORDS = {Kind.BOOLEAN: _said_boolean, Kind.DATE: _day}
