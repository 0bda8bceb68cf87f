"""Prices as interfaces write them (an amount and a currency, often in cents) as plain amounts."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

from klaviatur.adapters.sources.catalogues.records.words import WORDS

CENTS = "json.minor_units"
_CURRENCY = re.compile(r"[A-Za-z]{3}")
_AMOUNT = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WHOLE = re.compile(r"-?\d+")
_IN_CENTS = re.compile(r"(?P<name>.+?)[_ ]?(?:in[_ ]?)?(?:cents?|minor(?:[_ ]?units?)?)", re.IGNORECASE)
_WITHOUT_CENTS = frozenset({"JPY", "KRW", "VND", "CLP", "ISK"})
_CURRENCIES, _AMOUNTS = tuple(WORDS["currencies"]), tuple(WORDS["amounts"])
_INSIDE, _NET, _ONLY_FOR = tuple(WORDS["price_parts"]), tuple(WORDS["net_parts"]), frozenset(WORDS["only_for"])
_DEEPEST = 5


class Money(NamedTuple):
    """One amount."""

    currency: str
    amount: str
    net: bool = False


def with_prices(record: Mapping[str, Any], seen: Counter[str]) -> dict[str, Any]:
    """Return the record with every price as an amount under a name that ends with its currency ("price EUR").

    Prices for single countries, channels or customers stay as they are written, beside those that hold for everybody.
    Amounts in cents become amounts with their decimals; `seen` counts them.
    """
    told: dict[str, Any] = {}
    for name, value in _without_cents(record, seen).items():
        found = list(_of(value, seen))
        for money in found:
            called = "price" if name in WORDS["prices"] else name
            told.setdefault(
                f"net {called} {money.currency}" if money.net else f"{called} {money.currency}", money.amount
            )
        if not found or (isinstance(value, list) and len(found) < len(value)):
            told[name] = value
    return told


def _of(value: Any, seen: Counter[str]) -> Iterator[Money]:
    """Yield the amounts of one field: one of each currency."""
    if isinstance(value, Mapping):
        yield from _inside(value, seen, 0)
    elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        general = [one for one in value if not any(one.get(key) for key in _ONLY_FOR)]
        found: dict[tuple[str, bool], list[Money]] = {}
        for money in chain.from_iterable(_inside(one, seen, 0) for one in general or value):
            found.setdefault((money.currency, money.net), []).append(money)
        yield from (same[0] for same in found.values() if general or len(set(same)) == 1)


def _inside(value: Mapping[str, Any], seen: Counter[str], depth: int) -> Iterator[Money]:
    """Yield the amount a field holds, and the one without tax where it has both."""
    money = _money(value, seen)
    if money is not None:
        yield money
        return
    for names, net in ((_INSIDE, False), (_NET, True)) if depth < _DEEPEST else ():
        inner = next((value[name] for name in names if isinstance(value.get(name), Mapping)), None)
        found = _inside(inner, seen, depth + 1) if inner else ()
        yield from (one._replace(net=one.net or net) for one in found)


def _money(value: Mapping[str, Any], seen: Counter[str]) -> Money | None:
    currency = next((value[name] for name in _CURRENCIES if isinstance(value.get(name), str)), "")
    name = next((name for name in _AMOUNTS if isinstance(value.get(name), str)), "")
    if not _CURRENCY.fullmatch(currency) or not name or not _AMOUNT.fullmatch(value[name]):
        return None
    places = _places(value, name, currency.upper())
    if places:
        seen[CENTS] += 1
    return Money(currency.upper(), shifted(value[name], places))


def _places(value: Mapping[str, Any], name: str, currency: str) -> int:
    """Return how many of an amount's last figures are decimals."""
    said = value.get("fractionDigits", value.get("currency_minor_unit"))
    in_cents = name in WORDS["minor_amounts"] or str(value.get("id", "")).startswith("ma_")  # of Medusa before 2.0
    if not _WHOLE.fullmatch(value[name]) or not (in_cents or "currency_minor_unit" in value):
        return 0
    if isinstance(said, str) and said.isdecimal():
        return int(said)
    return 0 if currency in _WITHOUT_CENTS else 2


def _without_cents(record: Mapping[str, Any], seen: Counter[str]) -> dict[str, Any]:
    """Return the record with fields such as "price_cents" and "priceInCents" as amounts."""
    told: dict[str, Any] = {}
    both = "priceWithTax" in record and "currencyCode" in record  # Vendure counts in cents without saying so
    for name, value in record.items():
        found = _IN_CENTS.fullmatch(name) if isinstance(value, str) and _WHOLE.fullmatch(value) else None
        cents = bool(found) or (both and name in {"price", "priceWithTax"} and isinstance(value, str))
        called = found["name"] if found and found["name"] not in record else name
        seen[CENTS] += cents
        told[called] = shifted(value, 2) if cents else value
    return told


def shifted(amount: str, places: int) -> str:
    """Return whole cents with a point before the last `places` figures."""
    if not places:
        return amount
    sign, figures = ("-", amount[1:]) if amount.startswith("-") else ("", amount)
    padded = figures.zfill(places + 1)
    return f"{sign}{padded[:-places]}.{padded[-places:]}"
