"""Several columns of one row that say the same attribute: one fact for each place (attribute, locale, channel).

Lists, media, relations and the texts of attributes that may have several columns are united. Of any other attribute
the first filled column counts; what the others say is kept under their own names. So nothing is lost, and no two facts
of a row have the same id.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from klaviatur.catalogue.prices import named_with
from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.collect.products.fact_text import FactColumn, escaped
from klaviatur.records import ColumnMap, Kind

_AS_ITEMS = frozenset({Kind.LIST, Kind.MEDIA, Kind.RELATION})
_AS_LINES = frozenset({Kind.TEXT, Kind.RICH_TEXT, Kind.IDENTIFIER})
_STEP = "columns_united"
_LEVEL = re.compile(r"(?i)(?:ebene|level|stufe|lvl)[\W_]*(?P<level>\d)")
_ABOVE = re.compile(r"(?i)haupt|ober|main|parent|top")
_BELOW = re.compile(r"(?i)unter|sub")
_SILENT = ("value", "items", "kind", "unit", "currency", "steps", "raw")


def own_names(columns: Sequence[ColumnMap]) -> dict[str, str]:
    """Return a name of its own for each column whose attribute an earlier column has; prices have their currency's."""
    taken = {column.attribute for column in columns}
    seen: set[str] = set()
    paid: set[tuple[str, str | None]] = set()
    names: dict[str, str] = {}
    for column in columns:
        price = column.attribute, column.currency
        if column.attribute in seen:
            money = named_with(column.attribute, column.currency) if column.currency and price not in paid else ""
            names[column.column] = _free(money or snake(column.column), taken)
            taken.add(names[column.column])
        seen.add(column.attribute)
        paid.add(price)
    return names


def snake(name: str) -> str:
    """Return the name of the attribute that a column nobody knows becomes."""
    return "_".join(re.findall(r"\w+", name.lower())) or "column"


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 1
    while free in taken or free in vocabulary():
        number += 1
        free = f"{name}_{number}"
    return free


def unite(
    facts: Sequence[FactColumn], names: Mapping[str, str]
) -> tuple[list[FactColumn], list[tuple[str, pl.Series]]]:
    """Return the facts with one at each place of a row, and where a column says something else than one before it.

    `names` are the own names of columns whose attribute others have too.
    """
    kept: dict[str, list[FactColumn]] = {}
    beside: list[FactColumn] = []
    differing: list[tuple[str, pl.Series]] = []
    for fact in facts:
        earlier = kept.setdefault(fact.attribute, [])
        for at, first in enumerate(earlier):
            both = _at_one_place(first, fact)
            if not both.any():
                continue
            if _can_unite(first, fact):
                earlier[at] = _united(first, fact, both)
            else:
                beside.append(_only(fact, both, names.get(fact.column, f"{fact.attribute}_{fact.column}")))
                differing += [(fact.column, both & _differ(first, fact))] * (not _may_have_several(fact))
            fact = _without(fact, both)
        earlier.append(fact)
    return [*(each for several in kept.values() for each in several), *beside], differing


def _at_one_place(one: FactColumn, other: FactColumn) -> pl.Series:
    """Return in which rows both say something for the same locale and channel."""
    same = [one.cells[name].eq_missing(other.cells[name]) for name in ("locale", "channel")]
    return _says(one) & _says(other) & same[0] & same[1]


def _says(fact: FactColumn) -> pl.Series:
    return fact.cells["value"].is_not_null() | fact.cells["items"].is_not_null()


def _may_have_several(fact: FactColumn) -> bool:
    known = vocabulary().get(fact.attribute)
    return known is not None and known.several


def _can_unite(one: FactColumn, other: FactColumn) -> bool:
    kinds = {one.kind, other.kind}
    return kinds <= _AS_ITEMS or (kinds <= _AS_ITEMS | _AS_LINES and _may_have_several(one))


def _differ(one: FactColumn, other: FactColumn) -> pl.Series:
    """Return where two say something else of the same; prices in two currencies are two prices."""
    same = {name: one.cells[name].eq_missing(other.cells[name]) for name in ("value", "items", "unit", "currency")}
    return ~(same["value"] & same["items"] & same["unit"]) & same["currency"]


