"""What an expression gives where products say nothing of what it reads is reckoned once: it has to be the same for all."""

import polars as pl
import pytest
from tests.syndicate_profiles.house import make, products_of

from klaviatur.adapters.outputs import load_outputs
from klaviatur.syndicate.columns import Column, reckoned, silent_columns
from klaviatur.syndicate.planning import Plan

NAMES = sorted(load_outputs())


def _columns(plan: Plan) -> dict[str, Column]:
    fields = {f"field {one.field.name}": one.column for one in plan.fields if not one.language}
    checks = {f"check {at}": one.catches for at, one in enumerate(plan.checks)}
    return {**plan.shared, **fields, **checks}


@pytest.mark.parametrize("name", NAMES)
def test_what_reads_nothing_but_nulls_gives_the_same_for_every_product(name: str) -> None:
    frame, plan = products_of(name), make(name).plan
    known = 0
    for what, column in _columns(plan).items():
        nullable = {read for read in column.reads if frame.schema[read] in (pl.String, pl.List(pl.String))}
        if not column.reads or nullable != column.reads or column.reads & {"key", "group", "family"}:
            continue
        mute = frame.with_columns(pl.lit(None, frame.schema[read]).alias(read) for read in sorted(column.reads))
        whole = mute.select("key", said=column.expr)["said"]
        alone = mute.head(1).select("key", said=column.expr)["said"]
        assert whole.equals(alone.new_from_index(0, len(whole)), null_equal=True), what
        known += 1
    assert known


@pytest.mark.parametrize("name", NAMES)
def test_columns_are_what_their_expressions_give_whatever_was_silent_before(name: str) -> None:
    frame, plan = products_of(name), make(name).plan
    columns = {what: Column(one.expr) for what, one in _columns(plan).items()}
    expected = {what: frame.select("key", said=one.expr)["said"] for what, one in columns.items()}
    for part in (frame, frame.clear(), *frame.iter_slices(1), frame.tail(3), frame):
        keys = frame["key"].is_in(part["key"].implode())
        for what, said in zip(columns, reckoned(part, columns), strict=True):
            if not columns[what].reads & {"family", "only_groups", "group"}:  # these ask others of a group
                assert said.equals(expected[what].filter(keys).alias(said.name), null_equal=True, check_dtypes=True), (
                    what
                )
    assert any(one.silence is not None for one in columns.values())


def test_a_column_of_nothing_but_nulls_is_silent_and_an_empty_frame_teaches_nothing() -> None:
    frame = pl.DataFrame(
        {"key": ["a", "b"], "price": [None, None], "name": ["x", None]}, schema_overrides={"price": pl.String}
    )
    assert silent_columns(frame) == {"price"}
    column = Column(pl.col("price").fill_null("on request"))
    assert reckoned(frame.clear(), {"said": column})[0].to_list() == []
    assert column.silence is None
    assert reckoned(frame, {"said": column})[0].to_list() == ["on request", "on request"]
    assert reckoned(frame.with_columns(price=pl.lit("1.00")), {"said": column})[0].to_list() == ["1.00", "1.00"]
    assert reckoned(frame.head(1), {"said": column})[0].to_list() == ["on request"]


def test_what_asks_nothing_of_products_is_said_of_every_one() -> None:
    frame = pl.DataFrame({"key": ["a", "b"]})
    assert reckoned(frame, {"said": Column(pl.lit("new").first())})[0].to_list() == ["new", "new"]
