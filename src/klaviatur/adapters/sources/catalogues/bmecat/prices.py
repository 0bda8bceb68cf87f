"""Prices as cells: one column for each kind of price, currency, territory and quantity it begins at."""

from collections.abc import Iterable, Iterator

from klaviatur.adapters.sources.catalogues.bmecat.figures import as_percent, with_point
from klaviatur.adapters.sources.catalogues.bmecat.header import Header
from klaviatur.adapters.sources.catalogues.markup.nodes import Node
from klaviatur.adapters.sources.catalogues.markup.spooling import Cell

PRICE = "price "  # columns of prices begin with it: "price net_list EUR", "price net_list EUR AT from 10"
_PRICES = ("ARTICLE_PRICE", "PRODUCT_PRICE")
_STARTS = ("VALID_START_DATE", "valid_start_date")
_ENDS = ("VALID_END_DATE", "valid_end_date")
_ONE = {"", "0", "1", "1.0", "1.00"}


def price_cells(blocks: Iterable[Node], header: Header) -> Iterator[Cell]:
    """Yield the cells of an article's price blocks; a tax rate and a date of validity come once."""
    known: dict[str, str] = {}
    for cell in _all(blocks, header):
        name = cell.name
        number = 2
        while known.get(name, cell.value) != cell.value:
            name = f"{cell.name} ({number})"
            number += 1
        if name not in known:
            yield Cell(name, cell.value)
        known[name] = cell.value


def _all(blocks: Iterable[Node], header: Header) -> Iterator[Cell]:
    for block in blocks:
        for child in block:
            if child.tag in _PRICES:
                yield from _price(child, header)
            else:
                yield from _validity(child)


def _price(price: Node, header: Header) -> Iterator[Cell]:
    leaves = (leaf for child in price for leaf in (child.children or (child,)))  # a tax may have details
    parts = {leaf.tag: with_point(leaf.text) for leaf in leaves}
    territories = sorted(child.text for child in price if child.tag == "TERRITORY")
    lowest = parts.get("LOWER_BOUND", "")
    words = (
        price.get("price_type", "") or "net_list",
        parts.get("PRICE_CURRENCY") or header.currency,
        " ".join(territories),
        "" if lowest in _ONE else f"from {lowest}",
    )
    name = PRICE + " ".join(word for word in words if word)
    if parts.get("PRICE_AMOUNT"):
        yield Cell(name, parts["PRICE_AMOUNT"])
    if parts.get("PRICE_FACTOR", "1") not in _ONE:
        yield Cell(f"{name} factor", parts["PRICE_FACTOR"])
    if parts.get("TAX"):
        yield Cell("tax_rate", as_percent(parts["TAX"]))


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
