"""Prices as cells: a column for each kind of price, and a list of those that hold for a quantity or a country alone."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from klaviatur.adapters.sources.catalogues.bmecat.figures import as_percent, with_point
from klaviatur.adapters.sources.catalogues.bmecat.header import Header
from klaviatur.adapters.sources.catalogues.markup.nodes import Node
from klaviatur.adapters.sources.catalogues.markup.spooling import Cell
from klaviatur.catalogue.prices import TIER
from klaviatur.catalogue.vocabulary import Attribute, vocabulary
from klaviatur.records import Kind
from klaviatur.text.lexicon import read_table

PRICE = "price "  # columns of prices begin with it: "price net_list EUR", "price net_list EUR AT"
TIERS = "tier_price"  # the column of all further prices: "10: 9.50 EUR net_list"
_PRICES = ("ARTICLE_PRICE", "PRODUCT_PRICE")
_STARTS = ("VALID_START_DATE", "valid_start_date")
_ENDS = ("VALID_END_DATE", "valid_end_date")
_ONE = {"", "0", "1", "1.0", "1.00"}
_TIER = re.compile(TIER)


class _Price(NamedTuple):
    kind: str
    amount: str
    currency: str
    territories: tuple[str, ...]
    bound: str
    factor: str

    @property
    def plain(self) -> bool:
        """Whether it may be what the product costs, whoever buys however many."""
        return self.bound in _ONE and self.factor in _ONE and price_attribute(self.kind) is not None

    @property
    def column(self) -> str:
        """The name of its column."""
        return PRICE + " ".join(word for word in (self.kind, self.currency, *self.territories) if word)

    @property
    def words(self) -> str:
        """Its item of the list."""
        bound = "1" if self.bound in _ONE else self.bound
        factor = "" if self.factor in _ONE else f"x{self.factor}"
        said = (f"{bound}: {self.amount}", self.currency, self.kind, *self.territories, factor)
        return " ".join(word for word in said if word)


def price_cells(blocks: Iterable[Node], header: Header) -> Iterator[Cell]:
    """Yield the cells of an article's price blocks; a tax rate and a date of validity come once.

    Of each kind the first price that holds for any quantity, best in the currency of the catalogue and for all its
    countries, is what the product costs; all others are items of one list.
    """
    prices: list[_Price] = []
    known: dict[str, str] = {}
    others = [cell for block in blocks for cell in _others(block, header, prices)]
    for cell in (*_amounts(prices, header), *others):
        name = cell.name
        number = 2
        while name != TIERS and known.get(name, cell.value) != cell.value:
            name = f"{cell.name} ({number})"
            number += 1
        if name not in known or name == TIERS:
            yield Cell(name, cell.value)
        known[name] = cell.value


def _others(block: Node, header: Header, prices: list[_Price]) -> Iterator[Cell]:
    """Note the prices of a block, and yield what else it says."""
    for child in block:
        if child.tag not in _PRICES:
            yield from _validity(child)
            continue
        leaves = [leaf for part in child for leaf in (part.children or (part,))]  # a tax may have details
        parts = {leaf.tag: with_point(leaf.text) for leaf in leaves}
        if parts.get("PRICE_AMOUNT"):
            prices.append(_price(child, parts, header))
        if parts.get("TAX"):
            yield Cell("tax_rate", as_percent(parts["TAX"]))


def _price(element: Node, parts: Mapping[str, str], header: Header) -> _Price:
    return _Price(
        kind=element.get("price_type", "") or "net_list",
        amount=parts["PRICE_AMOUNT"],
        currency=parts.get("PRICE_CURRENCY") or header.currency,
        territories=tuple(sorted(child.text for child in element if child.tag == "TERRITORY")),
        bound=parts.get("LOWER_BOUND", ""),
        factor=parts.get("PRICE_FACTOR", ""),
    )


def _amounts(prices: list[_Price], header: Header) -> Iterator[Cell]:
    """Yield a cell for each price; what cannot be an item of the list has a column of its own."""
    chosen: dict[str, _Price] = {}
    for price in filter(lambda one: one.plain, prices):
        known = chosen.get(price.kind)
        if known is None or _farther(known, header) > _farther(price, header):
            chosen[price.kind] = price
    for price in prices:
        listed = chosen.get(price.kind) is not price and _TIER.match(price.words)
        yield Cell(TIERS, price.words) if listed else Cell(price.column, price.amount)


def _farther(price: _Price, header: Header) -> tuple[bool, bool]:
    return price.currency != header.currency, bool(price.territories)


@cache
def price_attribute(kind: str) -> str | None:
    """Return which attribute prices of a type are: "gros_list", or "udp_saleprice" of our own catalogues."""
    named: str | None = read_table(__package__, "columns.toml")["prices"].get(kind)
    own = plainly().get(kind.removeprefix("udp_")) if kind.startswith("udp_") else None
    return named or (own.name if own and own.kind is Kind.MONEY else None)


@cache
def plainly() -> dict[str, Attribute]:
    """Return the attributes by names without underscores: no type in a BMEcat may have one."""
    return {name.replace("_", ""): attribute for name, attribute in vocabulary().items()}


def _validity(element: Node) -> Iterator[Cell]:
    kind = element.get("type") or element.tag
    value = _date(element)
    if value and kind in _STARTS:
        yield Cell("price_valid_from", value)
    elif value and kind in _ENDS:
        yield Cell("price_valid_until", value)
    elif value:
        yield Cell(element.tag, value)


def _date(element: Node) -> str:
    if not element.children:
        return element.text
    return next((child.text for child in element if child.tag == "DATE"), "")
