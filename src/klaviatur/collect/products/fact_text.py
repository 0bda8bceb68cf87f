"""Facts of whole columns as the JSON text of `catalogue.packing`, without one Python call per cell."""

from dataclasses import dataclass

import orjson
import polars as pl

from klaviatur.catalogue.packing import Field
from klaviatur.records import Kind

_NEEDS_ESCAPE = r'[\x00-\x1f"\\]'
_ESCAPES = {chr(code): orjson.dumps(chr(code)).decode()[1:-1] for code in (*range(0x20), 0x22, 0x5C)}
_NULL = pl.lit(None, pl.String)


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
    fields: dict[Field, pl.Series | pl.Expr] = {
        Field.COLUMN: _constant(column.column),
        Field.RAW: _quoted(cells["raw"]),
        Field.UNIT: _quoted(cells["unit"]),
        Field.CURRENCY: _quoted(cells["currency"]),
        Field.LOCALE: _quoted(cells["locale"]),
        Field.CHANNEL: _quoted(cells["channel"]),
        Field.STEPS: _listed(cells["steps"]),
        Field.LABEL: _constant(column.label or None),
    }
    kinds = cells["kind"].fill_null(column.kind.value)
    said = pl.coalesce(_some(cells["items"]), _some(_quoted(cells["value"])))
    head = pl.concat_str(pl.lit(f'[{_json(column.attribute)},"'), kinds, pl.lit('",'), said)
    packed = pl.concat_str([head, *_tail(fields), pl.lit("]")])
    return pl.select(packed).to_series()


def _tail(fields: dict[Field, pl.Series | pl.Expr]) -> list[pl.Expr]:
    """Return each field with the comma before it, "" where it and all after it are null."""
    texts = [_some(field) for field in fields.values()]
    parts: list[pl.Expr] = []
    needed: pl.Expr = pl.lit(value=False)
    for text in reversed(texts):
        needed = needed | text.is_not_null()
        parts.append(pl.when(needed).then(pl.concat_str(pl.lit(","), text.fill_null("null"))).otherwise(pl.lit("")))
    return parts[::-1]


def _some(field: pl.Series | pl.Expr) -> pl.Expr:
    """Return a field as an expression; one that is null in every row costs nothing."""
    if isinstance(field, pl.Expr):
        return field
    return _NULL if field.null_count() == len(field) else pl.lit(field)


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


def _constant(text: str | None) -> pl.Expr:
    return _NULL if text is None else pl.lit(_json(text))


def _json(text: str) -> str:
    return orjson.dumps(text).decode()
