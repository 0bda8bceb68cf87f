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


def pack_columns(columns: list[FactColumn], height: int) -> pl.Series:
    """Return the packed facts of every row, the columns in their order."""
    facts = [_packed(column) for column in columns]
    if not facts:
        return pl.repeat("[]", height, dtype=pl.String, eager=True)
    joined = pl.concat_str(facts, separator=",", ignore_nulls=True)
    return pl.select(pl.concat_str(pl.lit("["), joined, pl.lit("]"))).to_series().alias("facts")


def _packed(column: FactColumn) -> pl.Series:
    """Return one packed fact per row; fields at the end that say nothing are cut."""
    cells = column.cells
    fields: dict[Field, pl.Series | str | None] = {
        Field.COLUMN: _json(column.column),
        Field.RAW: _quoted(cells["raw"]),
        Field.UNIT: _quoted(cells["unit"]),
        Field.CURRENCY: _quoted(cells["currency"]),
        Field.LOCALE: _quoted(cells["locale"]),
        Field.CHANNEL: _quoted(cells["channel"]),
        Field.STEPS: _listed(cells["steps"]),
        Field.LABEL: _json(column.label) if column.label else None,
    }
    kinds = cells["kind"]
    start = f'[{_json(column.attribute)},"'
    uniform = kinds.null_count() == len(kinds)
    kind = (
        [pl.lit(f'{start}{column.kind.value}",')]
        if uniform
        else [pl.lit(start), kinds.fill_null(column.kind.value), pl.lit('",')]
    )
    packed = pl.concat_str([*kind, _said(cells), *_tail(fields), pl.lit("]")])
    return pl.select(packed).to_series()


def _said(cells: pl.DataFrame) -> pl.Series:
    """Return the JSON of what each cell says, null where it says nothing."""
    items, value = cells["items"], _quoted(cells["value"])
    return value if items.null_count() == len(items) else items.zip_with(items.is_not_null(), value)


def _tail(fields: dict[Field, pl.Series | str | None]) -> list[pl.Expr]:
    """Return each field with the comma before it, "" where it and all after it are null."""
    parts: list[pl.Expr] = []
    needed: pl.Expr | bool = False
    for field in reversed(fields.values()):
        if field is None or (isinstance(field, pl.Series) and field.null_count() == len(field)):
            text = pl.lit(",null")
        else:
            text = pl.lit(f",{field}") if isinstance(field, str) else pl.lit(",") + pl.lit(field).fill_null("null")
            needed = _either(needed, field)
        if needed is True:
            parts.append(text)
        elif needed is not False:
            parts.append(pl.when(needed).then(text).otherwise(pl.lit("")))
    return parts[::-1]


def _either(needed: pl.Expr | bool, field: pl.Series | str) -> pl.Expr | bool:
    """Return in which rows a field or one after it is there; True: in all of them."""
    if needed is True or isinstance(field, str) or not field.null_count():
        return True
    return pl.lit(field.is_not_null()) | needed


def _quoted(text: pl.Series) -> pl.Series:
    if text.null_count() == len(text):
        return text
    if text.str.contains(_NEEDS_ESCAPE).any():
        text = text.str.replace_many(_ESCAPES)
    return pl.select(pl.concat_str(pl.lit('"'), text, pl.lit('"'))).to_series()


def _listed(codes: pl.Series) -> pl.Series:
    if codes.null_count() == len(codes):
        return codes
    inner = codes.str.replace_all("|", '","', literal=True)
    return pl.select(pl.concat_str(pl.lit('["'), inner, pl.lit('"]'))).to_series()


def _json(text: str) -> str:
    return orjson.dumps(text).decode()
