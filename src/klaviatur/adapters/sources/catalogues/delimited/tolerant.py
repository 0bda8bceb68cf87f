"""Records of a stretch that is not well-formed: line by line, stray quotes kept as signs."""

import csv
from collections.abc import Iterator, Sequence

_MOST_LINES = 300  # one cell goes over; more is a quote that nobody closed


def records(text: str, *, border: str, quote: str, width: int) -> Iterator[list[str] | None]:
    """Yield the cells of every record, None for a blank line; where quotes are broken, a line is a record."""
    for cells, _ in _walk(text, border, quote, width):
        yield cells


def lines_of(text: str, count: int, *, border: str, quote: str, width: int) -> int:
    """Return over how many lines the first `count` records go."""
    return sum(used for _, (_, used) in zip(range(count), _walk(text, border, quote, width), strict=False))


def _walk(text: str, border: str, quote: str, width: int) -> Iterator[tuple[list[str] | None, int]]:
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    at = 0
    while at < len(lines):
        line, used = lines[at], 1
        if quote not in line:
            cells = line.split(border) if line.strip() or border in line else None
        else:
            cells, used = _quoted(lines, at, border, quote, width)
        yield cells, used
        at += used


def _quoted(lines: Sequence[str], at: int, border: str, quote: str, width: int) -> tuple[list[str], int]:
    """Return the cells of the record that begins in line `at`, and over how many lines it goes."""
    joined = ""
    for used, line in enumerate(lines[at : at + _MOST_LINES], start=1):
        joined = f"{joined}\n{line}" if joined else line
        if used > 1 and quote not in line:
            continue
        cells = _strict(joined, border, quote)
        if cells is None:
            break
        if cells and (used == 1 or _plausible(cells, lines[at + 1 : at + used], border, width)):
            return cells, used
    return _by_hand(lines[at], border, quote), 1


def _strict(record: str, border: str, quote: str) -> list[str] | None:
    """Return the cells of a well-quoted record, [] while a quote is open, None if it is broken."""
    try:
        return next(csv.reader([record], delimiter=border, quotechar=quote, strict=True), [""])
    except csv.Error as error:
        return [] if "unexpected end" in str(error) else None


def _plausible(cells: Sequence[str], further: Sequence[str], border: str, width: int) -> bool:
    """Whether the lines belong together, not a record swallowed by a quote that nobody closed."""
    whole = any(line.count(border) == width - 1 for line in further[:-1]) and width > 1
    return len(cells) == width or (len(cells) > 1 and not whole)


def _by_hand(line: str, border: str, quote: str) -> list[str]:
    cells: list[str] = []
    parts = line.split(border)
    at = 0
    while at < len(parts):
        end = _closing(parts, at, quote)
        cells.append(_unquoted(border.join(parts[at : end + 1]), quote))
        at = end + 1
    return cells


def _closing(parts: Sequence[str], at: int, quote: str) -> int:
    """Return the part in which the quote that opens part `at` closes; `at` itself if it opens or closes none."""
    if not parts[at].startswith(quote) or _closes(parts[at][1:], quote):
        return at
    return next((end for end in range(at + 1, len(parts)) if _closes(parts[end], quote)), at)


def _closes(part: str, quote: str) -> bool:
    trimmed = part.rstrip()
    return (len(trimmed) - len(trimmed.rstrip(quote))) % 2 == 1


def _unquoted(cell: str, quote: str) -> str:
    trimmed = cell.strip()
    if len(trimmed) < 2 or not (trimmed.startswith(quote) and trimmed.endswith(quote)):
        return cell
    inner = trimmed[1:-1]
    stray = inner.replace(quote * 2, "")
    if stray.count(quote) % 2 and stray.rstrip()[-1:].isdigit():
        return cell  # an inch sign closes it: 5" x 7"
    return inner.replace(quote * 2, quote)
