"""SpreadsheetML of Excel 2003: workbooks as XML, which many programs still export as .xls."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from klaviatur.adapters.sources.catalogues.markup.events import Walk, parse, release, unreadable
from klaviatur.adapters.sources.catalogues.markup.nodes import local
from klaviatur.adapters.sources.catalogues.stream import Options, Stream
from klaviatur.adapters.sources.catalogues.workbook.grid import Cell, Grid
from klaviatur.adapters.sources.catalogues.workbook.sheet import no_such_sheet, passed_over, sheet_table, tables_of
from klaviatur.records import Table, TableFinding

_NAMESPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
_WANTED = ("Worksheet", "Row")
_MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?$")
_FIRST_DAY = re.compile(r"^1899-12-3[01]T")  # a time without a day
_FRACTION = re.compile(r"\.0+$")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d{1,3})?")


@dataclass(slots=True)
class _Sheet:
    name: str
    grid: Grid
    visible: bool = True


def read(stream: Stream, *, origin: str, options: Options) -> Iterator[Table]:
    """Yield a table for each visible sheet, or for the one asked for. Raises TableUnreadable or TableEmpty."""
    sheets = parse(stream, origin=origin, wanted=_WANTED, run=lambda walk: _walked(walk, stream.name))
    bare = Table(origin, "spreadsheetml", (), iter(()), digest=stream.digest)
    yield from tables_of(_chosen(sheets, bare, options), origin)


def _chosen(sheets: list[_Sheet], bare: Table, options: Options) -> Iterator[Table | TableFinding]:
    wanted = None if options.sheet is None else options.sheet.strip().casefold()
    if wanted is not None and wanted not in {sheet.name.casefold() for sheet in sheets}:
        raise no_such_sheet(bare.origin, options.sheet or "", (sheet.name for sheet in sheets))
    for sheet in sheets:
        if wanted is None and not sheet.visible:
            yield passed_over(sheet.name, "ist ausgeblendet", "is hidden")
        elif wanted in {None, sheet.name.casefold()}:
            yield sheet_table(replace(bare, sheet=sheet.name), sheet.grid.frame(), sheet.grid.facts, options)


def _walked(walk: Walk, name: str) -> list[_Sheet]:
    sheets: list[_Sheet] = []
    for event in walk:
        if event.what == "break" or event.element is None:
            raise unreadable(walk.origin, event.reason)
        element: Any = event.element
        if local(element) == "Worksheet" and event.what == "start":
            sheets.append(_Sheet(_said(element, "Name").strip() or str(len(sheets) + 1), Grid(name)))
        elif local(element) == "Worksheet":
            sheets[-1].visible = element.findtext(".//{*}WorksheetOptions/{*}Visible") in {None, "SheetVisible"}
        elif event.what == "end" and sheets:
            _take(sheets[-1].grid, element)
            release(element)
    return sheets


def _take(grid: Grid, row: Any) -> None:
    start = _number(row, "Index")
    grid.add(_cells(row, grid), row=start - 1 if start else None)


def _cells(row: Iterable[Any], grid: Grid) -> Iterator[Cell]:
    for cell in row:
        if local(cell) == "Cell":
            yield _placed(cell, _value(cell, grid)) if cell.keys() else Cell(_value(cell, grid))


def _placed(cell: Any, value: str | None) -> Cell:
    at = _number(cell, "Index")
    return Cell(value, _number(cell, "MergeAcross"), _number(cell, "MergeDown"), at - 1 if at else None)


def _value(cell: Any, grid: Grid) -> str | None:
    data = next((one for one in cell if local(one) == "Data"), None)
    if data is None:
        grid.facts.without_result += bool(_said(cell, "Formula"))
        return None
    kind, text = _said(data, "Type"), "".join(data.itertext()) if len(data) else data.text or ""
    if kind == "Error":
        grid.facts.errors += 1
        return None
    if kind == "Boolean":
        return {"1": "true", "0": "false"}.get(text.strip(), text.strip())
    if kind == "DateTime":
        return _moment(text.strip())
    return _plain(text.strip()) if kind == "Number" else text


def _moment(text: str) -> str:
    """Return a date in ISO, with its time only where it has one; 08:15:00 for a time alone."""
    if _FIRST_DAY.match(text):
        return _FRACTION.sub("", text[11:])
    return _FRACTION.sub("", _MIDNIGHT.sub("", text).replace("T", " "))


def _plain(text: str) -> str:
    """Return a number as a person writes it: 12.5, not 12.500000000000001 or 1.25E+1."""
    if not _NUMBER.fullmatch(text) or (len(text) < 16 and "e" not in text.lower()):
        return text
    number = Decimal(f"{Decimal(text):.15g}")
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def _number(element: Any, name: str) -> int:
    said = _said(element, name).strip()
    return int(said) if said.isdecimal() and len(said) < 8 else 0


def _said(element: Any, name: str) -> str:
    return str(element.get(f"{_NAMESPACE}{name}") or "")
