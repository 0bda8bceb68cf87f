"""Names of columns: no two alike, none empty."""

import re
from collections.abc import Sequence

from klaviatur.adapters.sources.catalogues.findings import note, warning
from klaviatur.records import TableFinding

_SPACE = re.compile(r"\s+")


def unique_names(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[TableFinding, ...]]:
    """Return one name a column, and what had to be named anew; a name that comes twice gets " (2)"."""
    names: list[str] = []
    taken: set[str] = set()
    nameless, twice = 0, []
    for position, cell in enumerate(cells, start=1):
        name = _SPACE.sub(" ", cell.replace("\ufeff", "")).strip()
        nameless += not name
        name = name or f"column {position}"
        if name in taken:
            twice.append(name)
            name = _next(name, taken)
        taken.add(name)
        names.append(name)
    return tuple(names), (*_nameless(nameless), *_twice(twice))


def _next(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"


def _nameless(count: int) -> list[TableFinding]:
    if not count:
        return []
    return [
        note(
            "header.nameless",
            f"{count} Spalte(n) ohne Überschrift heißen jetzt nach ihrer Stelle („column 3“).",
            f'{count} column(s) without a name are now called by their position ("column 3").',
            count=count,
        )
    ]


def _twice(names: list[str]) -> list[TableFinding]:
    if not names:
        return []
    return [
        warning(
            "header.twice",
            f"Die Überschrift {names[0]!r} kommt mehrmals vor; jede weitere Spalte bekam eine Nummer.",
            f"The column name {names[0]!r} comes more than once; each further column got a number.",
            count=len(names),
            words=names[0],
        )
    ]
