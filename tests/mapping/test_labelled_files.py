"""Labelled column lists of many kinds of files are mapped right without help."""

from pathlib import Path

import pytest
from bench._mapping_gold import Labelled, foreign, invented, is_right

from klaviatur.collect.products.mapping import propose

LEAST = 0.90
FILES = invented()


def right(file: Labelled) -> float:
    columns = propose(file.table, file.frame).columns
    return sum(map(is_right, file.labels, columns)) / len(columns)


def wrong(files: list[Labelled]) -> int:
    """How many columns went to an attribute that is not theirs."""
    pairs = [pair for file in files for pair in zip(file.labels, propose(file.table, file.frame).columns, strict=True)]
    return sum(column.known and column.attribute != label.attribute for label, column in pairs)


@pytest.mark.parametrize("file", [each for each in FILES if not each.held_out], ids=lambda file: file.name)
def test_nine_of_ten_columns_are_right(file: Labelled) -> None:
    assert right(file) >= LEAST


def test_files_never_tuned_on_are_as_good() -> None:
    held_out = [file for file in FILES if file.held_out]
    columns = sum(len(file.labels) for file in held_out)
    assert columns >= 250
    assert sum(right(file) * len(file.labels) for file in held_out) / columns >= LEAST
    assert wrong(held_out) <= 0.05 * columns


def test_files_of_others_are_right(test_data: Path) -> None:
    files = foreign(test_data)
    assert len(files) == 7
    assert {file.name: right(file) for file in files if right(file) < LEAST} == {}


def test_there_are_enough_kinds_of_files_and_columns() -> None:
    assert len(FILES) >= 25
    assert sum(len(file.labels) for file in FILES) >= 400
