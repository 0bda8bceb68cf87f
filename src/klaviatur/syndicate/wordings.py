"""Released wordings as columns beside what products say: their words, and who answers for them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import polars as pl

from klaviatur.records import Marking, Method
from klaviatur.syndicate.cleaning import cleaned
from klaviatur.syndicate.languages import MARK
from klaviatur.syndicate.planning import Plan
from klaviatur.text.marking import SCHEMA_ORG, ai_label

PARTS = ("method", "source_type", "machine_share", "writer", "reviewed_by", "reviewed_at", "label")


def with_wordings(frame: pl.DataFrame, plan: Plan, released: pl.DataFrame) -> pl.DataFrame:
    """Return products with a column for each wording that the plan reads, null where none is released.

    `released`: key, channel, locale, part, text, method, machine_share, writer, reviewed_by, reviewed_at.
    """
    for column in sorted(plan.wordings - {*frame.columns}):
        place, _, language = column.removeprefix("wording:").partition(MARK)
        channel, _, part = place.partition(":")
        found = released.filter((pl.col("channel") == channel) & (pl.col("part") == part))
        frame = _joined(frame, column, _nearest(found, language or plan.view.locale), plan)
    return frame


def markings_of(plan: Plan, released: pl.DataFrame) -> dict[str, Marking]:
    """Return who wrote the wordings that the plan takes of a product's released ones: "shopping_title:title".

    In a further language: "shopping_title:title@en".
    """
    chosen = {}
    for column in sorted(plan.wordings):
        name = column.removeprefix("wording:")
        place, _, language = name.partition(MARK)
        channel, _, part = place.partition(":")
        there = released.filter((pl.col("channel") == channel) & (pl.col("part") == part))
        chosen[name] = _nearest(there, language or plan.view.locale)
    return {name: _marking(found.row(0, named=True)) for name, found in chosen.items() if found.height}


def _nearest(found: pl.DataFrame, locale: str) -> pl.DataFrame:
    """Return one wording a product: that of a locale, else one of its language."""
    language = locale[:2].lower()
    spoken = found.filter(pl.col("locale").str.head(2).str.to_lowercase() == language)
    nearest = spoken.sort((pl.col("locale") != locale), "locale", maintain_order=True)
    return nearest.unique("key", keep="first", maintain_order=True)


def _joined(frame: pl.DataFrame, column: str, found: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    names = [column, *(f"{column}.{part}" for part in PARTS)]
    if found.is_empty():
        return frame.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in names)
    rows = list(_told(found, plan))
    said = pl.DataFrame(rows, schema=dict.fromkeys(("key", *names), pl.String), orient="row")
    said = said.with_columns(cleaned(said[name]) for name in names)
    return frame.join(said, on="key", how="left", maintain_order="left")


def _told(found: pl.DataFrame, plan: Plan) -> Iterator[tuple[Any, ...]]:
    for row in found.iter_rows(named=True):
        marking = _marking(row)
        label = ai_label(marking, plan.setup.language) or None
        short = marking.method.value.rpartition("/")[2]
        who = (row["machine_share"], row["writer"], row["reviewed_by"], row["reviewed_at"])
        yield (row["key"], row["text"], short, SCHEMA_ORG[marking.method], *who, label)


def _marking(row: Mapping[str, Any]) -> Marking:
    reviewed_at = datetime.fromisoformat(row["reviewed_at"])
    return Marking(Method(row["method"]), float(row["machine_share"]), row["writer"], row["reviewed_by"], reviewed_at)
