"""Facts of whole columns as the JSON text of `catalogue.packing`, without one Python call per cell."""

from dataclasses import dataclass

import orjson
import polars as pl

from klaviatur.catalogue.packing import Field
from klaviatur.records import Kind

_NEEDS_ESCAPE = r'[\x00-\x1f"\\]'
_ESCAPES = {chr(code): orjson.dumps(chr(code)).decode()[1:-1] for code in (*range(0x20), 0x22, 0x5C)}


@dataclass(frozen=True, slots=True)
class FactColumn:
    """The facts one column gives: at most one per row, none where `value` and `items` are null."""

    attribute: str
    kind: Kind
    column: str
    cells: pl.DataFrame  # as values.cells has them, beside `raw` (null: as value) and `locale`, `channel`
    label: str = ""
    channel: str | None = None  # of the column; None: of the row, or none
    columns: pl.Series | None = None  # the columns of each cell, where several were united
    attributes: pl.Series | None = None  # of each cell, where several columns were stacked
    labels: pl.Series | None = None  # the same


def pack_columns(columns: list[FactColumn], height: int, *more: pl.Series) -> pl.Series:
    """Return the packed facts of every row, the columns in their order; `more`: what is packed already."""
    facts = [*(packed(column) for column in columns), *more]
    if not facts:
        return pl.repeat("[]", height, dtype=pl.String, eager=True)
    joined = pl.concat_str(facts, separator=",", ignore_nulls=True)
    return pl.select(pl.concat_str(pl.lit("["), joined, pl.lit("]"))).to_series().alias("facts")


@dataclass(frozen=True, slots=True)
class _Part:
    """A field of all facts of a column: what stands before and after each text, which is escaped."""

    before: str
    text: pl.Series
    after: str


def packed(column: FactColumn) -> pl.Series:
    """Return one packed fact per row; fields at the end that say nothing are cut."""
    cells = column.cells
    fields: dict[Field, _Part | str | None] = {
        Field.COLUMN: _json(column.column) if column.columns is None else _quoted(column.columns),
        Field.RAW: _quoted(cells["raw"]),
        Field.UNIT: _quoted(cells["unit"]),
        Field.CURRENCY: _quoted(cells["currency"]),
        Field.LOCALE: _quoted(cells["locale"]),
        Field.CHANNEL: _quoted(cells["channel"]),
        Field.STEPS: _listed(cells["steps"]),
        Field.LABEL: _label(column),
    }
    silent = cells["value"].is_null() & cells["items"].is_null()
    joined = pl.concat_str([*_kind(column), *_said(cells), *_tail(fields, silent), pl.lit("]")])
    return pl.select(joined).to_series()


def _label(column: FactColumn) -> _Part | str | None:
    if column.labels is not None:
        return _quoted(column.labels)
    return _json(column.label) if column.label else None


def _kind(column: FactColumn) -> list[pl.Expr]:
    start, kinds = [pl.lit(f'[{_json(column.attribute)},"')], column.cells["kind"]
    if column.attributes is not None:
        start = [pl.lit('["'), pl.lit(escaped(column.attributes)), pl.lit('","')]
    if kinds.null_count() == len(kinds):
        return [*start, pl.lit(f'{column.kind.value}",')]
    return [*start, pl.lit(kinds.fill_null(column.kind.value)), pl.lit('",')]


def _said(cells: pl.DataFrame) -> list[pl.Expr]:
    """Return the JSON of what each cell says, null where it says nothing."""
    items, value = cells["items"], escaped(cells["value"])
    quoted = [pl.lit('"'), pl.lit(value), pl.lit('"')]
    if items.null_count() == len(items):
        return quoted
    return [pl.coalesce(pl.lit(items), pl.concat_str(quoted))]


def _tail(fields: dict[Field, _Part | str | None], silent: pl.Series) -> list[pl.Expr]:
    """Return each field with its comma, cut where it and all after it are null; `silent`: rows without fact."""
    parts: list[list[pl.Expr]] = []
    needed: pl.Expr | bool = False
    for field in reversed(fields.values()):
        text, there = _text(field, silent)
        needed = _either(needed, there)
        if needed is True:
            parts.append(text)
        elif needed is not False:
            parts.append([pl.when(needed).then(pl.concat_str(text)).otherwise(pl.lit(""))])
    return [piece for part in reversed(parts) for piece in part]


def _either(one: pl.Expr | bool, other: pl.Expr | bool) -> pl.Expr | bool:
    if one is True or other is True:
        return True
    if isinstance(one, bool) or isinstance(other, bool):
        return one or other if isinstance(one, bool) else one
    return one | other


def _text(field: _Part | str | None, silent: pl.Series) -> tuple[list[pl.Expr], pl.Expr | bool]:
    """Return a field with the comma before it, and in which rows with a fact it is there: in all, none or these."""
    if field is None:
        return [pl.lit(",null")], False
    if isinstance(field, str):
        return [pl.lit(f",{field}")], True
    whole = [pl.lit(f",{field.before}"), pl.lit(field.text), pl.lit(field.after)]
    if (field.text.is_not_null() | silent).all():
        return whole, True
    return [pl.concat_str(whole).fill_null(",null")], pl.lit(field.text.is_not_null())


def _quoted(text: pl.Series) -> _Part | None:
    return None if text.null_count() == len(text) else _Part('"', escaped(text), '"')


def _listed(codes: pl.Series) -> _Part | None:
    if codes.null_count() == len(codes):
        return None
    return _Part('["', codes.str.replace_all("|", '","', literal=True), '"]')


def escaped(text: pl.Series) -> pl.Series:
    """Return texts as they stand between the quotation marks of JSON."""
    return text.str.replace_many(_ESCAPES) if text.str.contains(_NEEDS_ESCAPE).any() else text


def _json(text: str) -> str:
    return orjson.dumps(text).decode()
