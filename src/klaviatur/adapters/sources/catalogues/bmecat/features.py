"""Features as cells: the feature's name is the column, its unit stays with its value."""

import re
from collections.abc import Iterator

from klaviatur.adapters.sources.catalogues.bmecat.figures import with_point
from klaviatur.adapters.sources.catalogues.bmecat.usual import Usual
from klaviatur.adapters.sources.catalogues.markup.languages import locale_of
from klaviatur.adapters.sources.catalogues.markup.nodes import Node
from klaviatur.adapters.sources.catalogues.markup.spooling import Cell

SYSTEM = "REFERENCE_FEATURE_SYSTEM_NAME"
_GROUP = "REFERENCE_FEATURE_GROUP_ID"
_GROUP_NAME = "REFERENCE_FEATURE_GROUP_NAME"
_NAMELESS = {"", "-", "--", "."}
_NUMBER = re.compile(r"[+-]?[\d.]*\d,\d+")
_NAMES = ("FNAME", "FT_IDREF")
_VALUES = ("FVALUE", "VALUE_IDREF")
_NOTES = ("FDESCR", "FVALUE_DETAILS")


def feature_cells(block: Node, language: str) -> Iterator[Cell]:
    """Yield the cells of one block of features; a feature without a name gets that of its group."""
    system = block.text_at(SYSTEM)
    group = block.text_at(_GROUP_NAME) or block.text_at(_GROUP)
    for child in block:
        tag = child.tag
        if tag in {_GROUP, "REFERENCE_FEATURE_GROUP_ID2"} and child.text:
            yield Cell(f"{tag} {system}".rstrip(), child.text)
        elif tag == _GROUP_NAME and child.text:
            yield Cell(tag, child.text)
        elif isinstance(child, Usual) and child.name not in _NAMELESS:
            yield from _usual(child)
        elif tag == "FEATURE":
            yield from _any_feature(child, group, language)
        elif tag == "FEATURE_GROUP":
            yield from feature_cells(child, language)


def _usual(feature: Usual) -> Iterator[Cell]:
    called, unit = feature.name, feature.unit or ""
    words = " ".join(called.split()) if "  " in called or "\n" in called or "\t" in called else called
    if feature.value:
        yield Cell(words, _pointed(feature.value, unit), unit, True)


def _any_feature(feature: Node, group: str, language: str) -> Iterator[Cell]:
    names: list[Node] = []
    values: list[Node] = []
    others: list[Node] = []
    unit = ""
    for child in feature.children:
        tag = child.tag
        if tag in _NAMES:
            names.append(child)
        elif tag in _VALUES:
            values.append(child)
        elif tag == "FUNIT":
            unit = child.text
        else:
            others.append(child)
    name = _name(names, language)
    name = group or "FEATURE" if name in _NAMELESS else name
    for value in values:
        yield from _value(value, name, unit, language)
    for child in others:
        yield from _other(child, name, unit, language)


def _other(child: Node, name: str, unit: str, language: str) -> Iterator[Cell]:
    if child.tag in _NOTES and child.text:
        yield Cell(f"{name} {child.tag}", child.text, late=True)
    elif child.tag == "VARIANTS":
        yield from _variants(child, name, unit)
    elif child.tag == "FEATURE":
        yield from _any_feature(child, name, language)


def _value(child: Node, name: str, unit: str, language: str) -> Iterator[Cell]:
    value = _pointed(child.text, unit)
    spoken = child.get("lang")
    if value and (not spoken or spoken == language):
        yield Cell(name, value, unit, late=True)
    elif value:
        yield Cell(f"{name} [{spoken}]", value, unit, late=True, locale=locale_of(spoken) or "", label=name)


def _pointed(value: str, unit: str) -> str:
    return with_point(value) if unit and "," in value and _NUMBER.fullmatch(value) else value


def _variants(element: Node, name: str, unit: str) -> Iterator[Cell]:
    for variant in element:
        value = variant.text_at("FVALUE")
        if value:
            yield Cell(name, value, unit, late=True)
            yield Cell(f"{name} SUPPLIER_AID_SUPPLEMENT", _supplement(variant), late=True)


def _supplement(variant: Node) -> str:
    return next((child.text for child in variant if child.tag.endswith("_SUPPLEMENT")), "-")


def _name(names: list[Node], language: str) -> str:
    """Return the name in the catalogue's language, else the first one, white space put in order."""
    if not names:
        return ""
    own = next((name for name in names if name.get("lang", language) == language), names[0])
    return " ".join(own.text.split())
