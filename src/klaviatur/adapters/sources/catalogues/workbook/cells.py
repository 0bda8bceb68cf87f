"""Cells of a sheet as the strings a person would read."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import fastexcel
import polars as pl

from klaviatur.adapters.sources.catalogues.stream import Stream
from klaviatur.adapters.sources.catalogues.workbook.container import Merge, broken
from klaviatur.errors import TableUnreadable

_MIDNIGHT = r"^(\d{4}-\d\d-\d\d) 00:00:00(?:\.0+)?$"
_TIME_ONLY = r"^(?:1899-12-3[01]|1900-01-00) (\d\d:\d\d:\d\d)(?:\.0+)?$"
_SECRET = re.compile(r"password|encrypt", re.IGNORECASE)


class Book:
    """An open workbook."""

    def __init__(self, stream: Stream) -> None:
        """Open the workbook of a stream. Raises TableUnreadable."""
        self._stream = stream
        with _refusing(stream):
            self._reader = fastexcel.read_excel(stream.path)
            self.sheets: list[str] = list(self._reader.sheet_names)

    def load(self, position: int) -> tuple[pl.DataFrame, bool]:
        """Return all rows of a sheet from its first one, and whether it is visible. Raises TableUnreadable."""
        with _refusing(self._stream):
            sheet = self._reader.load_sheet(position, header_row=None, skip_rows=0, dtypes="string")
            frame = pl.DataFrame(sheet)
        return _readable(frame), sheet.visible == "visible"


def fill_down(frame: pl.DataFrame, merges: Sequence[Merge], left: int, body: int) -> tuple[pl.DataFrame, int]:
    """Write the value of cells merged downwards into each of their rows; return how many merges that were."""
    down = [m for m in merges if m.bottom > m.top >= body and 0 <= m.left - left < frame.width]
    filled = 0
    columns: dict[int, list[str | None]] = {}
    for merge in down:
        cells = columns.setdefault(merge.left - left, frame.to_series(merge.left - left).to_list())
        value = cells[merge.top] if merge.top < len(cells) else None
        end = min(merge.bottom + 1, len(cells))
        if value:
            cells[merge.top : end] = [value] * (end - merge.top)
            filled += 1
    replaced = [pl.Series(frame.columns[at], cells, dtype=pl.String) for at, cells in columns.items()]
    return frame.with_columns(replaced), filled


def _readable(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the cells with dates in ISO, and null where only "" is."""
    if not frame.width:
        return frame
    frame = frame.select(pl.all().cast(pl.String))
    for pattern, telling in ((_MIDNIGHT, " 00:00:00"), (_TIME_ONLY, "1899-12-3"), (_TIME_ONLY, "1900-01-00")):
        told = frame.select(pl.all().str.contains(telling, literal=True).any()).row(0)
        named = [name for name, has in zip(frame.columns, told, strict=True) if has]
        frame = frame.with_columns(pl.col(named).str.replace(pattern, "$1")) if named else frame
    return frame.select(pl.when(pl.all() != "").then(pl.all()))


@contextmanager
def _refusing(stream: Stream) -> Iterator[None]:
    """Turn what the spreadsheet library cannot read, or stumbles over, into the one error for it."""
    try:
        yield
    except fastexcel.FastExcelError as error:
        if _SECRET.search(str(error)):
            raise TableUnreadable(
                f"{stream.name!r} is encrypted. Open it, remove the password and save it again."
            ) from error
        raise broken(stream) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise broken(stream) from error
