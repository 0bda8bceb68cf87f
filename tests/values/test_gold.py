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


@pytest.mark.parametrize(("each", "together"), [(1, True), (9, False)])
def test_each_quantity_of_the_gold_list_is_read_right(each: int, *, together: bool) -> None:
    german = mapping_of(ColumnMap("c", "a", Kind.NUMBER), locale="de_DE")
    gold = GOLD[::each]
    columns = [[text for text, _, _ in gold]] if together else [[text] for text, _, _ in gold]
    found = [fact for cells in columns for fact in facts(prepared(cells, Kind.NUMBER, mapping=german))]
    wrong = [
        (text, fact and (fact[Field.VALUE], fact[Field.UNIT]))
        for (text, value, unit), fact in zip(gold, found, strict=True)
        if not fact or (fact[Field.VALUE], fact[Field.UNIT]) != (value, unit)
    ]
    assert wrong == []
