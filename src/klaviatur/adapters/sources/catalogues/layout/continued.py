"""Names of columns that go on in the line below: "Artikel-" over "nummer", "Preis" over "in EUR"."""

from collections.abc import Sequence

from klaviatur.adapters.sources.catalogues.layout.shapes import extent, filled, is_value
from klaviatur.text.lexicon import read_table

_GOES_ON = frozenset(read_table(__package__ or "", "words.toml")["goes_on"])
_UNITS = frozenset(read_table(__package__ or "", "words.toml")["units"])


def continuation(rows: Sequence[Sequence[str]], at: int) -> Sequence[str] | None:
    """Return the row below a header if it only goes on with some of its names, None if it is a row of the table."""
    if at + 2 >= len(rows) or filled(rows[at + 1]) >= filled(rows[at]):
        return None
    head, below = rows[at], rows[at + 1][: extent(rows[at])]
    pairs = [(over.strip(), cell.strip()) for over, cell in zip(head, below, strict=False) if cell.strip()]
    if not pairs or extent(rows[at + 1]) > extent(head) or any(not over or is_value(cell) for over, cell in pairs):
        return None
    if below[0].strip() and not head[0].strip().endswith("-"):  # the key of a row
        return None
    return below if all(over.endswith("-") or _goes_on(cell) for over, cell in pairs) else None


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
