"""What ETIM BMEcat adds to an article (UDX.EDXF): how it is packed.

Read in the guideline of ETIM International for BMEcat 2005, 3.1 to 5.0 (https://www.etim-international.com/downloads/).
"""

from collections.abc import Iterator

from klaviatur.adapters.sources.catalogues.markup.cells import child_cells
from klaviatur.adapters.sources.catalogues.markup.nodes import Node
from klaviatur.adapters.sources.catalogues.markup.spooling import Cell

EDXF = "UDX.EDXF."
_PACKED = "packed "  # columns of one article in its package begin with it, "packed case " those of a case of them
_SIDES = ("WEIGHT", "LENGTH", "WIDTH", "DEPTH", "VOLUME")
_PALLETS = frozenset({"PF"})
_CASES = frozenset({"CT", "CS", "BX", "CR", "PK", "PA", "Z2", "Z3", "BE", "BG", "SA", "SET", "TU"})


def packing_cells(units: Node) -> Iterator[Cell]:
    """Yield how an article is packed: alone, and how many stand in a case and on a pallet."""
    known: set[str] = set()
    for unit in units:
        said = {child.tag.removeprefix(EDXF): child.text for child in unit if child.text}
        kind = _kind(said)
        if kind in known or not kind:
            yield from child_cells(unit, units.tag)
            continue
        known.add(kind)
        yield from _packed(said, kind)


def _kind(said: dict[str, str]) -> str:
    """Return what a packing unit is: "one", "case", "pallet", "" for what is none of these."""
    code, alone = said.get("PACKING_UNIT_CODE", ""), _is_one(said.get("QUANTITY_MIN", ""))
    if said.get("QUANTITY_MAX", said.get("QUANTITY_MIN")) != said.get("QUANTITY_MIN"):
        return ""
    if code in _PALLETS:
        return "pallet"
    if alone:
        return "one"
    return "case" if code in _CASES else ""


def _is_one(quantity: str) -> bool:
    return quantity.rstrip("0").rstrip(".") == "1" if "." in quantity else quantity == "1"


def _packed(said: dict[str, str], kind: str) -> Iterator[Cell]:
    start = _PACKED if kind == "one" else f"{_PACKED}{kind} "
    names = _SIDES if kind == "one" else ("QUANTITY_MIN", "GTIN", *_SIDES)
    for name in names:
        if name in said:
            yield Cell(f"{start}{name}", said[name])
