"""Rows with too few or too many cells: mended where only one way fits, else rejected with all they held."""

from collections.abc import Sequence
from dataclasses import dataclass

from klaviatur.adapters.sources.catalogues.layout.shapes import extent, is_value
from klaviatur.records import Bilingual, Rejected

_MOST_EXTRA = 8


@dataclass(frozen=True, slots=True)
class Profile:
    """What the columns of a table usually hold."""

    names: tuple[str, ...]
    valued: tuple[bool | None, ...]  # numbers, dates and addresses; None: one or the other
    coded: bool = False  # the first column holds codes: digits, no space


def profile_of(names: tuple[str, ...], rows: Sequence[Sequence[str]]) -> Profile:
    """Return the profile of a table by the rows that have the right length."""
    whole = [row for row in rows if len(row) == len(names)]
    valued = tuple(_valued([row[at] for row in whole if row[at]]) for at in range(len(names)))
    coded = sum(_is_code(row[0]) for row in whole) > max(len(whole) * 0.95, 3)
    return Profile(names, valued, coded)


def belongs_to(above: list[str], below: list[str], profile: Profile) -> list[str] | None:
    """Return two short rows as one if a line break in a text cut it: only the first begins with a code."""
    width = len(profile.names)
    if not profile.coded or len(above) + len(below) - 1 != width or not 1 < len(above) < width:
        return None
    if not _is_code(above[0]) or _is_code(below[0]):
        return None
    row = [*above[:-1], f"{above[-1]}\n{below[0]}", *below[1:]]
    return row if _fits(row, len(above) - 1, profile) else None


def _is_code(cell: str) -> bool:
    return any(sign.isdigit() for sign in cell) and not any(sign.isspace() for sign in cell.strip())


def fit(cells: list[str], profile: Profile, border: str) -> tuple[list[str], str] | None:
    """Return a row of the right length and what was done ("short", "trailing", "joined", ""); None if nothing fits."""
    width = len(profile.names)
    if len(cells) == width:
        return cells, ""
    if len(cells) < width:
        return cells + [""] * (width - len(cells)), "short"
    if extent(cells) <= width:
        return cells[:width], "trailing"
    joined = _rejoined(cells, profile, border)
    return (joined, "joined") if joined else None


def rejected(row: int, cells: list[str], names: tuple[str, ...]) -> Rejected:
    """Return a row that holds more cells than there are columns."""
    extra = [f"(+{number})" for number in range(1, len(cells) - len(names) + 1)]
    return Rejected(
        row,
        "row.ragged",
        Bilingual(
            f"Die Zeile hat {len(cells)} Zellen, die Tabelle {len(names)} Spalten. "
            "Setzen Sie Text, der das Trennzeichen enthält, in Anführungszeichen.",
            f"The row has {len(cells)} cells, the table {len(names)} columns. "
            "Put text that holds the delimiter in quotation marks.",
        ),
        tuple((name, cell) for name, cell in zip([*names, *extra], cells, strict=True) if cell),
    )


def _valued(column: list[str]) -> bool | None:
    if len(column) < 3:
        return None
    share = sum(is_value(cell) for cell in column) / len(column)
    return True if share > 0.95 else False if share < 0.05 else None


def _rejoined(cells: list[str], profile: Profile, border: str) -> list[str] | None:
    """Join the pieces of one text that held the delimiter, if there is exactly one place for it."""
    extra = len(cells) - len(profile.names)
    if extra > _MOST_EXTRA:
        return None
    tried = [_joined_at(cells, at, extra, border) for at in range(len(profile.names))]
    fitting = [(at, row) for at, row in enumerate(tried) if _fits(row, at, profile)]
    spaced = [row for at, row in fitting if all(cell.startswith(" ") for cell in cells[at + 1 : at + 1 + extra])]
    if len(spaced) == 1 and not any(cell.startswith(" ") for cell in spaced[0]):
        return spaced[0]
    return fitting[0][1] if len(fitting) == 1 else None


def _joined_at(cells: list[str], at: int, extra: int, border: str) -> list[str]:
    return [*cells[:at], border.join(cells[at : at + extra + 1]), *cells[at + extra + 1 :]]


def _fits(row: list[str], at: int, profile: Profile) -> bool:
    if profile.valued[at] is True and not is_value(row[at]):
        return False
    others = [
        (cell, valued) for place, (cell, valued) in enumerate(zip(row, profile.valued, strict=True)) if place != at
    ]
    return all(valued is None or not cell or is_value(cell) == valued for cell, valued in others)
