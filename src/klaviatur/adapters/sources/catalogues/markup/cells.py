"""Elements as cells: what is nested gets its path as a name, what comes again becomes a list."""

import re
from collections.abc import Iterator, Mapping
from typing import cast

from lxml import etree

from klaviatur.adapters.sources.catalogues.markup.events import local
from klaviatur.adapters.sources.catalogues.markup.spooling import Cell
from klaviatur.text.lexicon import read_lines

_DEEPEST = 32  # levels; below, the text alone is taken
_LANGUAGES = ("{http://www.w3.org/XML/1998/namespace}lang", "lang", "language", "locale", "sprache")
_NAMES = ("name", "key", "code", "id", "attribute", "label", "title")  # of a pair whose value follows
_UNITS = ("unit", "einheit", "uom", "unitCode", "masseinheit")
_VALUES = ("value", "wert", "values")
_PAIR = re.compile(r"(?i)^(?:.*[._\-])?(name|key|code|label|wert|value|values|unit|einheit)$")
_HTML = frozenset(read_lines(__package__, "html.txt"))


def text_of(element: etree._Element) -> str:
    """Return the characters of an element, "" for none."""
    text = element.text
    return text.strip() if text else ""


def attributes_of(element: etree._Element) -> Mapping[str, str]:
    """Return the attributes of an element."""
    return cast("Mapping[str, str]", element.attrib)


def cells_of(element: etree._Element, path: str = "", depth: int = 0) -> Iterator[Cell]:
    """Yield everything an element holds; names are its children's, "inner/element" and "element@attribute" below."""
    for name, value in attributes_of(element).items():
        if value.strip() and not (path and name in _LANGUAGES):
            yield Cell(f"{path}@{_plain(name)}" if path else _plain(name), value.strip())
    for child in element:
        yield from child_cells(child, path, depth)
    if not path and text_of(element):
        yield Cell(local(element), text_of(element))


def child_cells(child: etree._Element, path: str = "", depth: int = 0) -> Iterator[Cell]:
    """Yield what one child of a record holds, under its own name."""
    tag = local(child)
    if not tag:
        return
    name = f"{path}/{tag}" if path else tag
    if not len(child):
        yield from _leaf(child, name)
    elif depth >= _DEEPEST:
        yield Cell(name, " ".join("".join(map(str, child.itertext())).split()))
    elif _is_markup(child):
        yield Cell(name, inner_html(child))
    elif pair := _pair(child):
        yield pair
    else:
        yield from cells_of(child, name, depth + 1)


def _leaf(element: etree._Element, name: str) -> Iterator[Cell]:
    value = text_of(element)
    attributes = attributes_of(element)
    if not attributes:
        if value:
            yield Cell(name, value)
        return
    named = next((attributes[key].strip() for key in _NAMES if key in attributes), "") if value else ""
    if named and len(named) < 100:  # characters; longer is no name
        yield Cell(
            named, value, unit=next((attributes[key].strip() for key in _UNITS if attributes.get(key)), ""), late=True
        )
        return
    language = next((attributes[key].strip() for key in _LANGUAGES if attributes.get(key)), "")
    unit = next((attributes[key].strip() for key in _UNITS if attributes.get(key)), "") if value else ""
    if value and language:
        yield Cell(f"{name} [{language}]", value, unit, locale=language, label=name)
    elif value:
        yield Cell(name, value, unit)
    for key, said in attributes.items():
        if key not in _LANGUAGES and said.strip() and not (unit and key in _UNITS):
            yield Cell(f"{name}@{_plain(key)}", said.strip())


def _pair(element: etree._Element) -> Cell | None:
    """Return the cell of an element that holds a name, a value and nothing but perhaps a unit."""
    parts: dict[str, str] = {}
    for child in element:
        found = _PAIR.match(local(child))
        if not found or len(child) or found[1].lower() in parts:
            return None
        parts[found[1].lower()] = text_of(child)
    name = next((parts[key] for key in _NAMES if parts.get(key)), "")
    value = next((parts[key] for key in _VALUES if parts.get(key)), "")
    unit = parts.get("unit") or parts.get("einheit") or ""
    return Cell(name, value, unit=unit, late=True) if name and value else None


def _is_markup(element: etree._Element) -> bool:
    return all(local(inner).lower() in _HTML for inner in element.iterdescendants() if isinstance(inner.tag, str))


def inner_html(element: etree._Element) -> str:
    """Return what stands in an element, tags and all, without namespaces."""
    inside = "".join(etree.tostring(child, encoding="unicode", with_tail=True) for child in element)
    return ((element.text or "") + re.sub(r' xmlns(?::\w+)?="[^"]*"', "", inside)).strip()


def _plain(name: str) -> str:
    return name.rpartition("}")[2]
