"""An article as cells: one row, its features as columns under their own names."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from klaviatur.adapters.sources.catalogues.bmecat.extensions import EDXF, packing_cells
from klaviatur.adapters.sources.catalogues.bmecat.features import feature_cells
from klaviatur.adapters.sources.catalogues.bmecat.figures import with_point
from klaviatur.adapters.sources.catalogues.bmecat.header import Header
from klaviatur.adapters.sources.catalogues.bmecat.media import media_cells
from klaviatur.adapters.sources.catalogues.bmecat.prices import price_cells
from klaviatur.adapters.sources.catalogues.bmecat.standard import Standard
from klaviatur.adapters.sources.catalogues.markup.cells import child_cells
from klaviatur.adapters.sources.catalogues.markup.languages import locale_of
from klaviatur.adapters.sources.catalogues.markup.nodes import Node
from klaviatur.adapters.sources.catalogues.markup.spooling import Cell

ARTICLES = ("ARTICLE", "PRODUCT")
REFERENCE = "reference "  # columns of other articles begin with it: "reference accessories"
NUMBERS = ("SUPPLIER_AID", "SUPPLIER_PID")
PARTS = frozenset(
    f"{kind}_{part}"
    for kind in ARTICLES
    for part in ("DETAILS", "FEATURES", "ORDER_DETAILS", "PRICE_DETAILS", "REFERENCE", "LOGISTIC_DETAILS")
) | {"MIME_INFO", "USER_DEFINED_EXTENSIONS", *NUMBERS}
_STATUS = ("ARTICLE_STATUS", "PRODUCT_STATUS")
_TARGETS = ("ART_ID_TO", "PROD_ID_TO", "SUPPLIER_AID", "SUPPLIER_PID")
_TYPES_THAT_NAME = frozenset(
    {"INTERNATIONAL_PID", "INTERNATIONAL_AID", "BUYER_AID", "BUYER_PID", "SPECIAL_TREATMENT_CLASS", "REMARKS"}
    | {"INTERNATIONAL_RESTRICTIONS"}
)
_STATUS_ARTICLE = "_article"  # 1.2 has core_article where 2005 has core_product: the same


@dataclass(frozen=True, slots=True)
class Reading:
    """What an article needs to know of its catalogue."""

    header: Header
    standard: Standard


def number_of(article: Node) -> str:
    """Return the supplier's number of an article, "" if it has none."""
    for child in article:
        if child.tag in NUMBERS:
            return child.text
    return ""


def article_cells(article: Node, reading: Reading) -> Iterator[Cell]:
    """Yield everything an article holds."""
    mode = article.get("mode", "new")
    if mode != "new":
        yield Cell("mode", mode)
    prices = []
    for child in article:
        tag = child.tag
        if tag.endswith("_PRICE_DETAILS"):
            prices.append(child)
        elif tag not in ARTICLES:  # a nested article is a row of its own
            yield from _part(child, tag, reading)
    yield from price_cells(prices, reading.header)


def part_cells(element: Node, reading: Reading) -> Iterator[Cell]:
    """Yield what a part of an article holds that stands somewhere else."""
    yield from _part(element, element.tag, reading)


def _part(element: Node, tag: str, reading: Reading) -> Iterator[Cell]:
    if tag.endswith("_FEATURES"):
        yield from feature_cells(element, reading.header.language)
    elif tag.endswith("_REFERENCE"):
        yield from _reference(element)
    elif special := _SPECIAL.get(tag):
        yield from special(element, reading)
    elif element.children:
        yield from _plain(element, "", reading)
    else:
        yield from _leaf(element, tag, tag, reading)


def _plain(element: Node, path: str, reading: Reading) -> Iterator[Cell]:
    for child in element:
        tag = child.tag
        name = f"{path}/{tag}" if path else tag
        if child.children:
            yield from _plain(child, name, reading)
        else:
            yield from _leaf(child, name, tag, reading)


def _leaf(element: Node, name: str, tag: str, reading: Reading) -> Iterator[Cell]:
    value = element.text
    kind = element.get("type", "")
    if tag in _STATUS and kind:
        kind = kind.replace(_STATUS_ARTICLE, "_product")
        yield Cell(name, f"{kind}: {value}" if value and value != kind else kind)
    elif value:
        leaf = reading.standard.leaves.get(tag)
        value = with_point(value) if leaf is not None and leaf.kind in {"number", "integer"} else value
        name = f"{name} {kind}" if kind and tag in _TYPES_THAT_NAME else name
        yield localised(Cell(name, value), element.get("lang", ""), reading.header.language)


def localised(cell: Cell, language: str, default: str) -> Cell:
    """Return the cell in a column of its language; the catalogue's own language needs no column of its own."""
    if not language or language == default:
        return cell
    locale = locale_of(language) or ""
    return Cell(f"{cell.name} [{language}]", cell.value, cell.unit, cell.late, locale, cell.name)


def _reference(element: Node) -> Iterator[Cell]:
    kind = element.get("type") or "others"
    target = next((child.text for child in element if child.tag in _TARGETS), "")
    if target:
        yield Cell(f"{REFERENCE}{kind}", target)
        if element.get("quantity", "1") not in {"", "1"}:
            yield Cell("reference_quantity", f"{kind} {target}: {element.get('quantity')}")


def _media(element: Node, reading: Reading) -> Iterable[Cell]:
    return media_cells(element, reading.header.language, reading.header.mime_root)


def _extensions(element: Node, reading: Reading) -> Iterator[Cell]:
    for child in element:
        if any(inner.tag == "FEATURE" for inner in child):
            yield from feature_cells(child, reading.header.language)
        elif child.tag == f"{EDXF}MIME_INFO":
            yield from _media(child, reading)
        elif child.tag == f"{EDXF}PACKING_UNITS":
            yield from packing_cells(child)
        elif child.tag.startswith(EDXF):
            yield from _plain(child, child.tag, reading) if child.children else _leaf(child, child.tag, "", reading)
        else:
            yield from child_cells(child)


_SPECIAL: dict[str, Callable[[Node, Reading], Iterable[Cell]]] = {
    "MIME_INFO": _media,
    "USER_DEFINED_EXTENSIONS": _extensions,
}
