"""Rows whose columns are only known after the last one: kept in a temporary file, then handed out in chunks."""

import tempfile
import weakref
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson
import polars as pl

from klaviatur.records import Bilingual, Chunk, Kind, Rejected

SEPARATOR = "\n"  # between the values of a list; a value that stands in a list is one line
MOST_COLUMNS = 10_000  # names beyond go into one column as "name: value"
_NONE = -1  # no slot
_NAMELESS = "value"  # a column whose values have no name
_LONGEST_ITEM = 250  # characters; what is longer is a paragraph, not an item of a list
_IN_MEMORY = 16_000_000  # bytes
_CELLS = 3_000_000  # of one chunk, those of empty columns not counted: they share their memory
_WIDE = 300  # columns; beyond, rows that fill the same ones come together
_MOST_FORMS = 5_000  # rows of other names and units than those before, kept
_TOLD_APART = 12  # columns by which rows are told apart


@dataclass(slots=True)
class Column:
    """One column on its way into a table."""

    name: str
    late: bool = False  # comes after the others: features after the article's own data
    units: dict[str, int] = field(default_factory=dict)  # as written, and the slot of the values that carry it
    several: bool = False  # a row has more than one value
    locale: str = ""
    label: str = ""  # "" where it is the name

    long: bool = False  # a value is a paragraph, not an item of a list
    number: int = -1  # in the order they came

    @property
    def listed(self) -> bool:
        """Several values make a list; several paragraphs make one longer text."""
        return self.several and not self.long

    @property
    def unit(self) -> str:
        """The unit all values share, "" if they have none or not all the same."""
        return next(iter(self.units)) if len(self.units) == 1 else ""


