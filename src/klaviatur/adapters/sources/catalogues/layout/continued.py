"""Names of columns that go on in the line below: "Artikel-" over "nummer", "Preis" over "in EUR"."""

from collections.abc import Sequence

from klaviatur.adapters.sources.catalogues.layout.shapes import extent, filled, is_value
from klaviatur.text.lexicon import read_table

_MOST = 0.8  # of the cells
_GOES_ON = frozenset(read_table(__package__ or "", "words.toml")["goes_on"])
_UNITS = frozenset(read_table(__package__ or "", "words.toml")["units"])


def continuation(rows: Sequence[Sequence[str]], at: int) -> Sequence[str] | None:
    """Return the row below a header if it only goes on with some of its names, None if it is a row of the table.

    A hyphen shows that, or several units and the like over columns of values, or one in brackets or of more words: a
    row with nothing but "A" is a row.
    """
    if at + 2 >= len(rows) or filled(rows[at + 1]) >= filled(rows[at]):
        return None
    head, below = rows[at], rows[at + 1][: extent(rows[at])]
    pairs = [(over.strip(), cell.strip()) for over, cell in zip(head, below, strict=False) if cell.strip()]
    if not pairs or extent(rows[at + 1]) > extent(head) or any(not over or is_value(cell) for over, cell in pairs):
        return None
    if below[0].strip() and not head[0].strip().endswith("-"):  # the key of a row
        return None
    if not all(over.endswith("-") or _goes_on(cell) for over, cell in pairs):
        return None
    measured = [cell.strip() for column, cell in enumerate(below) if cell.strip() and _valued(rows[at + 2 :], column)]
    told = len(measured) > 1 or any(cell.startswith(("(", "[")) or " " in cell for cell in measured)
    return below if told or any(over.endswith("-") for over, _ in pairs) else None


def _valued(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Return whether the cells of a column are values, and there are some."""
    cells = [row[column] for row in rows if column < len(row) and row[column].strip()]
    return bool(cells) and sum(map(is_value, cells)) >= len(cells) * _MOST


def continued(names: Sequence[str], more: Sequence[str]) -> list[str]:
    """Return the names with what stands below them: "Artikelnummer", "Preis in EUR"."""
    return [_continued(name.strip(), cell.strip()) for name, cell in zip(names, more, strict=True)]


def _continued(name: str, cell: str) -> str:
    if cell and name.endswith("-") and cell[0].islower():
        return name[:-1] + cell
    return f"{name} {cell}".strip()


def _goes_on(cell: str) -> bool:
    words = cell.casefold().strip("()[]").split()
    return all(word.strip("()[].,:") in _GOES_ON | _UNITS for word in words)
