"""The mappings of a workspace: one TOML file a source, proposed once and corrected by people."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from klaviatur import wiring
from klaviatur.adapters.mappings import load_mapping, save_mapping
from klaviatur.collect.products.marks import with_marks
from klaviatur.records import ColumnMapping, Table

SHOWN = 3  # values of a column that stand in the mapping file


@dataclass(frozen=True, slots=True)
class Mappings:
    """The folder that holds the mapping files of a workspace."""

    folder: Path

    def of(self, source: str, table: Table, sample: pl.DataFrame) -> ColumnMapping:
        """Return the kept mapping of a source with the table's new columns, else a proposal. Raises MappingError."""
        file = self._file(source)
        kept = load_mapping(file) if file.is_file() else None
        if kept and {column.column for column in kept.columns} >= set(table.columns):
            return with_marks(kept, table, sample)
        return wiring.proposed_mapping(source, table, sample, kept)

    def keep(self, mapping: ColumnMapping, sample: pl.DataFrame) -> Path:
        """Write a mapping down for people, with some values of each column, and return its file."""
        file = self._file(mapping.name)
        file.parent.mkdir(parents=True, exist_ok=True)
        shown = {
            name: sample[name].drop_nulls().unique(maintain_order=True).head(SHOWN).to_list() for name in sample.columns
        }
        save_mapping(mapping, file, samples=shown)
        return file

    def _file(self, source: str) -> Path:
        return self.folder / f"{source}.toml"


def given_mapping(mapping: str | Path | ColumnMapping | None) -> ColumnMapping | None:
    """Return the mapping somebody gave, as a file or as it is. Raises MappingError."""
    return load_mapping(Path(mapping)) if isinstance(mapping, str | Path) else mapping
