"""A trade item as cells: what a module nests deep stands under the last steps of its path."""

from collections.abc import Iterator, Mapping
from functools import cache

from klaviatur.adapters.sources.catalogues.markup.nodes import Node
from klaviatur.adapters.sources.catalogues.markup.spooling import Cell
from klaviatur.text.lexicon import read_table

_LANGUAGE, _UNIT = "languageCode", ("measurementUnitCode", "currencyCode")
_CONTAINED, _LEVEL = "allergenTypeCode", "levelOfContainmentCode"
_DEEPEST = 30


def cells_of(item: Node) -> Iterator[Cell]:
    """Yield everything a trade item holds."""
    yield from _inside(item, (), 0)


@cache
def columns_said() -> Mapping[str, Mapping[str, str]]:
    """Return attribute and kind of the columns that are known, by their names."""
    return dict(_table()["columns"].items())


@cache
def _table() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return read_table(__package__ or "", "columns.toml")


def _inside(node: Node, path: tuple[str, ...], depth: int) -> Iterator[Cell]:
    for child in node.children:
        special = _SPECIAL.get(child.tag)
        if special is not None:
            yield from special(child)
        elif child.children and depth < _DEEPEST:
            yield from _inside(child, (*path, child.tag), depth + 1)
        else:
            yield from _leaf(child, (*path, child.tag))


def _leaf(node: Node, path: tuple[str, ...]) -> Iterator[Cell]:
    name = _named(path)
    unit = next((node.get(each) for each in _UNIT if node.get(each)), "")
    language = node.get(_LANGUAGE)
    kind = next((value for key, value in node.attributes.items() if key.endswith("TypeCode")), "")
    name = f"{name} {kind}" if kind else name
    if node.text and language:
        yield Cell(f"{name} [{language}]", node.text, unit, locale=language, label=name)
    elif node.text:
        yield Cell(name, node.text, unit)


def _named(path: tuple[str, ...]) -> str:
    """Return the shortest name that is known, else the path without the steps that only hold others."""
    for steps in (1, 2):
        name = "/".join(path[-steps:])
        if name in columns_said():
            return name
    kept = [step for step in path if not step.endswith(("Module", "Information")) and step != "extension"]
    return "/".join(kept or path[-1:])


# --- What says of itself what it is -----------------------------------------------------------------------------------
def _nutrients(header: Node) -> Iterator[Cell]:
    """Yield nutrients under their codes, per amount they hold for."""
    basis = header.child("nutrientBasisQuantity")
    state = header.text_at("preparationStateCode")
    prepared = " prepared" if state == "PREPARED" else ""
    if basis is not None:
        yield Cell(f"nutrientBasisQuantity{prepared}", f"{basis.text} {basis.get(_UNIT[0])}".rstrip())
    for detail in (child for child in header.children if child.tag == "nutrientDetail"):
        code = detail.text_at("nutrientTypeCode")
        for quantity in (child for child in detail.children if child.tag == "quantityContained"):
            unit = quantity.get(_UNIT[0])
            name = f"nutrient {code}{' ' + unit if code == _ENERGY else ''}{prepared}"
            yield Cell(name, quantity.text, unit, late=True)


def _allergen(allergen: Node) -> Iterator[Cell]:
    code, level = allergen.text_at(_CONTAINED), allergen.text_at(_LEVEL)
    if code:
        yield Cell(f"allergens {level or 'CONTAINS'}", _table()["allergens"].get(code, {}).get("name", code))


def _file(header: Node) -> Iterator[Cell]:
    address, kind = header.text_at("uniformResourceIdentifier"), header.text_at("referencedFileTypeCode")
    if address:
        yield Cell(f"file {kind or 'OTHER'}", address)


def _children(link: Node) -> Iterator[Cell]:
    """Yield which trade items a case or pallet holds, and how many."""
    for child in (one for one in link.children if one.tag == "childTradeItem"):
        yield Cell("childTradeItem/gtin", child.text_at("gtin"))
        if child.text_at("quantityOfNextLowerLevelTradeItem"):
            yield Cell("quantityOfNextLowerLevelTradeItem", child.text_at("quantityOfNextLowerLevelTradeItem"))


_ENERGY = "ENER-"
_SPECIAL = {
    "nutrientHeader": _nutrients,
    "allergen": _allergen,
    "referencedFileHeader": _file,
    "nextLowerLevelTradeItemInformation": _children,
}
