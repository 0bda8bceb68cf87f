"""Finds the header: below report titles, over one line or two, with units or labels under it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median_high

from klaviatur.adapters.sources.catalogues.findings import note
from klaviatur.adapters.sources.catalogues.layout.continued import continuation, continued
from klaviatur.adapters.sources.catalogues.layout.names import unique_names
from klaviatur.adapters.sources.catalogues.layout.shapes import extent, filled, is_machine_name, is_value, shape
from klaviatur.adapters.sources.catalogues.layout.templates import Template, template_of
from klaviatur.records import ColumnHint, TableFinding
from klaviatur.text.lexicon import read_table

_CURRENCIES: dict[str, str] = read_table(__package__, "words.toml")["currencies"]
_UNITS = frozenset(read_table(__package__, "words.toml")["units"])
_SEARCHED = 40  # rows; a report has fewer lines above its table
_BELOW = 60  # rows that are compared with a header
_LONGEST_NAME = 200
_LEAST_VALUES = 3  # cells of a column; fewer tell nothing of the others
_PART = re.compile(r"\w[_:.\[]\w")
_FEATURE = re.compile(r"\s*EF\d{6}\s*")  # ETIM: names a column, whose values are like EV000154

Rows = Sequence[Sequence[str]]
Spans = Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Header:
    """Names of columns and where the rows begin."""

    row: int  # index of the header's first line
    body: int  # index of the first row below it
    names: tuple[str, ...]
    hints: tuple[tuple[str, ColumnHint], ...] = ()
    findings: tuple[TableFinding, ...] = ()


def find_header(rows: Rows, *, spans: Spans | None = None) -> Header | None:
    """Return the header of a grid, None where no row can be one because its first full row already holds values.

    `spans` says up to which column a cell (row, column) reaches; None: nobody knows, so it reaches up to the next.
    """
    template = template_of(rows)
    if template is not None:
        return _of_template(rows, template)
    at = _header_row(rows)
    if at is None:
        return None
    group = _group_above(rows, at, spans)
    labels = _labels_below(rows, at)
    cells, titles = (rows[at], labels) if not _swapped(rows, at) else (rows[at + 1], rows[at])
    units = None if labels else _units_below(rows, at)
    more = None if labels or units else continuation(rows, at)
    body = at + 1 + bool(labels or units or more)
    width = max(extent(rows[at]), extent(cells), _width_below(rows, body))
    merged = continued(_padded(cells, width), _padded(more or (), width))
    over = _spread(_padded(group or (), width), at - 1, spans)
    names, findings = unique_names(_joined(over, merged))
    first = at - bool(group)
    hints = _hints(names, titles, units, over)
    return Header(first, body, names, hints, (*findings, *_told(first, body, labels=bool(labels))))


def _of_template(rows: Rows, template: Template) -> Header:
    """Return the header of a file that says itself in which rows it stands."""
    names, findings = unique_names(rows[template.names][: extent(rows[template.names])])
    hints = _hints(names, rows[template.labels], None, ())
    return Header(0, template.body, names, hints, (*findings, *_told(template.labels, template.body, labels=True)))


def _header_row(rows: Rows) -> int | None:
    typical = _typical_extent(rows)
    for at, row in enumerate(rows[:_SEARCHED]):
        full = filled(row)
        if full >= max(min(2, typical), typical * 0.5):
            if _names_things(rows, at):
                return at + _grouped(rows, at)
            if full >= typical * 0.8 and _like_below(rows, at):
                return None
    return None


def _grouped(rows: Rows, at: int) -> bool:
    """Whether a row with gaps only names groups of columns and the row below it names the columns."""
    if at + 2 >= len(rows) or filled(rows[at]) >= filled(rows[at + 1]):
        return False
    gaps = any(not cell.strip() for cell in rows[at][: extent(rows[at + 1])])
    return gaps and _names_things(rows, at + 1) and _unlike_below(rows, at + 1)


def _unlike_below(rows: Rows, at: int) -> bool:
    """Whether a row has words wherever the rows below it have numbers, dates or addresses, and they have some."""
    below = [row for row in rows[at + 1 : at + 1 + _BELOW] if filled(row) and not _all_units(row)]
    valued = [column for column in range(len(rows[at])) if _valued(_column(below, column))]
    cells = [rows[at][column].strip() for column in valued]
    return bool(cells) and all(cell and not is_value(cell) for cell in cells)


def _typical_extent(rows: Rows) -> int:
    extents = [extent(row) for row in rows[: _SEARCHED + _BELOW] if filled(row)]
    widest = max(extents, default=0)
    return median_high([found for found in extents if found > 1 or widest == 1] or [0])


def _names_things(rows: Rows, at: int) -> bool:
    cells = [cell for cell in rows[at] if cell.strip()]
    values = sum(is_value(cell) for cell in cells)
    if values > len(cells) * 0.2 or any(len(cell) > _LONGEST_NAME for cell in cells):
        return False
    return not _like_below(rows, at)


def _like_below(rows: Rows, at: int) -> bool:
    """Whether a cell with digits has the very shape of the cells below it, as only a value has.

    A row that comes again as a whole may be a header, which stands on each page.
    """
    below = [row for row in rows[at + 1 : at + 1 + _BELOW] if filled(row)]
    again = any(list(row) == list(rows[at]) for row in below)
    columns = ((cell, _column(below, column)) for column, cell in enumerate(rows[at]))
    return len(below) > 1 and any(_same_shape(cell, column, again=again) for cell, column in columns)


def _same_shape(cell: str, column: list[str], *, again: bool) -> bool:
    if not any(sign.isdigit() for sign in cell) or len(column) < 2:
        return False
    if _FEATURE.fullmatch(cell) and not any(map(_FEATURE.fullmatch, column)):
        return False
    if is_value(cell) and all(is_value(other) for other in column):
        return True
    same = sum(shape(other) == shape(cell) for other in column)
    return same >= len(column) * 0.8 and not (again and cell.strip() in column)


def _column(rows: Rows, column: int) -> list[str]:
    return [row[column] for row in rows if column < len(row) and row[column].strip()]


def _group_above(rows: Rows, at: int, spans: Spans | None) -> Sequence[str] | None:
    """Return the row above if it names groups of columns ("Maße" over "Länge" and "Breite")."""
    above = rows[at - 1] if at else []
    names = [column for column, cell in enumerate(above) if cell.strip()]
    if not names or names == [0] or any(is_value(above[column]) for column in names):
        return None
    reach = max((spans or {}).get((at - 1, column), column) for column in names) + 1
    if reach <= extent(rows[at]) / 2 or len(names) >= filled(rows[at]) or above[names[-1]].strip().endswith(":"):
        return None
    alone = len(names) == 1 and reach < 3
    return None if alone else above


def _joined(group: Sequence[str], cells: Sequence[str]) -> list[str]:
    pairs = [(over.strip(), cell.strip()) for over, cell in zip(group, cells, strict=True)]
    return [name if over == name else f"{over} {name}".strip() for over, name in pairs]


def _spread(group: Sequence[str], row: int, spans: Spans | None) -> list[str]:
    """Write the name of a group over each of its columns."""
    spread, current, until = [], "", -1
    for column, cell in enumerate(group):
        if cell.strip():
            current = cell
            until = len(group) if spans is None else spans.get((row, column), column)
        spread.append(current if column <= until else "")
    return spread


def _labels_below(rows: Rows, at: int) -> Sequence[str] | None:
    """Return the row below if it only says in words what the field names of the header mean, or the reverse."""
    if at + 3 > len(rows):
        return None
    head, below = rows[at], rows[at + 1]
    machine = [sum(map(is_machine_name, row)) for row in (head, below)]
    if filled(below) < filled(head) * 0.8 or not any(count >= filled(head) * 0.8 for count in machine):
        return None
    if machine[0] == machine[1] or not any(_PART.search(cell) for row in (head, below) for cell in row):
        return None
    return below if _unlike_below(rows, at + 1) and not any(map(is_value, below)) else None


def _swapped(rows: Rows, at: int) -> bool:
    labels = _labels_below(rows, at)
    return labels is not None and sum(map(is_machine_name, labels)) > sum(map(is_machine_name, rows[at]))


def _valued(column: list[str]) -> bool:
    return len(column) >= _LEAST_VALUES and sum(map(is_value, column)) >= len(column) * 0.8


def _units_below(rows: Rows, at: int) -> Sequence[str] | None:
    if at + 1 >= len(rows) or not _all_units(rows[at + 1]):
        return None
    below = rows[at + 2 : at + 2 + _BELOW]
    measured = [_column(below, column) for column, cell in enumerate(rows[at + 1]) if cell.strip()]
    values = [is_value(cell) for column in measured for cell in column]
    return rows[at + 1] if values and sum(values) >= len(values) * 0.8 else None


def _all_units(row: Sequence[str]) -> bool:
    return filled(row) > 1 and all(_is_unit(cell) for cell in row if cell.strip())


def _is_unit(cell: str) -> bool:
    return _bare(cell).casefold() in _UNITS


def _bare(unit: str) -> str:
    return unit.strip().strip("[]()").removeprefix("in ").strip()


def _width_below(rows: Rows, body: int) -> int:
    extents = sorted(extent(row) for row in rows[body:] if filled(row))
    return extents[int(len(extents) * 0.5)] if extents else 0


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*row[:width], *[""] * (width - len(row))]


def _hints(
    names: tuple[str, ...], labels: Sequence[str] | None, units: Sequence[str] | None, groups: Sequence[str]
) -> tuple[tuple[str, ColumnHint], ...]:
    found = []
    for position, name in enumerate(names):
        hint = ColumnHint()
        if labels and position < len(labels):
            hint = replace(hint, label=labels[position].strip())
        if units and position < len(units) and units[position].strip():
            unit = _bare(units[position])
            currency = _CURRENCIES.get(unit.casefold())
            hint = replace(hint, currency=currency) if currency else replace(hint, unit=unit)
        if position < len(groups) and name.startswith(f"{groups[position].strip()} "):
            hint = replace(hint, group=groups[position].strip())
        if hint != ColumnHint():
            found.append((name, hint))
    return tuple(found)


def _told(first: int, body: int, *, labels: bool) -> list[TableFinding]:
    told = []
    if first:
        told.append(
            note(
                "header.below_titles",
                f"Die Überschriften stehen erst in Zeile {first + 1}; was darüber steht, gehört nicht zur Tabelle.",
                f"The column names only stand in row {first + 1}; what is above them is not part of the table.",
                row=first + 1,
                count=first,
            )
        )
    if body - first > 1:
        what = ("Beschriftungen", "labels") if labels else ("Gruppen oder Einheiten", "groups or units")
        told.append(
            note(
                "header.two_lines",
                f"Die Überschrift hat {body - first} Zeilen ({what[0]}); sie wurden zusammengelegt.",
                f"The header has {body - first} lines ({what[1]}); they were put together.",
                row=first + 1,
            )
        )
    return told
