"""Columns that hold the energy in kJ and in kcal in one cell: "1650/394", "1650 kJ (394 kcal)"."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from klaviatur.records import ColumnMap

_KJ, _KCAL = ("energy_kj", "KJO"), ("energy_kcal", "E14")
ATTRIBUTES = frozenset({_KJ[0], _KCAL[0]})
_FIGURE = r"(\d[\d.,]*)"
_BOTH = rf"(?i)^\s*{_FIGURE}\s*(?:kj|kcal)?\s*[/(|;–-]\s*{_FIGURE}\s*(?:kj|kcal)?\s*\)?$"
_FIRST_IS_KCAL = r"(?i)^\s*[\d.,]+\s*kcal"


def parted(column: ColumnMap, cells: pl.Series) -> Iterator[tuple[ColumnMap, pl.Series]]:
    """Yield the column with its cells; one of energies becomes two where cells hold both, kJ first."""
    if column.attribute not in ATTRIBUTES:
        yield column, cells
        return
    both = cells.str.contains(_BOTH).fill_null(value=False)
    if not both.any():
        yield column, cells
        return
    figures = [cells.str.extract(_BOTH, group) for group in (1, 2)]
    turned = cells.str.contains(_FIRST_IS_KCAL).fill_null(value=False)
    for (attribute, unit), first in ((_KJ, ~turned), (_KCAL, turned)):
        others = cells if column.attribute == attribute else pl.repeat(None, len(cells), dtype=pl.String, eager=True)
        said = figures[0].zip_with(first, figures[1]).zip_with(both, others)
        yield replace(column, attribute=attribute, unit=unit, known=True), said.alias(cells.name)
