"""Relations of an item in ETIM xChange: one list of objects, made of a list of numbers for each type."""

from collections.abc import Sequence

import polars as pl

from klaviatur.records import OutputField
from klaviatur.syndicate.columns import silent_columns
from klaviatur.syndicate.formats.json_tree import quoted

RELATIONS = "TradeItem[0].ItemRelations"
RELATION = "relation"  # option of a field: the type, and what reference_quantity calls it
_QUANTITIES = f"{RELATIONS}#quantity"  # how many of a product belong to another one: "sparepart E-1: 2"
_QUANTITY = r"(?s)^(?<kind>\w+) (?<number>.+): (?<quantity>[1-9][0-9]{0,8})$"
_SAME = ("row", "kind", "number")


def is_relation(field: OutputField) -> bool:
    """Return whether a field is one of those that make the list."""
    return field.name.partition("#")[0] == RELATIONS


def with_relations(frame: pl.DataFrame, fields: Sequence[OutputField]) -> pl.DataFrame:
    """Return products with a column RELATIONS: lists of JSON objects in the order of `fields`, null for none."""
    silent = silent_columns(frame)
    told = [_numbers(frame, one) for one in fields if RELATION in one.options and one.name not in silent]
    if not told:
        return frame.with_columns(pl.lit(None, dtype=pl.List(pl.String)).alias(RELATIONS))
    rows = pl.concat(told).unique(["row", "type", "number"], keep="first", maintain_order=True)
    rows = rows.join(_quantities(frame), on=_SAME, how="left", maintain_order="left")
    relation = pl.concat_str(
        pl.lit('{"RelatedSupplierItemNumber":'), quoted(pl.col("number")), pl.lit(',"RelationType":"'), pl.col("type"),
        pl.lit('","RelatedItemQuantity":'), pl.col("quantity").fill_null("1"), pl.lit("}"),
    )  # fmt: skip
    listed = rows.select("row", relation.alias(RELATIONS)).group_by("row", maintain_order=True).agg(RELATIONS)
    every = frame.select(row=pl.int_range(pl.len()))
    return frame.with_columns(every.join(listed, on="row", how="left", maintain_order="left")[RELATIONS])


def _numbers(frame: pl.DataFrame, field: OutputField) -> pl.DataFrame:
    """Return the numbers in a field, a row for each."""
    name, _, called = field.options.get(RELATION, "").partition(" ")
    rows = frame.select(row=pl.int_range(pl.len()), number=pl.col(field.name)).explode("number")
    said = rows.filter(pl.col("number") != "").cast({"number": pl.String})
    return said.with_columns(type=pl.lit(name), kind=pl.lit(called))


def _quantities(frame: pl.DataFrame) -> pl.DataFrame:
    """Return how many belong to a product: row, kind, number, quantity."""
    said = pl.col(_QUANTITIES) if _QUANTITIES in frame.columns else pl.lit(None, dtype=pl.List(pl.String))
    rows = frame.select(row=pl.int_range(pl.len()), said=said).explode("said").drop_nulls()
    parts = rows.select("row", pl.col("said").cast(pl.String).str.extract_groups(_QUANTITY).struct.unnest())
    return parts.drop_nulls().unique(_SAME, keep="first", maintain_order=True)
