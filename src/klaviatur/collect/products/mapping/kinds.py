"""What the values of a column nobody knows are, and how values that stand in one cell are kept apart."""

import re
from collections.abc import Callable

from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.collect.products.mapping.looks import Look
from klaviatur.records import Kind

_MOST = 0.8  # of the cells must agree on a kind
_LISTS = frozenset({Kind.LIST, Kind.RELATION, Kind.MEDIA})
_PROSE = re.compile(r"[.!?](?:\s|$)")
_SIGNS: tuple[tuple[Kind, Callable[[Look], bool]], ...] = (  # the first that holds
    (Kind.GTIN, lambda look: look.gtin >= 0.9 and look.filled >= 3),
    (Kind.RICH_TEXT, lambda look: look.html >= 0.3),
    (Kind.DATE, lambda look: look.date >= _MOST),
    (Kind.MONEY, lambda look: look.money >= _MOST),
    (Kind.BOOLEAN, lambda look: look.yes_no == 1.0 and len(look.cells) == 2),
    (Kind.NUMBER, lambda look: look.number + look.measured >= _MOST),
    (Kind.MEDIA, lambda look: max(look.url, look.image, look.file) >= _MOST),
)
_LONGEST_ITEM = 45  # characters on average of what commas keep apart


def inferred_kind(look: Look) -> Kind:
    """Return the kind of a column from its cells alone; TEXT where they do not agree."""
    found = next((kind for kind, holds in _SIGNS if look.filled and holds(look)), Kind.TEXT)
    if found is Kind.NUMBER and _like_codes(look):
        return Kind.IDENTIFIER
    if found is Kind.TEXT and separator(look, Kind.TEXT) in {"|", ";"}:
        return Kind.LIST
    return found


def separator(look: Look, kind: Kind, attribute: str = "") -> str | None:
    """Return what keeps the values of one cell apart, None where a cell holds one value."""
    if kind not in _LISTS and not (kind is Kind.TEXT and not attribute):
        return None
    for mark, needed in (("|", 0.05), (";", 0.05), ("\n", 0.2), (",", 0.1)):
        if mark == "," and not ((kind in _LISTS and kind is not Kind.MEDIA) or look.url > _MOST):
            continue
        if _keeps_apart(look, mark, needed):
            return mark
    return None


def kind_of(attribute: str, look: Look) -> Kind:
    """Return the kind an attribute's values have in this column: that of the vocabulary."""
    known = vocabulary().get(attribute)
    return known.kind if known else inferred_kind(look)


def _keeps_apart(look: Look, mark: str, needed: float) -> bool:
    holding = [cell for cell in look.cells if mark in cell.strip(mark)]
    if not look.cells or len(holding) < max(1, needed * len(look.cells)):
        return False
    items = [item.strip() for cell in holding for item in cell.split(mark)]
    if mark in "|\n":
        return True
    short = sum(map(len, items)) / len(items) <= (_LONGEST_ITEM if mark == "," else 2 * _LONGEST_ITEM)
    prose = sum(1 for cell in holding if _PROSE.search(cell)) > 0.3 * len(holding)
    figures = mark == "," and all(re.fullmatch(r"\s*[\d.,]+\s*\D{0,5}", cell) for cell in holding)
    links = all(item.startswith("http") for item in items if item)
    return links or (short and not prose and not figures)


def _like_codes(look: Look) -> bool:
    """Return whether numbers are codes: leading zeros, or long, all different and without a fraction."""
    plain = [cell for cell in look.cells if cell.isdigit()]
    zeros = any(len(cell) > 1 and cell.startswith("0") for cell in plain)
    long = len(plain) == len(look.cells) and look.different > 0.9 and look.length >= 7
    return zeros or long
