"""Cells that say more than one thing: a unit price and what it refers to, a class of energy and the scale it stands on.

"1,99 €/l" and "100 g = 0,95 €" are a price and its reference quantity, "6 x 1,5 l" is also 9 l to reckon a unit price
by, "E (Spektrum A bis G)" is a class on a scale, and the page of a product in EPREL ends with its number there.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from klaviatur.catalogue.units import find
from klaviatur.collect.products import energies
from klaviatur.collect.products.values.figures import AMBIGUOUS, canonical
from klaviatur.records import ColumnMap, Kind

_NUMBER = r"\d(?:[\d.,]*\d)?"
_MONEY = rf"(?:€|EUR|CHF)?\s*{_NUMBER}\s*(?:€|EURO?|CHF|Fr\.?)?"
_BASE = r"(?:\d{1,4}\s*)?[a-zäöüß²³]{1,10}\.?"
_PER = re.compile(rf"(?i)\(?\s*(?P<money>{_MONEY})\s*(?:/|je|pro|per)\s*(?P<base>{_BASE})\s*\)?")
_IS = re.compile(rf"(?i)\(?\s*(?P<base>{_BASE})\s*[=:]\s*(?P<money>{_MONEY})\s*\)?")
_HEAD = re.compile(rf"(?i)(?:\b(?:je|pro|per)\b|/)\s*(?P<base>{_BASE})\s*\)?\s*$")
_PLAIN_MONEY = re.compile(rf"(?i)\s*{_MONEY}\s*")
_PACKS = re.compile(rf"(?i)(?P<packs>\d{{1,4}})\s*(?:er)?\s*[x×*]\s*(?P<each>{_NUMBER})\s*(?P<unit>[a-z]{{1,10}})")
_CLASS = r"[A-G]\+{0,3}"
_SCALE = rf"(?P<best>{_CLASS})\s*(?:bis|to|[-–—/→])\s*(?P<worst>{_CLASS})"
_ON_SCALE = re.compile(rf"(?i)(?:klasse|class)?\s*(?P<own>{_CLASS})\s*[,;(|/]\s*(?:\w+[:\s]+){{0,3}}?{_SCALE}\s*\)?")
_SCALE_ALONE = re.compile(rf"(?i)\s*{_SCALE}\s*")
_FREE = re.compile(
    r"(?i)(?:versand)?(?:kostenfrei|kostenlos|frei)(?:er versand)?|gratis(?:versand)?|portofrei|free(?: shipping)?"
)
_EPREL_PAGE = re.compile(r"(?i)(?:https?://)?eprel\.ec\.europa\.eu/.*?/(?P<number>\d{3,})/?(?:[?#].*)?")

Said = Mapping[str, str]  # attribute -> what a cell says of it
Split = Callable[[str, ColumnMap], Said]


class _Rule(NamedTuple):
    """How the cells of an attribute are taken apart."""

    seems: str  # an expression that cells worth a look match
    split: Split
    also: tuple[tuple[str, Kind], ...] = ()  # further attributes they may speak of


def parted(
    column: ColumnMap, cells: pl.Series, given: AbstractSet[str] = frozenset()
) -> Iterator[tuple[ColumnMap, pl.Series]]:
    """Yield the column with its cells; behind it a column for each further attribute that some of them speak of.

    An ISBN is a GTIN, too, where none of the attributes that the table has (`given`) is one.
    """
    if column.attribute == "isbn":
        yield column, cells
        if "gtin" not in given:
            yield replace(column, attribute="gtin", kind=Kind.GTIN, known=True), cells
        return
    rule = _RULES.get(column.attribute)
    if rule is None:
        yield from energies.parted(column, cells)
        return
    found = _found(column, cells, rule)
    if not found:
        yield column, cells
        return
    own = {cell: said.get(column.attribute, cell) for cell, said in found.items()}
    yield column, cells.replace(own)
    for attribute, kind in rule.also:
        told = {cell: said[attribute] for cell, said in found.items() if attribute in said}
        if told:
            other = replace(
                column, attribute=attribute, kind=kind, unit=None, currency=None, known=True, decimal=_mark(attribute)
            )
            yield other, cells.replace_strict(told, default=None, return_dtype=pl.String)


def step_of(column: ColumnMap) -> str:
    """Return what is said to have been done to cells of which this column has a part."""
    if column.attribute in energies.ATTRIBUTES:
        return "energies_parted"
    return "packs_multiplied" if column.attribute == "unit_price_measure" else "cell_parted"


def _found(column: ColumnMap, cells: pl.Series, rule: _Rule) -> dict[str, Said]:
    """Return what different cells say, those alone that say something else than they are."""
    odd = cells.filter(cells.str.contains(rule.seems).fill_null(value=False)).unique()
    told = {cell: rule.split(cell.strip(), column) for cell in odd}
    return {cell: said for cell, said in told.items() if said}


def _mark(attribute: str) -> str | None:
    """Return the decimal mark of what was reckoned here; what is as written has that of its table."""
    return "." if attribute == "unit_price_measure" else None


def _unit_price(cell: str, column: ColumnMap) -> Said:
    found = _PER.fullmatch(cell) or _IS.fullmatch(cell)
    if found and _is_base(found["base"]):
        return {"unit_price": found["money"].strip(), "unit_price_quantity": _with_figure(found["base"])}
    head = _HEAD.search(column.column)
    if head and _is_base(head["base"]) and _PLAIN_MONEY.fullmatch(cell):
        return {"unit_price_quantity": _with_figure(head["base"])}
    return {}


def _is_base(text: str) -> bool:
    return _dimension(text) in {"mass", "volume", "length", "area", "count"}  # what goods are sold by


def _dimension(text: str) -> str:
    unit = find(text.lstrip("0123456789 ").rstrip("."))
    return unit.dimension if unit else ""


def _with_figure(base: str) -> str:
    return base if base[:1].isdigit() else f"1 {base}"


def _content(cell: str, _: ColumnMap) -> Said:
    found = _PACKS.fullmatch(cell)
    if found is None or _dimension(found["unit"]) not in {"mass", "volume"}:
        return {}
    each = found["each"].replace(",", ".")
    if each.count(".") > 1 or re.fullmatch(AMBIGUOUS, found["each"]):
        return {}
    return {"unit_price_measure": f"{canonical(int(found['packs']) * Decimal(each))} {found['unit']}"}


def _energy_class(cell: str, _: ColumnMap) -> Said:
    found = _ON_SCALE.fullmatch(cell)
    if found is None:
        return {}
    own, best, worst = (found[name].upper() for name in ("own", "best", "worst"))
    return {"energy_class": own, "energy_class_max": best, "energy_class_min": worst}


def _energy_scale(cell: str, _: ColumnMap) -> Said:
    found = _SCALE_ALONE.fullmatch(cell)
    return {"energy_class_max": found["best"].upper(), "energy_class_min": found["worst"].upper()} if found else {}


def _shipping_cost(cell: str, _: ColumnMap) -> Said:
    return {"shipping_cost": "0"} if _FREE.fullmatch(cell) else {}  # "gratis ab 50 €" is not free


def _eprel(cell: str, _: ColumnMap) -> Said:
    found = _EPREL_PAGE.fullmatch(cell)
    return {"eprel_id": found["number"]} if found else {}


_BEST, _WORST = ("energy_class_max", Kind.TEXT), ("energy_class_min", Kind.TEXT)
_RULES = {
    "unit_price": _Rule(r"\d", _unit_price, (("unit_price_quantity", Kind.NUMBER),)),
    "net_content": _Rule(r"\d\s*(?:er)?\s*[xX×*]\s*\d", _content, (("unit_price_measure", Kind.NUMBER),)),
    "energy_class": _Rule(r"[,;(|/].*\S", _energy_class, (_BEST, _WORST)),
    "energy_class_max": _Rule(r"^\s*[A-Ga-g]\+{0,3}\s*\S+\s*[A-Ga-g]", _energy_scale, (_WORST,)),
    "eprel_id": _Rule(r"eprel\.", _eprel),
    "shipping_cost": _Rule(r"(?i)frei|kostenlos|gratis|free", _shipping_cost),
}
