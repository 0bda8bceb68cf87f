"""A mapping meets a later file: what a person decided stays, new columns are proposed, vanished ones are named."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from klaviatur.collect.products.mapping.columns import Slot, name_again, slot_of
from klaviatur.records import ColumnMap, ColumnMapping


@dataclass(frozen=True, slots=True)
class Refit:
    """A mapping for the file at hand, and what is different from the one it was made for."""

    mapping: ColumnMapping
    added: tuple[ColumnMap, ...] = ()  # columns the mapping did not know, as proposed
    vanished: tuple[ColumnMap, ...] = ()  # columns of the mapping the file lacks


def fits(mapping: ColumnMapping, columns: Sequence[str]) -> bool:
    """Return whether a mapping speaks of exactly these columns, in any order."""
    return {each.column for each in mapping.columns} == set(columns)


def refit(mapping: ColumnMapping, proposed: ColumnMapping) -> Refit:
    """Return the mapping for the columns of `proposed`: known columns as before, new ones as proposed.

    A new column never takes an attribute the mapping already gives; then it keeps its own name.
    """
    before = {each.column: each for each in mapping.columns}
    here = {each.column for each in proposed.columns}
    given = {slot_of(each) for each in mapping.columns if each.column in here}
    added = {each.column: _beside(each, given) for each in proposed.columns if each.column not in before}
    columns = tuple(before.get(each.column) or added[each.column] for each in proposed.columns)
    vanished = tuple(each for each in mapping.columns if each.column not in here)
    return Refit(replace(mapping, columns=columns), tuple(added.values()), vanished)


def _beside(column: ColumnMap, given: set[Slot]) -> ColumnMap:
    column = name_again(column, given) if slot_of(column) in given else column
    given.add(slot_of(column))
    return column