class Spool:
    """Takes rows and rejected records in their order; gives columns, then chunks, once."""

    def __init__(self, overflow: str = "") -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the spool
        self._columns: dict[str, Column] = {}
        self._slots: list[tuple[Column, str]] = []
        self._known: dict[tuple[str, str], int] = {}  # slots by name and unit
        self._forms: dict[tuple[tuple[str, str], ...], tuple[list[int], tuple[int, ...]]] = {}  # of rows seen before
        self._overflow = overflow or "..."
        self._size = 0  # bytes written
        self._starts = array("Q")  # where each line begins
        self._shapes: dict[tuple[int, ...], int] = {}  # which late columns lines fill
        self._shape_of = array("L")
        self.rows = 0
        self.rejected = 0
        weakref.finalize(self, self._file.close)

    def __len__(self) -> int:
        """Rows and rejected records."""
        return self.rows + self.rejected

    def add(self, row: int, cells: Iterable["Cell"], place: str = "") -> None:
        """Take one row; a column that comes twice in it becomes a list."""
        told = tuple(cells)
        values = [cell.value for cell in told]
        form = tuple([(cell.name, cell.unit) for cell in told])
        known = self._forms.get(form)
        if known is None:
            known = self._form(told, values)
            if len(self._forms) < _MOST_FORMS and len(self._columns) < MOST_COLUMNS:
                self._forms[form] = known
        slots, shape = known
        for at, value in enumerate(values):
            if len(value) > _LONGEST_ITEM:
                self._slots[slots[at]][0].long = True
        self.rows += 1
        self._write([row, place, slots, values], shape)

    def _form(self, cells: tuple["Cell", ...], values: list[str]) -> tuple[list[int], tuple[int, ...]]:
        """Return the slots of the cells of one row, and its late ones; a value that overflows is written anew."""
        slots: list[int] = []
        seen: set[int] = set()
        late: set[int] = set()
        for at, cell in enumerate(cells):
            slot = self._known.get((cell.name, cell.unit), _NONE)
            if slot == _NONE:
                slot, values[at] = self._slot(cell)
            column = self._slots[slot][0]
            column.several = column.several or column.number in seen
            seen.add(column.number)
            if column.late:
                late.add(slot)
            slots.append(slot)
        return slots, tuple(sorted(late)[:_TOLD_APART])

    def reject(self, rejected: Rejected) -> None:
        """Take a record that became no row."""
        self.rejected += 1
        message = (rejected.message.de, rejected.message.en)
        self._write([rejected.row, rejected.place, None, rejected.rule, message, rejected.raw])

    def columns(self) -> tuple[Column, ...]:
        """Return the columns: first as they came, then the late ones."""
        return tuple(sorted(self._columns.values(), key=lambda column: column.late))

    def chunks(self, rows: int) -> Iterator[Chunk]:
        """Yield everything that was taken, at most `rows` a chunk, fewer where that would be very many cells.

        Of a table with very many columns, rows that fill the same ones come together: what comes after works on the
        columns a chunk fills.
        """
        columns = self.columns()
        lines = self._alike() if len(columns) > _WIDE else self._in_order()
        taken: list[list[Any]] = []
        filled: set[int] = set()
        for line in lines:
            wider = filled.union(line[2] or ())
            if taken and (len(taken) >= rows or (len(taken) + 1) * len(wider) > _CELLS):
                yield self._chunk(taken, columns)
                taken, wider = [], set(line[2] or ())
            taken.append(line)
            filled = wider
        if taken:
            yield self._chunk(taken, columns)
        self._file.close()

    def _in_order(self) -> Iterator[list[Any]]:
        self._file.seek(0)
        return map(orjson.loads, self._file)

    def _alike(self) -> Iterator[list[Any]]:
        """Yield the lines so that those which fill the same late columns follow each other."""
        shapes = list(self._shapes)
        for at in sorted(range(len(self._starts)), key=lambda at: shapes[self._shape_of[at]]):
            self._file.seek(self._starts[at])
            yield orjson.loads(self._file.readline())

    def _write(self, line: list[Any], shape: tuple[int, ...] = ()) -> None:
        data = orjson.dumps(line) + b"\n"
        self._file.write(data)
        self._starts.append(self._size)
        self._shape_of.append(self._shapes.setdefault(shape, len(self._shapes)))
        self._size += len(data)

    def _slot(self, cell: "Cell") -> tuple[int, str]:
        name, value = cell.name or _NAMELESS, cell.value
        column = self._columns.get(name)
        if column is None:
            if len(self._columns) >= MOST_COLUMNS and cell.late:
                return self._slot(Cell(self._overflow, f"{name}: {value} {cell.unit}".rstrip()))
            column = Column(name, cell.late, locale=cell.locale, label=cell.label, number=len(self._columns))
            self._columns[name] = column
        slot = column.units.get(cell.unit)
        if slot is None:
            slot = column.units[cell.unit] = self._known[cell.name, cell.unit] = len(self._slots)
            self._slots.append((column, cell.unit))
        return slot, value

    def _chunk(self, taken: list[list[Any]], columns: tuple[Column, ...]) -> Chunk:
        lines = [line for line in taken if line[2] is not None]
        filled = self._filled(lines)
        nothing = pl.repeat(None, len(lines), dtype=pl.String, eager=True)
        frame = pl.DataFrame(
            [
                pl.Series(column.name, filled[column.name], dtype=pl.String)
                if column.name in filled
                else nothing.alias(column.name)
                for column in columns
            ]
        )
        return Chunk(
            frame=frame,
            rows=pl.Series("row", [line[0] for line in lines], dtype=pl.Int64),
            places=pl.Series("place", [line[1] for line in lines], dtype=pl.String),
            rejected=tuple(_rejected(line) for line in taken if line[2] is None),
        )

    def _filled(self, lines: list[list[Any]]) -> dict[str, list[str | None]]:
        """Return the columns of some rows that have a value in one of them."""
        height = len(lines)
        filled: dict[str, list[str | None]] = defaultdict(lambda: [None] * height)
        ways = [(column.name, unit if len(column.units) > 1 else "", column) for column, unit in self._slots]
        for at, (_, _, slots, values) in enumerate(lines):
            for slot, value in zip(slots, values, strict=True):
                name, unit, column = ways[slot]
                cells = filled[name]
                told = f"{value} {unit}" if unit else value
                cells[at] = told if cells[at] is None and not column.several else _joined(cells[at], told, column)
        return filled


class Cell(NamedTuple):
    """One value for one column."""

    name: str
    value: str
    unit: str = ""
    late: bool = False
    locale: str = ""  # what the file says of the column
    label: str = ""


def kind_of(column: Column, kind: Kind | None) -> Kind | None:
    """Return the kind, a list where a row had several values."""
    return Kind.LIST if column.listed and kind in {None, Kind.TEXT} else kind


def _joined(before: str | None, value: str, column: Column) -> str:
    if column.listed:
        value = " ".join(value.split())
    return value if before is None else f"{before}{SEPARATOR}{value}"


def _rejected(line: list[Any]) -> Rejected:
    row, place, _, rule, message, raw = line
    return Rejected(row, rule, Bilingual(*message), tuple((name, value) for name, value in raw), place)
