"""Features as cells: the feature's name is the column, its unit stays with its value."""

import re
from collections.abc import Iterator

from lxml import etree

from klaviatur.adapters.sources.catalogues.bmecat.figures import with_point
from klaviatur.adapters.sources.catalogues.markup.cells import text_of
from klaviatur.adapters.sources.catalogues.markup.events import local
from klaviatur.adapters.sources.catalogues.markup.languages import locale_of
from klaviatur.adapters.sources.catalogues.markup.spooling import Cell

SYSTEM = "REFERENCE_FEATURE_SYSTEM_NAME"
_GROUP = "REFERENCE_FEATURE_GROUP_ID"
_GROUP_NAME = "REFERENCE_FEATURE_GROUP_NAME"
_NAMELESS = {"", "-", "--", "."}
_NUMBER = re.compile(r"[+-]?[\d.]*\d,\d+")
_NAMES = ("FNAME", "FT_IDREF")
_VALUES = ("FVALUE", "VALUE_IDREF")
_NOTES = ("FDESCR", "FVALUE_DETAILS")


def feature_cells(block: etree._Element, language: str) -> Iterator[Cell]:
    """Yield the cells of one block of features; a feature without a name gets that of its group."""
    system = _text(block, SYSTEM)
    group = _text(block, _GROUP_NAME) or _text(block, _GROUP)
    for child in block:
        tag = local(child)
        if tag in {_GROUP, "REFERENCE_FEATURE_GROUP_ID2"} and text_of(child):
            yield Cell(f"{tag} {system}".rstrip(), text_of(child))
        elif tag == _GROUP_NAME and text_of(child):
            yield Cell(tag, text_of(child))
        elif tag == "FEATURE":
            yield from _feature(child, group, language)
        elif tag == "FEATURE_GROUP":
            yield from feature_cells(child, language)


def _feature(feature: etree._Element, group: str, language: str) -> Iterator[Cell]:
    name = _name(feature, language)
    if name in _NAMELESS:
        name = group or "FEATURE"
    unit = _text(feature, "FUNIT")
    for child in feature:
        tag = local(child)
        if tag in _VALUES or tag in _NOTES:
            cell = _value(child, tag, name, unit, language)
            if cell.value:
                yield cell
        elif tag == "VARIANTS":
            yield from _variants(child, name, unit)
        elif tag == "FEATURE":
            yield from _feature(child, name, language)


def _value(child: etree._Element, tag: str, name: str, unit: str, language: str) -> Cell:
    value = text_of(child)
    if tag in _NOTES:
        return Cell(f"{name} {tag}", value, late=True)
    value = with_point(value) if unit and _NUMBER.fullmatch(value) else value
    spoken = child.get("lang", "").strip()
    if not spoken or spoken == language:
        return Cell(name, value, unit, late=True)
    return Cell(f"{name} [{spoken}]", value, unit, late=True, locale=locale_of(spoken) or "", label=name)


def _variants(element: etree._Element, name: str, unit: str) -> Iterator[Cell]:
    for variant in element:
        value = _text(variant, "FVALUE")
        if value:
            yield Cell(name, value, unit, late=True)
            yield Cell(f"{name} SUPPLIER_AID_SUPPLEMENT", _supplement(variant), late=True)


def _supplement(variant: etree._Element) -> str:
    return next((text_of(child) for child in variant if local(child).endswith("_SUPPLEMENT")), "-")


def _name(feature: etree._Element, language: str) -> str:
    """Return the name in the catalogue's language, else the first one, white space put in order."""
    names = [child for child in feature if local(child) in _NAMES]
    own = [child for child in names if child.get("lang", language) == language]
    return " ".join(text_of((own or names)[0]).split()) if names else ""


def _text(element: etree._Element, name: str) -> str:
    return next((text_of(child) for child in element if local(child) == name and text_of(child)), "")
