"""Puts together how a mapping is proposed: names and values of the columns, and a model for what names mean."""

from dataclasses import replace

import polars as pl

from klaviatur.collect.products.mapping import propose, refit
from klaviatur.collect.products.marks import with_marks
from klaviatur.records import ColumnMapping, Table
from klaviatur.wiring.embedding import embedder


def proposed_mapping(
    source: str, table: Table, sample: pl.DataFrame, kept: ColumnMapping | None = None
) -> ColumnMapping:
    """Return a proposal for a table of a source; what a kept mapping says of its columns holds."""
    proposed = replace(propose(table, sample, embedder()), name=source)
    if kept is None:
        return with_marks(proposed, table, sample)
    fitted = refit(kept, proposed)
    return with_marks(replace(fitted.mapping, columns=(*fitted.mapping.columns, *fitted.vanished)), table, sample)
