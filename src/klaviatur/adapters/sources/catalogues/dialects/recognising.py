"""Which export this is, told from its columns alone."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from klaviatur.catalogue.places import country_names
from klaviatur.catalogue.prices import currencies_of
from klaviatur.records import ColumnHint, Kind
from klaviatur.text.lexicon import read_table

NAMES = (  # the first that fits
    "amazon",
    "amazon_report",
    "ebay",
    "shopify",
    "shopify_api",
    "woocommerce",
    "akeneo",
    "unopim",
    "magento",
    "commercetools",
    "prestashop",
    "prestashop_combinations",
    "shopware5",
    "shopware6",
    "plenty",
    "oxid",
    "idealo",
    "open_food_facts",
    "merchant",
)
_SPACES = re.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Columns whose names carry more than a name: {attribute}, and groups locale, channel, currency, country, unit, of.

    A country stands for its currency; a name that is no country's leaves the attribute open.
    """

    form: re.Pattern[str]
    attribute: str | None
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Dialect:
    """What is known of one export."""

    name: str
    label: str
    needed: tuple[frozenset[str], ...]  # one of each must be there
    least: int  # columns that must be known, or of a known pattern
    columns: Mapping[str, Mapping[str, Any]]  # by key
    patterns: tuple[Pattern, ...]
    options: Mapping[str, Any]  # what its own module needs


@cache
def dialect(name: str) -> Dialect:
    """Return what is known of an export."""
    table = read_table(__package__, f"{name}.toml")
    columns: dict[str, Mapping[str, Any]] = {}
    for header, entry in table.get("columns", {}).items():
        for one in (header, *entry.get("names", ())):
            columns[key(one)] = entry
    patterns = tuple(
        Pattern(re.compile(one["form"]), one.get("attribute"), Kind(one["kind"]) if "kind" in one else None)
        for one in table.get("patterns", ())
    )
    needed = tuple(frozenset(map(key, names)) for names in table["needed"])
    return Dialect(name, table["label"], needed, table.get("least", 0), columns, patterns, table.get("options", {}))


def recognise(columns: Iterable[str]) -> str | None:
    """Return the name of the export whose columns these are, None for a table of somebody's own."""
    own = tuple(columns)
    keys = {key(column) for column in own}
    return next((name for name in NAMES if _fits(dialect(name), keys, own)), None)


def key(column: str) -> str:
    """Return a header as it is compared: case, spaces, underscores and the star of needed fields do not count."""
    return _SPACES.sub(" ", column.strip().removeprefix("\ufeff")).strip("* ").lower()


def hint_of(known: Dialect, column: str) -> ColumnHint | None:
    """Return what an export says of a column, None if it says nothing."""
    entry = known.columns.get(key(column))
    if entry is not None:
        return _hint(entry)
    for pattern in known.patterns:
        found = pattern.form.fullmatch(column.strip())
        if found:
            return _matched(found.groupdict(), pattern)
    return None


def _fits(known: Dialect, keys: set[str], columns: tuple[str, ...]) -> bool:
    if any(keys.isdisjoint(names) for names in known.needed):
        return False
    return sum(1 for one in columns if hint_of(known, one) is not None) >= known.least


def _hint(entry: Mapping[str, Any]) -> ColumnHint:
    return ColumnHint(
        attribute=entry.get("attribute"),
        kind=Kind(entry["kind"]) if "kind" in entry else None,
        locale=entry.get("locale"),
        unit=entry.get("unit"),
        currency=entry.get("currency"),
        separator=entry.get("separator"),
        unit_of=entry.get("unit_of"),
    )


def _matched(said: Mapping[str, str | None], pattern: Pattern) -> ColumnHint:
    """Return the hint for a column whose name was taken apart."""
    locale, country = said.get("locale"), said.get("country")
    paid = currencies_of(country_names().get(country.strip().lower(), "")) if country else ()
    return ColumnHint(
        attribute=pattern.attribute if paid or not country else None,
        label=(said.get("label") or "").strip(),
        kind=pattern.kind,
        locale=locale.replace("-", "_") if locale else None,
        channel=said.get("channel"),
        currency=(said.get("currency") or "").upper() or next(iter(paid), None),
        unit=said.get("unit"),
        unit_of=said.get("of"),
    )
