"""Walks through clean text piece by piece: fast where polars can, line by line where it cannot."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

import polars as pl

from klaviatur.adapters.sources.catalogues.delimited import clean_pieces, tolerant
from klaviatur.adapters.sources.catalogues.delimited.dialect import Dialect
from klaviatur.adapters.sources.catalogues.delimited.ragged import Profile, belongs_to, fit, rejected
from klaviatur.records import Rejected

_MOST_BYTES = 8_000_000
_LEAST_BYTES = 65_536  # below this the tolerant reader goes over it
_MOST_BACKWARDS = 200  # line ends tried for one outside quotes


@dataclass(slots=True)
class Piece:
    """Some records as columns of strings, null where nothing is."""

    frame: pl.DataFrame
    rows: pl.Series
    rejected: list[Rejected] = field(default_factory=list)
    repairs: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)  # row of the first repair of a kind


class _Text:
    """Bytes still to be read, taken in whole records."""

    def __init__(self, blocks: Iterator[bytes], quote: str) -> None:
        self._blocks = blocks
        self._quote = quote.encode()
        self._data = b""
        self._at = 0

    def take(self, size: int) -> bytes:
        """Return about `size` bytes up to the end of a record without moving on, b"" at the end."""
        self._fill(size)
        end = self._at + size
        if end >= len(self._data):
            return self._data[self._at :]
        cut = self._data.rfind(b"\n", self._at, end) + 1 or self._data.find(b"\n", end) + 1 or len(self._data)
        return self._data[self._at : self._outside(cut)]

    def skip(self, size: int) -> None:
        """Move on."""
        self._at += size

    def _fill(self, size: int) -> None:
        while len(self._data) - self._at < size and (block := next(self._blocks, b"")):
            self._data = self._data[self._at :] + block
            self._at = 0

    def _outside(self, cut: int) -> int:
        """Return a line end before `cut` that is in no quotes, `cut` if there is none near."""
        odd = self._data.count(self._quote, self._at, cut) % 2
        end = cut
        for _ in range(_MOST_BACKWARDS):
            if not odd:
                return end
            before = self._data.rfind(b"\n", self._at, end - 1) + 1
            if not before:
                break
            odd ^= self._data.count(self._quote, before, end) % 2
            end = before
        return cut


def pieces(blocks: Iterator[bytes], dialect: Dialect, profile: Profile, *, skip: int, width: int) -> Iterator[Piece]:
    """Yield the records after the first `skip` ones; `width` cells are written, the profile's names are kept.

    Rows count records from 1, blank lines too, as a spreadsheet program shows them.
    """
    text, row, size = _Text(blocks, dialect.quote), 1, _MOST_BYTES
    if skip:
        taken = _skipped(text, dialect, profile, skip)
        row += skip
        text.skip(taken)
    while data := text.take(size):
        frame = clean_pieces.parse(data, border=dialect.border, quote=dialect.quote, width=width)
        if frame is not None and _fits_names(frame, profile):
            yield _clean_piece(frame, profile, row)
            row += frame.height
            size = min(size * 2, _MOST_BYTES)
        elif len(data) > _LEAST_BYTES and size > _LEAST_BYTES:
            size = max(size // 4, _LEAST_BYTES)
            continue
        else:
            piece, count = _tolerant_piece(data, dialect, profile, row)
            yield piece
            row += count
        text.skip(len(data))


def _skipped(text: _Text, dialect: Dialect, profile: Profile, skip: int) -> int:
    """Return how many bytes the first `skip` records have."""
    data = text.take(_MOST_BYTES).decode("utf-8", errors="replace")
    used = tolerant.lines_of(data, skip, border=dialect.border, quote=dialect.quote, width=len(profile.names))
    lines = data.split("\n", used)
    return len(data.encode()) - len(lines[-1].encode()) if len(lines) > used else len(data.encode())


def _fits_names(frame: pl.DataFrame, profile: Profile) -> bool:
    """Whether nothing stands in the columns behind the last one that has a name."""
    behind = frame.columns[len(profile.names) :]
    return not behind or bool(frame.select(pl.all_horizontal((pl.col(behind) == "").all())).item())


def _clean_piece(frame: pl.DataFrame, profile: Profile, row: int) -> Piece:
    frame = frame.select(pl.col(c).alias(n) for c, n in zip(frame.columns, profile.names, strict=False))
    return _without_empty(frame, pl.int_range(row, row + frame.height, dtype=pl.Int64, eager=True))


def _without_empty(frame: pl.DataFrame, rows: pl.Series) -> Piece:
    frame = frame.select(pl.when(pl.all() != "").then(pl.all()))
    holds = frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    empty = frame.height - int(holds.sum())
    if not empty:
        return Piece(frame, rows.alias("row"))
    first = int(rows.filter(~holds)[0])
    return Piece(
        frame.filter(holds), rows.filter(holds).alias("row"), repairs=Counter(empty=empty), first={"empty": first}
    )


def _whole(
    found: Iterator[list[str] | None], profile: Profile, row: int
) -> Iterator[tuple[int, list[str] | None, int]]:
    """Yield row, cells and how many records of the file they are: two where a line break had cut one."""
    held: list[str] | None = None
    for number, cells in enumerate(chain(found, [[]]), start=row):
        joined = belongs_to(held, cells, profile) if held and cells else None
        if joined:
            yield number - 1, joined, 2
            held = None
            continue
        if held:
            yield number - 1, held, 1
        held = cells if cells and len(cells) < len(profile.names) else None
        if held is None and cells != []:
            yield number, cells, 1


def _tolerant_piece(data: bytes, dialect: Dialect, profile: Profile, row: int) -> tuple[Piece, int]:
    kept: list[list[str]] = []
    rows: list[int] = []
    refused: list[Rejected] = []
    repairs: Counter[str] = Counter()
    first: dict[str, int] = {}
    count = 0
    text = data.decode("utf-8", errors="replace")
    found = tolerant.records(text, border=dialect.border, quote=dialect.quote, width=len(profile.names))
    for number, cells, lines in _whole(found, profile, row):
        count += lines
        if cells is None:
            continue
        fitting = fit(cells, profile, dialect.delimiter)
        if fitting is None:
            refused.append(rejected(number, cells, profile.names))
            continue
        kept.append(fitting[0])
        rows.append(number)
        what = "split" if lines > 1 else fitting[1]
        repairs[what] += 1
        first.setdefault(what, number)
    frame = pl.DataFrame(kept, schema=dict.fromkeys(profile.names, pl.String), orient="row")
    piece = _without_empty(frame, pl.Series("row", rows, dtype=pl.Int64))
    piece.rejected = refused
    piece.repairs += repairs
    piece.first |= first
    return piece, count
