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
_START, _END = "price_valid_from", "price_valid_until"
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
    period: str  # "" for that of the product's price, else "2027-01-01/2027-12-31", open where one is not said

    @property
    def plain(self) -> bool:
        """Whether it may be what the product costs, whoever buys however many."""
        always = self.bound in _ONE and self.factor in _ONE and not self.period
        return always and price_attribute(self.kind) is not None

    @property
    def column(self) -> str:
        """The name of its column."""
        return PRICE + " ".join(word for word in (self.kind, self.currency, *self.territories, self.period) if word)

    @property
    def words(self) -> str:
        """Its item of the list."""
        bound = "1" if self.bound in _ONE else self.bound
        factor = "" if self.factor in _ONE else f"x{self.factor}"
        said = (f"{bound}: {self.amount}", self.currency, self.kind, *self.territories, factor, self.period)
        return " ".join(word for word in said if word)


def price_cells(blocks: Iterable[Node], header: Header) -> Iterator[Cell]:
    """Yield the cells of an article's price blocks; a tax rate and a date of validity come once.

    Of each kind the first price that holds for any quantity, best in the currency of the catalogue and for all its
    countries, is what the product costs; all others are items of one list. Of several periods it is the one in which
    the catalogue was made, else the first; prices of the others name theirs.
    """
    prices: list[_Price] = []
    known: dict[str, str] = {}
    periods = [(block, _period(block)) for block in blocks]
    now = _now([period for _, period in periods], header.made)
    others = [
        cell
        for block, period in periods
        for cell in _others(block, header, prices, period="" if period == now else period)
    ]
    for cell in (*_amounts(prices, header), *others):
        name = cell.name
        number = 2
        while name != TIERS and known.get(name, cell.value) != cell.value:
            name = f"{cell.name} ({number})"
            number += 1
        if name not in known or name == TIERS:
            yield Cell(name, cell.value)
        known[name] = cell.value


def _period(block: Node) -> str:
    """Return the period of a block: "2027-01-01/"."""
    said = {cell.name: cell.value[:10] for child in block if child.tag not in _PRICES for cell in _validity(child)}
    return f"{said.get(_START, '')}/{said.get(_END, '')}"


def _now(periods: list[str], day: str) -> str:
    """Return the period in which a day is, of several the one that began last; the first where none is."""
    holds = [one for one in periods if one.partition("/")[0] <= day <= (one.partition("/")[2] or day)]
    return max(holds) if holds and day else next(iter(periods), "/")


def _others(block: Node, header: Header, prices: list[_Price], *, period: str) -> Iterator[Cell]:
    """Note the prices of a block, and yield what else it says."""
    for child in block:
        if child.tag not in _PRICES:
            told = _validity(child)
            yield from (cell for cell in told if not period or cell.name not in {_START, _END})
            continue
        leaves = [leaf for part in child for leaf in (part.children or (part,))]  # a tax may have details
        parts = {leaf.tag: with_point(leaf.text) for leaf in leaves}
        if parts.get("PRICE_AMOUNT"):
            prices.append(_price(child, parts, header)._replace(period=period))
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
        period="",
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
        yield Cell(_START, value)
    elif value and kind in _ENDS:
        yield Cell(_END, value)
    elif value:
        yield Cell(element.tag, value)


def _date(element: Node) -> str:
    if not element.children:
        return element.text
    return next((child.text for child in element if child.tag == "DATE"), "")
