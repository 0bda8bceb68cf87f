"""Tables of an HTML page: what many shops call their Excel export."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from klaviatur.adapters.sources.catalogues.delimited.encoding import decoded, find_encoding
from klaviatur.adapters.sources.catalogues.stream import Options, Stream
from klaviatur.adapters.sources.catalogues.workbook.grid import Cell, Grid
from klaviatur.adapters.sources.catalogues.workbook.sheet import no_such_sheet, sheet_table, tables_of
from klaviatur.records import Table, TableFinding

_BLOCK_BYTES = 262_144
_MOST_ACROSS, _MOST_DOWN = 1_000, 65_534  # as the HTML standard limits them (section 4.9.11, read 2026-11-22)
_BREAKS = frozenset({"br", "p", "div", "li", "tr"})
_SILENT = frozenset({"script", "style", "template"})
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(slots=True)
class _Open:
    """A table whose end has not come yet."""

    grid: Grid
    name: str = ""
    row: list[Cell] = field(default_factory=list)


def read(stream: Stream, *, origin: str, options: Options) -> Iterator[Table]:
    """Yield one Table for each table of a page that has a header. Raises TableUnreadable or TableEmpty."""
    bare = Table(origin, "html", (), iter(()), digest=stream.digest)
    yield from tables_of(_sheets(stream, bare, options), origin)


def _sheets(stream: Stream, bare: Table, options: Options) -> Iterator[Table | TableFinding]:
    names = []
    for number, found in enumerate(_tables(stream), start=1):
        name = found.name or str(number)
        names.append(name)
        if options.sheet is None or options.sheet.strip().casefold() == name.casefold():
            named = replace(bare, sheet=found.name or (None if number == 1 else name))
            yield sheet_table(named, found.grid.frame(), found.grid.facts, options)
    if options.sheet is not None and options.sheet.strip().casefold() not in map(str.casefold, names):
        raise no_such_sheet(bare.origin, options.sheet, names)


def _tables(stream: Stream) -> Iterator[_Open]:
    """Yield each table at its end; one inside another comes before it."""
    nested: list[_Open] = []
    for what, element in _events(stream):
        if what == "start" and element.tag == "table":
            nested.append(_Open(Grid(stream.name)))
        elif what == "end" and element.tag == "table":
            yield from nested[-1:]
            del nested[-1:]
        elif what == "end":
            nested = nested or [_Open(Grid(stream.name))]  # rows without a table around them
            _take(nested[-1], element)
    yield from reversed(nested)


def _take(table: _Open, element: Any) -> None:
    if element.tag == "caption":
        table.name = _text(element)[:80]
    elif element.tag == "tr":
        table.grid.add(_cell(one) for one in element if one.tag in {"td", "th"})
        _release(element)


def _events(stream: Stream) -> Iterator[tuple[str, Any]]:
    parser = etree.HTMLPullParser(
        events=("start", "end"), tag=("table", "caption", "tr"), encoding="utf-8", no_network=True, huge_tree=True
    )
    for block in decoded(stream, find_encoding(stream), _BLOCK_BYTES):
        parser.feed(block.replace(b"\x00", b""))
        yield from parser.read_events()
    parser.close()
    yield from parser.read_events()


def _cell(element: Any) -> Cell:
    across = _span(element, "colspan", _MOST_ACROSS)
    return Cell(_value(element), across, _span(element, "rowspan", _MOST_DOWN))


def _span(element: Any, name: str, most: int) -> int:
    said = element.get(name)
    return min(max(int(said), 1), most) - 1 if said and said.isdecimal() and len(said) < 10 else 0


def _value(element: Any) -> str:
    """Return what a cell shows; Excel says beside it which number that is, without its format."""
    number = element.get("x:num")
    return number if number and _NUMBER.fullmatch(number) else _text(element)


def _text(element: Any) -> str:
    if not len(element):
        return " ".join(_flat(element.text).split())
    lines = "".join(_words(element)).split("\n")
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def _words(element: Any) -> Iterator[str]:
    for what, one in etree.iterwalk(element, events=("start", "end")):
        told = isinstance(one.tag, str) and one.tag not in _SILENT
        if what == "start":
            yield "\n" if told and one.tag in _BREAKS else ""
            yield _flat(one.text) if told else ""
        elif one is not element:
            yield "\n" if told and one.tag in _BREAKS else ""
            yield _flat(one.tail)


def _flat(text: str | None) -> str:
    return _CONTROL.sub("", text).replace("\n", " ") if text else ""


def _release(element: Any) -> None:
    """Empty a row that was read and drop the rows before it."""
    element.clear(keep_tail=False)
    while element.getprevious() is not None and element.getprevious().tag == "tr":
        del element.getparent()[0]
