"""What the standard itself says of a column, so that nobody has to guess."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

from babel.core import get_global

from klaviatur.adapters.sources.catalogues.bmecat.articles import REFERENCE
from klaviatur.adapters.sources.catalogues.bmecat.prices import PRICE, plainly, price_attribute
from klaviatur.adapters.sources.catalogues.markup.spooling import SEPARATOR, Column, kind_of
from klaviatur.catalogue.units import units
from klaviatur.records import ColumnHint, Kind
from klaviatur.text.lexicon import read_table

BRAND, MAKER = "UDX.EDXF.BRAND_NAME", "MANUFACTURER_NAME"
REMARKS = "REMARKS "  # columns of remarks with a type begin with it
_PRICE = re.compile(rf"{PRICE}(?P<type>\S+)(?: (?P<currency>[A-Z]{{3}}))?(?: [A-Z]{{2}}(?:-\w+)?)*")
_GROUP = re.compile(r"REFERENCE_FEATURE_GROUP_ID2? (?P<system>.+)")


def hints_of(columns: Iterable[Column], sheet: str) -> tuple[tuple[str, ColumnHint], ...]:
    """Return the columns about which something is known, and what; `sheet` is "article" or "groups"."""
    taken: set[str] = set()
    found = []
    columns = tuple(columns)
    branded = any(column.name == BRAND for column in columns)
    for column in columns:
        maker = branded and column.name == MAKER  # where no article names a brand, the maker is taken for it
        hint = replace(_hint(column, sheet, set()), attribute="manufacturer") if maker else _hint(column, sheet, taken)
        if hint != ColumnHint():
            found.append((column.name, hint))
    return tuple(found)


def _hint(column: Column, sheet: str, taken: set[str]) -> ColumnHint:
    known = _paid(column) if column.late else _known(column.label or column.name, sheet)
    attribute = known.get("attribute")
    if attribute and f"{attribute} {column.locale}" in taken and attribute not in {"gtin", "category"}:
        attribute = None  # the first column of a kind is it; the others keep their own names
    taken.add(f"{attribute} {column.locale}")
    kind = kind_of(column, Kind(known["kind"]) if "kind" in known else None)
    return ColumnHint(
        attribute=attribute,
        label=column.label,
        kind=kind,
        locale=column.locale or None,
        unit=known.get("unit", column.unit or None),
        currency=known.get("currency"),
        separator=SEPARATOR if column.listed or kind is Kind.LIST else None,
    )


def _paid(column: Column) -> dict[str, Any]:
    """Return that a feature is a price, where its unit is a currency."""
    unit = column.unit
    paid = len(unit) == len("EUR") and unit in get_global("all_currencies") and unit not in units()
    return {"kind": "money", "currency": unit, "unit": None} if paid else {}


def _known(name: str, sheet: str) -> dict[str, Any]:
    table = _table()
    if price := _PRICE.fullmatch(name):
        return {"attribute": price_attribute(price["type"]), "kind": "money", "currency": price["currency"]}
    if group := _GROUP.fullmatch(name):
        system = group["system"].upper().replace("PROFICL@SS", "PROFICLASS").replace("ECL@SS", "ECLASS")
        attribute = next((value for start, value in table["systems"].items() if system.startswith(start)), None)
        return {"attribute": attribute, "kind": "identifier"}
    if name.startswith(REMARKS) and (attribute := plainly().get(name.removeprefix(REMARKS))):
        return {"attribute": attribute.name, "kind": attribute.kind.value}  # as our own catalogues say what is long
    kind = {"kind": "relation"} if name.startswith(REFERENCE) else {}
    known: dict[str, Any] = table[sheet].get(name.replace("_PID", "_AID").replace("PRODUCT", "ARTICLE"), kind)
    return known


@cache
def _table() -> dict[str, Any]:
    return read_table(__package__, "columns.toml")
