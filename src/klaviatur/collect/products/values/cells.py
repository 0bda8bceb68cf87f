"""What every reader of values takes and gives: a column with its context, a frame of cells.

A frame of cells has one row per row of the table and the string columns of `SCHEMA`. `value` null and `items` null:
the cell says nothing. `steps` and `rules` hold codes joined by "|"; `items` is a JSON list of strings.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import orjson
import polars as pl

from klaviatur.records import ColumnMap, Kind

FIELDS = ("value", "items", "kind", "unit", "currency", "steps", "rules")
SCHEMA = dict.fromkeys(FIELDS, pl.String)


class Parsed(NamedTuple):
    """What one cell says."""

    value: str | None = None
    items: tuple[str, ...] = ()
    kind: Kind | None = None  # None: the column's own
    unit: str | None = None
    currency: str | None = None
    steps: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what is known about all its values."""

    map: ColumnMap
    decimal: str | None = None
    day_first: bool = True
    locale: str | None = None
    currency: str | None = None
    dimension: str = ""  # what a unit must measure, "" any
    units: pl.Series | None = None  # as written, from a column beside
    currencies: pl.Series | None = None

    @property
    def guess(self) -> str | None:
        """The decimal mark its language has, for cells that can be read in two ways."""
        return {"de": ",", "en": "."}.get((self.locale or "")[:2].lower())


Reader = Callable[[pl.Series, Column], pl.DataFrame]


def as_cells(text: pl.Series, **fields: pl.Series | pl.Expr | str | None) -> pl.DataFrame:
    """Return cells with the given fields, others null; expressions see the column "text"."""
    given = {name: pl.lit(value, pl.String) if value is None else value for name, value in fields.items()}
    given = {name: pl.lit(value) if isinstance(value, str) else value for name, value in given.items()}
    rest = {name: pl.lit(None, pl.String) for name in FIELDS if name not in given}
    return pl.DataFrame({"text": text}).with_columns(**given, **rest).select(FIELDS)


def read_odd(cells: pl.DataFrame, text: pl.Series, parse: Callable[[str], Parsed]) -> pl.DataFrame:
    """Return the cells with those that say nothing yet parsed one by one, every different text once."""

    def parsed(different: pl.Series) -> pl.DataFrame:
        return pl.DataFrame([_plain(parse(each)) for each in different], schema=SCHEMA, orient="row")

    return read_rest(cells, text, parsed)


def read_rest(cells: pl.DataFrame, text: pl.Series, reader: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
    """Return the cells with those that say nothing yet read by another reader, every different text once."""
    odd = text.is_not_null() & cells["value"].is_null() & cells["items"].is_null()
    if not odd.any():
        return cells
    different = text.filter(odd).unique(maintain_order=True)
    read = reader(different).with_columns(text=different)
    found = pl.DataFrame({"text": text.set(~odd, None)}).join(read, on="text", how="left", maintain_order="left")
    if odd.all():
        return found.select(FIELDS)
    return found.select(pl.coalesce(cells[name], pl.col(name)).alias(name) for name in FIELDS)


def _plain(parsed: Parsed) -> tuple[str | None, ...]:
    value, items, kind, unit, currency, steps, rules = parsed
    listed = orjson.dumps(items).decode() if items else None
    return value, listed, kind, unit, currency, "|".join(steps) or None, "|".join(rules) or None