# --- Cells ------------------------------------------------------------------------------------------------------------
def _without(fact: FactColumn, rows: pl.Series) -> FactColumn:
    silent = [pl.when(~rows).then(pl.col(name)).alias(name) for name in _SILENT]
    return replace(fact, cells=fact.cells.with_columns(silent))


def _only(fact: FactColumn, rows: pl.Series, name: str) -> FactColumn:
    """Return the fact of some rows under a name of its own."""
    return replace(_without(fact, ~rows), attribute=name, label=fact.label or fact.column)


def _united(one: FactColumn, other: FactColumn, rows: pl.Series) -> FactColumn:
    """Return the first column's fact with what the other says in some rows behind it."""
    listed = one.kind in _AS_ITEMS
    several = _path(one, other) if _is_below(one, other) else pl.concat_list(_several(one.cells), _several(other.cells))
    several = several.list.unique(maintain_order=True)
    items = pl.select(pl.when(rows).then(several)).to_series().alias("items")
    joined = items.list.join("; " if listed else "\n")
    raw = pl.concat_str(_raw(one.cells), _raw(other.cells), separator="; " if listed else "\n")
    steps = pl.concat_str(one.cells["steps"], other.cells["steps"], pl.lit(_STEP), separator="|", ignore_nulls=True)
    steps = steps.str.split("|").list.unique(maintain_order=True).list.join("|")
    columns = [fact.columns if fact.columns is not None else pl.lit(fact.column) for fact in (one, other)]
    cells = one.cells.with_columns(
        _where(rows, None if listed else joined, "value"),
        _where(rows, _as_json(items) if listed else None, "items"),
        _where(rows, pl.when(raw != joined).then(raw), "raw"),
        _where(rows, steps, "steps"),
    )
    names = pl.select(pl.when(rows).then(pl.concat_str(columns, separator=" + ")).otherwise(columns[0])).to_series()
    return replace(one, cells=cells, columns=names)


def _is_below(one: FactColumn, other: FactColumn) -> bool:
    """Return whether a column holds the categories below those of another one: "Ebene 2", "Unterkategorie", "_1_1"."""
    if one.attribute != "category" or other.attribute != "category":
        return False
    levels = [_LEVEL.search(column) for column in (one.column, other.column)]
    if levels[0] and levels[1]:
        return int(levels[0]["level"]) < int(levels[1]["level"])
    if _ABOVE.search(one.column) and _BELOW.search(other.column):
        return True
    return (
        other.column.startswith(f"{one.column}_") and other.column.removeprefix(one.column).strip("_0123456789") == ""
    )


def _path(one: FactColumn, other: FactColumn) -> pl.Expr:
    """Return the categories of a column, the last of them with what the other one says below it."""
    above, below = pl.lit(_several(one.cells)), pl.lit(_several(other.cells))
    joined = pl.concat_str(above.list.last(), below.list.first(), separator=" > ")
    whole = below.list.first().str.starts_with(above.list.last())  # it names all that is above it
    last = pl.when(whole).then(below.list.first()).otherwise(joined)
    return pl.concat_list(above.list.head(above.list.len() - 1), last)


def _where(rows: pl.Series, then: pl.Series | pl.Expr | None, name: str) -> pl.Expr:
    value = pl.lit(then, pl.String) if then is None else then
    return pl.when(rows).then(value).otherwise(pl.col(name)).alias(name)


def _several(cells: pl.DataFrame) -> pl.Series:
    """Return what each cell says as a list."""
    listed = cells["items"].str.json_decode(pl.List(pl.String))
    return pl.select(pl.coalesce(pl.lit(listed), pl.concat_list(pl.lit(cells["value"])))).to_series()


def _raw(cells: pl.DataFrame) -> pl.Series:
    shown = pl.coalesce(pl.lit(cells["raw"]), pl.lit(_several(cells).list.join("; ")))
    return pl.select(shown).to_series()


def _as_json(items: pl.Series) -> pl.Series:
    quoted = pl.DataFrame({"items": items, "row": range(len(items))}).explode("items")
    quoted = quoted.with_columns(items='"' + escaped(quoted["items"]) + '"')
    joined = quoted.group_by("row", maintain_order=True).agg(pl.col("items").drop_nulls().str.join(","))["items"]
    return pl.select(pl.concat_str(pl.lit("["), joined, pl.lit("]"))).to_series()
