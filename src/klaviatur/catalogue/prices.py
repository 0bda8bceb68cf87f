"""Prices in several currencies: which one is a locale's, and which attribute a price beside another stands for."""

import re
from collections.abc import Iterable
from functools import cache

from babel.core import get_global
from babel.numbers import get_territory_currencies

from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.records import Fact, Kind

# A price of a quantity, some countries, another kind or time, an item of `tier_price`: "10: 9.50 EUR net_list CH x0.9";
# from a new year on "1: 10.20 EUR net_list 2027-01-01/"
TIER = (
    r"^(?P<bound>\d+(?:\.\d+)?): (?P<amount>-?\d+(?:\.\d+)?)(?: (?P<currency>[A-Z]{3}))? (?P<type>[a-z]\w*)"
    r"(?P<territories>(?: [A-Z]{2}(?:-[A-Z0-9]{1,3})?)*)(?: x(?P<factor>\d+(?:\.\d+)?))?"
    r"(?: (?P<start>\d{4}-\d{2}-\d{2})?/(?P<end>\d{4}-\d{2}-\d{2})?)?$"
)
_BESIDE = re.compile(r"(.+)_([a-z]{3})(?:_\d+)?")


def named_with(attribute: str, currency: str) -> str:
    """Return the name of a price that another currency's price leaves the attribute to: "price_usd"."""
    return f"{attribute}_{currency.lower()}"


@cache
def price_of(attribute: str) -> str | None:
    """Return the price an attribute of `named_with` is, None for any other attribute."""
    match = _BESIDE.fullmatch(attribute)
    known = vocabulary().get(match[1]) if match else None
    is_price = known is not None and known.kind is Kind.MONEY
    return match[1] if match and is_price and match[2].upper() in get_global("all_currencies") else None


@cache
def currencies_of(country: str) -> tuple[str, ...]:
    """Return what one pays with in a country ("CH" -> CHF), nothing for a code that is none."""
    known = country.upper() in get_global("territory_currencies")
    return tuple(get_territory_currencies(country.upper())) if known else ()


def in_currency(facts: Iterable[Fact], locale: str) -> tuple[Fact, ...]:
    """Return the facts that say a price in the currency of a locale ("en_US")."""
    own = currencies_of(locale.replace("-", "_").rpartition("_")[2])
    return tuple(fact for fact in facts if fact.kind is Kind.MONEY and fact.currency in own)
