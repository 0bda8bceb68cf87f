"""What variants differ in, where a file writes the name of it beside its value."""

from collections.abc import Sequence
from functools import cache

import polars as pl

from klaviatur.adapters.sources.catalogues.dialects.frames import free_name
from klaviatur.records import ColumnHint, Table
from klaviatur.text.lexicon import read_table


def known_options() -> tuple[str, ...]:
    """Return the attributes options are known for."""
    return tuple(_names())


def option_columns(table: Table) -> dict[str, tuple[str, ColumnHint]]:
    """Return a column for each known option: attribute, then name and hint."""
    return {
        attribute: (free_name(table, f"Option {attribute}"), ColumnHint(attribute=attribute, label=names[0]))
        for attribute, names in _names().items()
    }


def option_values(pairs: Sequence[tuple[pl.Expr, pl.Expr]], attribute: str) -> pl.Expr:
    """Return the value of the pair of name and value whose name means an attribute."""
    names = _names()[attribute]
    told = [pl.when(name.str.strip_chars().str.to_lowercase().is_in(names)).then(value) for name, value in pairs]
    return pl.coalesce([one.otherwise(None) for one in told])


def option_of(name: str) -> str | None:
    """Return the attribute an option's name means, None for an option of somebody's own."""
    spoken = name.strip().lower()
    return next((attribute for attribute, names in _names().items() if spoken in names), None)


@cache
def _names() -> dict[str, list[str]]:
    return {attribute: list(names) for attribute, names in read_table(__package__, "options.toml").items()}
