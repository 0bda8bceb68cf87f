"""Notations collected by hand, each with what it says."""

import tomllib
from pathlib import Path

import pytest
from value_tables import facts, mapping_of, prepared

from klaviatur.catalogue.packing import Field
from klaviatur.records import ColumnMap, Kind

GOLD = tomllib.loads((Path(__file__).parent / "gold_quantities.toml").read_text(encoding="utf-8"))["quantities"]


def test_the_gold_list_is_long_enough() -> None:
    assert len(GOLD) >= 300


@pytest.mark.parametrize("together", [True, False])
def test_each_quantity_of_the_gold_list_is_read_right(*, together: bool) -> None:
    german = mapping_of(ColumnMap("c", "a", Kind.NUMBER), locale="de_DE")
    columns = [[text for text, _, _ in GOLD]] if together else [[text] for text, _, _ in GOLD]
    found = [each for cells in columns for each in facts(prepared(cells, Kind.NUMBER, mapping=german))]
    wrong = [
        (text, each and (each[Field.VALUE], each[Field.UNIT]))
        for (text, value, unit), each in zip(GOLD, found, strict=True)
        if not each or (each[Field.VALUE], each[Field.UNIT]) != (value, unit)
    ]
    assert wrong == []
