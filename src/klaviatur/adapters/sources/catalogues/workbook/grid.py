"""Rows of a sheet as markup tells them: cells one after the other, some over several rows or columns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from klaviatur.adapters.sources.catalogues.workbook.container import MOST_CELLS, too_wide
from klaviatur.adapters.sources.catalogues.workbook.merging import Merge, SheetFacts

_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384  # of a sheet in Excel; what reaches further was made to do harm
_TOGETHER = 20_000  # rows


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, and how many more columns and rows it reaches over."""

    value: str | None
    across: int = 0
    down: int = 0
    column: int | None = None  # counted from 0; None: the next one that is free


class Grid:
    """Takes the rows of one sheet, gives its frame."""

    def __init__(self, name: str) -> None:
        self.facts = SheetFacts()
        self._name = name  # of the file
        self._rows: list[list[str | None]] = []
        self._frames: list[pl.DataFrame] = []
        self._height = self._width = 0
        self._covered: dict[int, int] = {}  # column and how many more rows a cell above reaches over

    def add(self, cells: Iterable[Cell], *, row: int | None = None) -> None:
        """Take the next row, or the one of that number from 0. Raises TableUnreadable for a sheet nobody could hold."""
        if row is not None and row > self._height:
            self._skip_to(min(row, _MOST_ROWS))
        placed = list(self._placed(cells))
        width = max((column + cell.across + 1 for column, cell in placed), default=0)
        filled: list[str | None] = [None] * min(width, _MOST_COLUMNS)
        for column, cell in placed:
            filled[column] = cell.value or None
        self._append(filled)

    def frame(self) -> pl.DataFrame:
        """Return all rows as strings, null where there is nothing."""
        self._pack()
        return pl.concat(self._frames, how="diagonal") if self._frames else pl.DataFrame()

    def _placed(self, cells: Iterable[Cell]) -> Iterator[tuple[int, Cell]]:
        free, covering = 0, dict(self._covered)
        self._covered = {column: more - 1 for column, more in covering.items() if more > 1}
        for cell in cells:
            column = free if cell.column is None else cell.column
            while covering.get(column):
                column += 1
            free = column + cell.across + 1
            if free > _MOST_COLUMNS:
                return
            if cell.across or cell.down:
                self.facts.merges.append(Merge(self._height, column, self._height + cell.down, free - 1))
            if cell.down:
                self._covered.update(dict.fromkeys(range(column, free), cell.down))
            yield column, cell

    def _skip_to(self, row: int) -> None:
        gap = row - self._height
        self._covered = {column: more - gap for column, more in self._covered.items() if more > gap}
        while self._height < row:
            self._append([])

    def _append(self, row: list[str | None]) -> None:
        self._rows.append(row)
        self._height += 1
        self._width = max(self._width, len(row))
        if self._height * self._width > MOST_CELLS:
            raise too_wide(self._name)
        if len(self._rows) == _TOGETHER:
            self._pack()

    def _pack(self) -> None:
        rows, self._rows = self._rows, []
        if rows:
            columns = range(max(1, self._width))
            cells = ([row[at] if at < len(row) else None for row in rows] for at in columns)
            series = [pl.Series(str(at), column, dtype=pl.String) for at, column in enumerate(cells)]
            self._frames.append(pl.DataFrame(series))
