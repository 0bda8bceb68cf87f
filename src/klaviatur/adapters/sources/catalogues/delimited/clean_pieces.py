"""Stretches of records that polars parses, and the proof that it lost no byte of them."""

import re

import polars as pl

_ERRORS = (pl.exceptions.PolarsError, pl.exceptions.PanicException, UnicodeDecodeError)


def parse(piece: bytes, *, border: str, quote: str, width: int) -> pl.DataFrame | None:
    """Return whole records as `width` columns of strings ("" where nothing is), None if that would lose anything."""
    if not piece.strip():
        return None
    whole = piece if piece.endswith(b"\n") else piece + b"\n"
    try:
        frame = pl.read_csv(
            whole,
            has_header=False,
            separator=border,
            quote_char=quote,
            schema={f"c{number}": pl.String for number in range(width)},
            empty_string_is_null=False,
        )
    except _ERRORS:
        return None
    return frame if _lossless(whole, frame, border.encode(), quote.encode()) else None


def _lossless(piece: bytes, frame: pl.DataFrame, border: bytes, quote: bytes) -> bool:
    """Every byte is in a cell, parts two cells or rows, or is a quote that opens, closes or doubles."""
    height, width = frame.shape
    held = int(frame.select(pl.sum_horizontal(pl.all().str.len_bytes().sum())).item())
    quotes = piece.count(quote)
    if held + height * width == len(piece) and not quotes:
        return True
    inner = _count(frame, quote.decode())
    if held + height * width + quotes - inner != len(piece):
        return False
    if not _well_quoted(piece, border, quote, quotes, inner):
        return False
    return piece.count(b"\n") == height or not _swallows(frame, border.decode(), width)


def _count(frame: pl.DataFrame, sign: str) -> int:
    return int(frame.select(pl.sum_horizontal(pl.all().str.count_matches(sign, literal=True).sum())).item())


def _well_quoted(piece: bytes, border: bytes, quote: bytes, quotes: int, inner: int) -> bool:
    """Whether each quote stands at the edge of a cell or is doubled."""
    opening = piece.count(border + quote) + piece.count(b"\n" + quote) + piece.startswith(quote)
    if quotes == 2 * (opening + inner):
        return True
    mark, inside = re.escape(quote), rb"[^" + re.escape(border) + re.escape(quote) + rb"\n]"
    # The pattern begins with the quote itself, so that the search leaps from quote to quote.
    return re.search(mark + rb"(?<=" + inside + mark + rb")" + inside, piece) is None


def _swallows(frame: pl.DataFrame, border: str, width: int) -> bool:
    """Whether a cell over several lines looks as if an unclosed quote had swallowed a whole record."""
    if width == 1:
        return False
    broken = frame.select(pl.all().str.contains("\n", literal=True).any()).row(0)
    columns = (frame[name] for name, has in zip(frame.columns, broken, strict=True) if has)
    return any(_holds_a_record(column, border, width) for column in columns)


def _holds_a_record(column: pl.Series, border: str, width: int) -> bool:
    lines = column.filter(column.str.contains("\n", literal=True)).str.split("\n").explode()
    return bool((lines.str.count_matches(border, literal=True) >= width - 1).any())
