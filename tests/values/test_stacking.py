"""Very many columns are read together, and say what each of them would say alone."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from value_tables import column, mapping_of

from klaviatur.catalogue.packing import Field, PackedFact, packed_facts
from klaviatur.collect.products.preparing import Prepared, prepare
from klaviatur.collect.products.stacking import MANY
from klaviatur.records import Chunk, ColumnMap, Kind

NUMBER = {"kind": Kind.NUMBER, "known": False}
HOW: list[dict[str, object]] = [
    {"kind": Kind.TEXT, "known": False},
    {"kind": Kind.TEXT, "known": False, "locale": "de_DE", "label": 'Höhe "netto"'},
    NUMBER,
    {**NUMBER, "unit": "MMT"},
    {"kind": Kind.BOOLEAN, "known": False, "channel": "print"},
    {"kind": Kind.LIST, "known": False, "separator": ";"},
]
CELLS = st.sampled_from(["12,5", "12 mm", "1.250,00 kg", "ja", "n/a", " rot ", 'a "b"\nc', "<b>x</b>", "2;3", "\u0661"])
ROWS = 6


FILLED = st.dictionaries(st.tuples(st.integers(0, ROWS - 1), st.integers(0, MANY + 9)), CELLS, min_size=5, max_size=40)


def table(filled: dict[tuple[int, int], str]) -> tuple[Chunk, list[ColumnMap]]:
    names = [f"Merkmal {at}" for at in range(MANY + 10)]
    columns = [column(name, attribute=f"m_{at}", **HOW[at % len(HOW)]) for at, name in enumerate(names)]  # type: ignore[arg-type]
    cells = {
        name: ["1,5", *(filled.get((row, at)) for row in range(1, ROWS))] for at, name in enumerate(names)
    }  # the first row fills all
    frame = pl.DataFrame({"sku": [str(row) for row in range(ROWS)], **cells})
    return Chunk(frame, pl.Series("row", range(2, ROWS + 2), dtype=pl.Int64)), columns


def told(outcome: Prepared) -> list[dict[str, PackedFact]]:
    return [{fact[Field.COLUMN]: fact for fact in packed_facts(facts)} for facts in outcome.frame["facts"]]


@settings(max_examples=8, deadline=None)
@given(FILLED)
def test_a_cell_says_the_same_in_a_wide_table_as_in_a_narrow_one(filled: dict[tuple[int, int], str]) -> None:
    chunk, columns = table(filled)
    wide = prepare(chunk, mapping_of(*columns))
    apart: list[dict[str, PackedFact]] = [{} for _ in range(ROWS)]
    found = set()
    for start in range(0, len(columns), MANY // 2):
        some = columns[start : start + MANY // 2]
        frame = chunk.frame.select("sku", *(each.column for each in some))
        narrow = prepare(Chunk(frame, chunk.rows), mapping_of(*some))
        found |= {(one.rule, one.column, one.row) for one in narrow.findings}
        for row, facts in enumerate(told(narrow)):
            apart[row] |= facts
    assert told(wide) == apart
    assert {(one.rule, one.column, one.row) for one in wide.findings} == found
