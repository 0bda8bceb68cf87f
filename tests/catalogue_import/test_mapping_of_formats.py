"""The mapping that is written for an export is one that can be read: the next file of the same shop needs it."""

from pathlib import Path

import pytest
from tests.catalogue_import.test_formats import EXPECTED, FILES

from klaviatur.adapters.mappings import load_mapping, save_mapping
from klaviatur.adapters.sources.catalogues import read_tables
from klaviatur.collect.products.mapping import propose


@pytest.mark.parametrize("name", EXPECTED)
def test_the_mapping_of_every_export_is_read_as_it_was_written(tmp_path: Path, name: str) -> None:
    for table in read_tables(FILES / name):
        first, *_ = list(table.chunks)
        mapping = propose(table, first.frame)
        place = tmp_path / "mapping.toml"
        save_mapping(mapping, place)
        told = {column.column: (column.attribute, column.kind) for column in mapping.columns}
        assert {column.column: (column.attribute, column.kind) for column in load_mapping(place).columns} == told
