"""Tables that were pasted as plain lines: cells parted by tabs, semicolons, bars or commas."""

import csv
import re
from collections.abc import Sequence

_LEAST_LINES = 2
_LONGEST_CELL = 80  # characters; longer is a sentence
_SENTENCE = re.compile(r"[.!?]['\"“”»«)]*$|,\s|;\s\w+\s\w+\s\w+\s\w+")


def rows_of(lines: Sequence[str]) -> list[str]:
    """Return one line a row, cells parted by " | ", or [] if the lines are no table."""
    written = [line.strip() for line in lines if line.strip()]
    if len(written) < _LEAST_LINES:
        return []
    for border, least in (("\t", 2), (";", 2), ("|", 2), (",", 3)):
        rows = [_cells(line, border) for line in written]
        width = len(rows[0])
        if width >= least and all(len(row) == width and _short(row) for row in rows) and not _prose(written, border):
            return [" | ".join(row) for row in rows]
    return []


def _cells(line: str, border: str) -> list[str]:
    line = line.strip(border) if border == "|" else line
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=border))]
    except csv.Error:
        return []


def _short(row: Sequence[str]) -> bool:
    return any(row) and all(len(cell) <= _LONGEST_CELL for cell in row)


def _prose(lines: Sequence[str], border: str) -> bool:
    return border in ";," and any(_SENTENCE.search(line) for line in lines)
