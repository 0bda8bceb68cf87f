"""Elements as cells: what is nested gets its path as a name, what comes again becomes a list."""

import re
from collections.abc import Iterator
from itertools import chain

from lxml import etree

from klaviatur.adapters.sources.catalogues.markup.nodes import Node
from klaviatur.adapters.sources.catalogues.markup.spooling import Cell
from klaviatur.text.lexicon import read_lines

_LANGUAGES = ("{http://www.w3.org/XML/1998/namespace}lang", "lang", "language", "locale", "sprache")
_UNITS = ("unit", "einheit", "uom", "unitCode", "masseinheit")
_NAMING = ("name", "key", "label", "attribute", "code")  # attributes that name what the element holds
_NAMES = ("name", "key", "code", "label")  # children that do
_VALUES = ("value", "wert", "values")
_PAIR = re.compile(r"(?i)^(?:.*[._\-])?(name|key|code|label|wert|value|values|unit|einheit)$")
_LONGEST_NAME = 100  # characters; longer is no name
_HTML = frozenset(read_lines(__package__, "html.txt"))
_PAIRS = frozenset(read_lines(__package__, "pairs.txt"))


def cells_of(node: Node, path: str = "") -> Iterator[Cell]:
    """Yield everything an element holds; names are its children's, "inner/element" and "element@attribute" below."""
    for name, value in node.attributes.items():
        if value.strip() and not (path and name in _LANGUAGES):
            yield Cell(f"{path}@{_plain(name)}" if path else _plain(name), value.strip())
    for child in node.children:
        yield from child_cells(child, path)
    if node.text:
        yield Cell(path or node.tag, node.text)


def child_cells(child: Node, path: str = "") -> Iterator[Cell]:
    """Yield what one child of a record holds, under its own name."""
    name = f"{path}/{child.tag}" if path else child.tag
    if not child.children:
        yield from _leaf(child, name) if child.attributes else _plain_leaf(child, name)
    elif _is_markup(child):
        yield Cell(name, inner_html(child.element))
    elif pair := _pair(child):
        yield pair
    elif child.tag:
        yield from cells_of(child, name)


def _plain_leaf(node: Node, name: str) -> Iterator[Cell]:
    if node.text and node.tag:
        yield Cell(name, node.text)


def _leaf(node: Node, name: str) -> Iterator[Cell]:
    value = node.text
    language = _first(node, _LANGUAGES)
    unit = _first(node, _UNITS) if value else ""
    named = _first(node, _NAMING) if value and node.tag.lower() in _PAIRS else ""
    if named and len(named) < _LONGEST_NAME:
        yield Cell(named, value, unit, late=True)
        return
    if value and language:
        yield Cell(f"{name} [{language}]", value, unit, locale=language, label=name)
    elif value:
        yield Cell(name, value, unit)
    for key, said in node.attributes.items():
        if key not in _LANGUAGES and said.strip() and not (unit and key in _UNITS):
            yield Cell(f"{name}@{_plain(key)}", said.strip())


def _first(node: Node, names: tuple[str, ...]) -> str:
    return next((node.get(name) for name in names if node.get(name)), "")


def _pair(node: Node) -> Cell | None:
    """Return the cell of an element that holds a name, a value and nothing but perhaps a unit."""
    parts: dict[str, str] = {}
    for child in node.children:
        found = _PAIR.match(child.tag)
        if not found or child.children or found[1].lower() in parts:
            return None
        parts[found[1].lower()] = child.text
    name = next((parts[key] for key in _NAMES if parts.get(key)), "")
    value = next((parts[key] for key in _VALUES if parts.get(key)), "")
    unit = parts.get("unit") or parts.get("einheit") or ""
    return Cell(name, value, unit, late=True) if name and value else None


def _is_markup(node: Node) -> bool:
    return all(child.tag.lower() in _HTML and (not child.children or _is_markup(child)) for child in node.children)


def inner_html(element: etree._Element) -> str:
    """Return what stands in an element, tags and all, without namespaces."""
    inside = (etree.tostring(child, encoding="unicode", with_tail=True) for child in element)
    return re.sub(r' xmlns(?::\w+)?="[^"]*"', "", "".join(chain((element.text or "",), inside))).strip()


def _plain(name: str) -> str:
    return name.rpartition("}")[2]
